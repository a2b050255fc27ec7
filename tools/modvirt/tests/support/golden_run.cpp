// SPDX-License-Identifier: LGPL-2.1-or-later
#include "support/golden_run.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

namespace modvirt::cli::testing {

namespace {

std::string replace_all(std::string text, const std::string &from, const std::string &to)
{
    for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

} // namespace

std::string GoldenTopic::path() const
{
    return fmt::format("{}/{}/{}.txt", GOLDEN_DIR, folder, name);
}

std::vector<GoldenTopic> golden_topics(const std::string &folder)
{
    std::vector<GoldenTopic> topics;
    for (const auto &entry : std::filesystem::directory_iterator(GOLDEN_DIR "/" + folder))
        topics.push_back({folder, entry.path().stem()});
    std::sort(topics.begin(), topics.end(), [](const auto &a, const auto &b) { return a.name < b.name; });
    return topics;
}

std::optional<RunResult> run_golden(const std::string &program, const std::string &line, int patience_s,
                                    const std::string &preload)
{
    const TemporaryDirectory directory;
    directory.write("d.xml", read_file(GOLDEN_DIR "/domain.xml"));
    directory.write("p.xml", read_file(GOLDEN_DIR "/pool.xml"));
    directory.write("v.xml", read_file(GOLDEN_DIR "/volume.xml"));
    directory.write("i.xml", read_file(GOLDEN_DIR "/interface.xml"));
    directory.write("n.xml", read_file(GOLDEN_DIR "/node_device.xml"));
    directory.write("devices.xml", read_file(GOLDEN_DIR "/devices.xml"));
    directory.write("cpus.xml", read_file(GOLDEN_DIR "/cpus.xml"));
    directory.write("keys", read_file(GOLDEN_DIR "/keys.txt"));
    Run request{{program, "-c", "test:///default"},
                {},
                {{"LC_ALL", "C.UTF-8"}, {"VISUAL", "sed -i s/saved/kept/"}, {"LD_PRELOAD", preload}},
                directory.path(),
                patience_s};
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
