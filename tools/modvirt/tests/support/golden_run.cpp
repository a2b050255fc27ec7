// SPDX-License-Identifier: LGPL-2.1-or-later
#include "support/golden_run.hpp"

#include <algorithm>
#include <filesystem>

namespace modvirt::cli::testing {

namespace {

std::string replace_all(std::string text, const std::string &from, const std::string &to)
{
    for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

} // namespace

std::vector<std::string> golden_topics()
{
    std::vector<std::string> names;
    for (const auto &entry : std::filesystem::directory_iterator(GOLDEN_DIR "/virsh"))
        names.push_back(entry.path().stem());
    std::sort(names.begin(), names.end());
    return names;
}

std::string golden_path(const std::string &topic)
{
    return GOLDEN_DIR "/virsh/" + topic + ".txt";
}

std::optional<RunResult> run_golden(const std::string &program, const std::string &line, int patience_s)
{
    const TemporaryDirectory directory;
    directory.write("d.xml", read_file(GOLDEN_DIR "/domain.xml"));
    directory.write("p.xml", read_file(GOLDEN_DIR "/pool.xml"));
    directory.write("v.xml", read_file(GOLDEN_DIR "/volume.xml"));
    directory.write("i.xml", read_file(GOLDEN_DIR "/interface.xml"));
    directory.write("n.xml", read_file(GOLDEN_DIR "/node_device.xml"));
    Run request{
        {program, "-c", "test:///default"}, {}, {{"LC_ALL", "C.UTF-8"}}, directory.path(), patience_s};
    for (const std::string &word : words_of(replace_all(line, "@DIR@", directory.path())))
        request.words.push_back(word);
    auto result = run_program(request);
    if (!result)
        return result;
    result->out = replace_all(result->out, directory.path(), "@DIR@");
    result->err = replace_all(result->err, directory.path(), "@DIR@");
    return comparable(*result);
}

} // namespace modvirt::cli::testing
