// SPDX-License-Identifier: LGPL-2.1-or-later
#include "support/golden.hpp"

#include <fmt/format.h>

#include <fstream>
#include <regex>

namespace modvirt::cli::testing {

namespace {

void append_lines(std::string &text, char stream, const std::string &content)
{
    size_t start = 0;
    while (start < content.size()) {
        const size_t end = content.find('\n', start);
        const bool complete = end != std::string::npos;
        text += fmt::format("{}{}{}\n", stream, complete ? '|' : '\\', content.substr(start, end - start));
        start = complete ? end + 1 : content.size();
    }
}

void read_output(const std::string &line, std::string &out)
{
    out += line.substr(2);
    if (line[1] == '|')
        out += '\n';
}

std::string replace_varying(std::string text)
{
    static const std::pair<std::regex, const char *> rules[] = {
        {std::regex("virsh"), "modvirt"},
        {std::regex(R"((CPU time: +)[0-9.]+s)"), "$1N"},
        {std::regex(R"(\(Time: [0-9.]+ ms\))"), "(Time: N ms)"},
        {std::regex(R"(((vda|testnet0|aa:bb:cc:dd:ee:ff) [a-z_]+) [0-9]+)"), "$1 N"},
        {std::regex(R"(((operations|read|written|count): +)[0-9]+)"), "$1N"},
        {std::regex(R"(last_update [0-9]+)"), "last_update N"},
        {std::regex(R"(Child process \([0-9]+\))"), "Child process (N)"},
        {std::regex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "UUID"},
        {std::regex("52:54:00(:[0-9a-f]{2}){3}"), "MAC"},
        {std::regex(R"([0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9:]{8})"), "DATE"},
        {std::regex(R"([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8} [+-][0-9]{4})"), "TIME"},
        {std::regex(R"(\b1[6-9][0-9]{8}\b)"), "SECONDS"},
        {std::regex(R"([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}\.[0-9]{3}\+0000: )"), "STAMP: "},
        // What modvirt adds to virsh's help.
        {std::regex(R"( \[--json\])"), ""},
        {std::regex("\n  OPTIONS\n    --json           print JSON\n"), ""},
        {std::regex("    --json           print JSON\n"), ""},
    };
    for (const auto &[pattern, replacement] : rules)
        text = std::regex_replace(text, pattern, replacement);
    return text;
}

} // namespace

std::vector<GoldenCase> read_golden(const std::string &path)
{
    std::vector<GoldenCase> cases;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("$ ") || line == "$")
            cases.push_back({line.size() > 2 ? line.substr(2) : "", {0, "", ""}});
        else if (line.empty() || cases.empty())
            continue;
        else if (line.front() == '1')
            read_output(line, cases.back().expected.out);
        else if (line.front() == '2')
            read_output(line, cases.back().expected.err);
        else if (line.front() == '=')
            cases.back().expected.status = std::stoi(line.substr(1));
    }
    return cases;
}

std::string golden_text(const std::string &line, const RunResult &result)
{
    std::string text = fmt::format("$ {}\n", line);
    append_lines(text, '1', result.out);
    append_lines(text, '2', result.err);
    return text + fmt::format("={}\n", result.status);
}

std::vector<std::string> words_of(const std::string &line)
{
    std::vector<std::string> words;
    std::string word;
    bool in_word = false;
    bool quoted = false;
    for (const char c : line) {
        if (c == '\'') {
            quoted = !quoted;
            in_word = true;
        } else if (c == ' ' && !quoted) {
            if (in_word)
                words.push_back(std::exchange(word, {}));
            in_word = false;
        } else {
            word += c;
            in_word = true;
        }
    }
    if (in_word)
        words.push_back(word);
    return words;
}

RunResult comparable(RunResult result)
{
    result.out = replace_varying(std::move(result.out));
    result.err = replace_varying(std::move(result.err));
    return result;
}

} // namespace modvirt::cli::testing
