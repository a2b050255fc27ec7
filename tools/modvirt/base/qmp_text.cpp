// SPDX-License-Identifier: LGPL-2.1-or-later
// Whether a text is JSON is asked of the JSON library; what is written is the text itself, laid out anew.
#include "base/qmp_text.hpp"

#include "base/failure.hpp"

#include <nlohmann/json.hpp>

namespace modvirt::cli {

namespace {

using QmpJson = nlohmann::ordered_json;

bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool opens(const std::string &token)
{
    return token == "{" || token == "[";
}

bool closes(const std::string &token)
{
    return token == "}" || token == "]";
}

// The first place after the string that begins at `start`.
size_t end_of_string(const std::string &text, size_t start)
{
    size_t at = start + 1;
    while (text[at] != '"')
        at += text[at] == '\\' ? 2 : 1;
    return at + 1;
}

// The tokens of a JSON text, in order: a bracket, a colon, a comma, a string, or another value.
std::vector<std::string> tokens_of(const std::string &text)
{
    constexpr std::string_view marks = "{}[]:,";
    std::vector<std::string> tokens;
    for (size_t at = 0; at < text.size();) {
        size_t end = at + 1;
        if (is_blank(text[at])) {
            at = end;
            continue;
        }
        if (text[at] == '"')
            end = end_of_string(text, at);
        else if (marks.find(text[at]) == std::string_view::npos)
            while (end < text.size() && !is_blank(text[end]) &&
                   marks.find(text[end]) == std::string_view::npos)
                ++end;
        tokens.push_back(text.substr(at, end - at));
        at = end;
    }
    return tokens;
}

std::string joined(const std::vector<std::string> &words, size_t first, std::string_view between)
{
    std::string text;
    for (size_t i = first; i < words.size(); ++i)
        text += (i == first ? "" : std::string(between)) + words[i];
    return text;
}

bool is_object(const std::string &text)
{
    return QmpJson::parse(text, nullptr, false).is_object();
}

std::string arguments_of(const std::vector<std::string> &words)
{
    const std::string whole = joined(words, 1, " ");
    if (is_object(whole))
        return compact_json(whole);
    const std::string members = "{" + joined(words, 1, ",") + "}";
    if (const auto complaint = json_complaint(members))
        fail("failed to wrap arguments '{}' into a QMP command wrapper\nerror: {}", whole, *complaint);
    return compact_json(members);
}

class PrettyWriter {
public:
    std::string write(const std::vector<std::string> &tokens)
    {
        for (const std::string &token : tokens)
            add(token);
        return std::move(m_text);
    }

private:
    void add(const std::string &token)
    {
        if (closes(token))
            m_text += "\n" + std::string(--m_depth * 2, ' ');
        else if (m_begins_line)
            m_text += std::string(m_depth * 2, ' ');
        m_text += token;
        m_depth += opens(token) ? 1 : 0;
        m_begins_line = opens(token) || token == ",";
        if (m_begins_line)
            m_text += "\n";
        if (token == ":")
            m_text += " ";
    }

    std::string m_text;
    size_t m_depth = 0;
    bool m_begins_line = false;
};

// The first token after the value that begins at `start`.
size_t end_of_value(const std::vector<std::string> &tokens, size_t start)
{
    size_t depth = 0;
    size_t at = start;
    do {
        depth += opens(tokens[at]) ? 1 : 0;
        depth -= closes(tokens[at]) ? 1 : 0;
        ++at;
    } while (depth > 0);
    return at;
}

} // namespace

std::optional<std::string> json_complaint(const std::string &text)
{
    try {
        const QmpJson value = QmpJson::parse(text);
        return std::nullopt;
    } catch (const QmpJson::exception &error) {
        return fmt::format("internal error: cannot parse json {}: {}", text, error.what());
    }
}

std::string qmp_command(const std::vector<std::string> &words)
{
    const std::string whole = joined(words, 0, " ");
    if (is_object(whole))
        return whole;
    std::string command = fmt::format(
        R"({{"execute":{})", QmpJson(words.front()).dump(-1, ' ', false, QmpJson::error_handler_t::replace));
    if (words.size() > 1)
        command += R"(,"arguments":)" + arguments_of(words);
    return command + "}";
}

std::string compact_json(const std::string &text)
{
    return joined(tokens_of(text), 0, "");
}

std::string pretty_json(const std::string &text)
{
    return PrettyWriter().write(tokens_of(text));
}

std::optional<std::string> json_member(const std::string &object, const std::string &name)
{
    const std::vector<std::string> tokens = tokens_of(object);
    if (tokens.empty() || tokens.front() != "{")
        return std::nullopt;
    for (size_t at = 1; tokens[at] != "}";) {
        const size_t value = at + 2;
        const size_t end = end_of_value(tokens, value);
        if (QmpJson::parse(tokens[at]) == QmpJson(name))
            return joined({tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(end)}, value, "");
        at = tokens[end] == "," ? end + 1 : end;
    }
    return std::nullopt;
}

} // namespace modvirt::cli
