// SPDX-License-Identifier: LGPL-2.1-or-later
// The scanner: one pass, one character at a time.
#include "base/tokens.hpp"

#include "base/failure.hpp"

namespace modvirt::cli {

namespace {

class Scanner {
public:
    explicit Scanner(std::string_view line) : m_rest(line) {}

    std::vector<Words> commands()
    {
        while (!m_rest.empty())
            step();
        end_command();
        return std::move(m_commands);
    }

private:
    void step()
    {
        const char c = m_rest.front();
        if (c == ';' || c == '\n') {
            m_rest.remove_prefix(1);
            end_command();
        } else if (c == ' ' || c == '\t' || c == '\r') {
            m_rest.remove_prefix(1);
        } else if (c == '#') {
            skip_comment();
        } else if (m_rest.starts_with("\\\n")) {
            m_rest.remove_prefix(2);
        } else {
            m_words.push_back(word());
        }
    }

    void skip_comment()
    {
        const size_t end = m_rest.find('\n');
        m_rest.remove_prefix(end == std::string_view::npos ? m_rest.size() : end);
    }

    void end_command()
    {
        if (!m_words.empty())
            m_commands.push_back(std::exchange(m_words, {}));
    }

    std::string word()
    {
        std::string result;
        bool in_double = false;
        bool in_single = false;
        while (!m_rest.empty()) {
            const char c = m_rest.front();
            const bool quoted = in_double || in_single;
            if (!quoted && std::string_view(" \t\r\n;").find(c) != std::string_view::npos)
                break;
            m_rest.remove_prefix(1);
            if (c == '\'' && !in_double)
                in_single = !in_single;
            else if (c == '"' && !in_single)
                in_double = !in_double;
            else if (c == '\\' && !in_single)
                append_escaped(result);
            else
                result += c;
        }
        if (in_double)
            fail_usage("missing \"");
        return result;
    }

    // A backslash at the end of a line joins it with the next one.
    void append_escaped(std::string &result)
    {
        if (m_rest.empty())
            fail_usage("dangling \\");
        const char c = m_rest.front();
        m_rest.remove_prefix(1);
        if (c != '\n')
            result += c;
    }

    std::string_view m_rest;
    Words m_words;
    std::vector<Words> m_commands;
};

} // namespace

std::vector<Words> split_line(std::string_view line)
{
    return Scanner(line).commands();
}

} // namespace modvirt::cli
