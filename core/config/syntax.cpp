// SPDX-License-Identifier: LGPL-2.1-or-later
#include "config/syntax.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <map>
#include <modvirt/error.hpp>

namespace modvirt::config {
namespace {

// How many bytes the UTF-8 character at the start of the text has; 0 when it is none.
std::size_t character_bytes(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) {
        return 1;
    }
    const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < size) {
        return 0;
    }
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xc0) != 0x80) {
            return 0;
        }
    }
    // Longer forms than needed, surrogates, and what lies beyond Unicode.
    const bool is_wrong = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xed && byte(1) > 0x9f) ||
                          (first == 0xf0 && byte(1) < 0x90) || (first == 0xf4 && byte(1) > 0x8f);
    return is_wrong ? 0 : size;
}

bool is_key_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

void append_utf8(std::string &text, uint32_t character)
{
    if (character < 0x80) {
        text.push_back(static_cast<char>(character));
    } else if (character < 0x800) {
        text.push_back(static_cast<char>(0xc0 | (character >> 6)));
        text.push_back(static_cast<char>(0x80 | (character & 0x3f)));
    } else {
        text.push_back(static_cast<char>(0xe0 | (character >> 12)));
        text.push_back(static_cast<char>(0x80 | ((character >> 6) & 0x3f)));
        text.push_back(static_cast<char>(0x80 | (character & 0x3f)));
    }
}

class Parser {
public:
    Parser(std::string_view text, const std::filesystem::path &file) : m_text(text), m_file(file) {}

    std::vector<Section> parse()
    {
        m_sections.emplace_back();
        for (;;) {
            skip_blank_lines();
            if (at_end()) {
                return std::move(m_sections);
            }
            if (peek() == '[') {
                read_section();
            } else {
                read_setting();
            }
            expect_end_of_line();
        }
    }

private:
    [[nodiscard]] bool at_end() const { return m_at == m_text.size(); }
    [[nodiscard]] char peek() const { return at_end() ? '\0' : m_text[m_at]; }

    [[noreturn]] void fail(std::string_view message) const { throw_at(m_file, m_position, message); }

    // "expected X, and found Y"
    [[noreturn]] void fail_expected(std::string_view expected) const
    {
        if (at_end()) {
            fail(fmt::format("expected {}, and found the end of the file", expected));
        }
        if (peek() == '\n' || peek() == '\r') {
            fail(fmt::format("expected {}, and found the end of the line", expected));
        }
        fail(
            fmt::format("expected {}, and found '{}'", expected,
                        m_text.substr(m_at, std::max<std::size_t>(character_bytes(m_text.substr(m_at)), 1))));
    }

    // Takes one character, which must be one that may stand in a file.
    std::string_view take()
    {
        const std::string_view rest = m_text.substr(m_at);
        const std::size_t size = character_bytes(rest);
        const auto first = static_cast<unsigned char>(rest.front());
        const bool is_line_end = first == '\n' || (first == '\r' && rest.starts_with("\r\n"));
        if (size == 0) {
            fail(fmt::format("the byte 0x{:02x} is not UTF-8", first));
        }
        if (!is_line_end && first != '\t' && (first < 0x20 || first == 0x7f)) {
            fail(fmt::format("the control character 0x{:02x} may not stand here", first));
        }
        m_at += size;
        ++m_position.column;
        if (first == '\n') {
            ++m_position.line;
            m_position.column = 1;
        }
        return rest.substr(0, size);
    }

    bool take_if(char wanted)
    {
        if (at_end() || peek() != wanted) {
            return false;
        }
        take();
        return true;
    }

    void skip_spaces()
    {
        while (!at_end() && (peek() == ' ' || peek() == '\t')) {
            take();
        }
    }

    void skip_comment()
    {
        if (peek() == '#') {
            while (!at_end() && peek() != '\n') {
                take();
            }
        }
    }

    // Spaces, comments and line ends.
    void skip_blank_lines()
    {
        do {
            skip_spaces();
            skip_comment();
        } while (take_if('\r') || take_if('\n'));
    }

    void expect_end_of_line()
    {
        skip_spaces();
        skip_comment();
        if (!at_end() && peek() != '\n' && peek() != '\r') {
            fail_expected("the end of the line");
        }
    }

    void read_section()
    {
        Section section;
        section.position = m_position;
        take();
        if (peek() == '[') {
            fail("lists of sections, written [[...]], are not used here: expected [section]");
        }
        do {
            skip_spaces();
            section.name.push_back(read_key("the name of a section"));
            skip_spaces();
        } while (take_if('.'));
        if (!take_if(']')) {
            fail_expected("']' after the name of a section");
        }
        const auto [earlier, is_new] = m_section_lines.emplace(section.name, section.position.line);
        if (!is_new) {
            throw_at(m_file, section.position,
                     fmt::format("the section [{}] is already in line {}: put its settings there",
                                 fmt::join(section.name, "."), earlier->second));
        }
        m_key_lines.clear();
        m_sections.push_back(std::move(section));
    }

    void read_setting()
    {
        Setting setting;
        setting.position = m_position;
        setting.key = read_key("a key or a [section]");
        skip_spaces();
        if (!take_if('=')) {
            fail_expected(fmt::format("'=' after the key '{}'", setting.key));
        }
        skip_spaces();
        setting.value = read_value(Nesting::Outermost);
        std::vector<Setting> &settings = m_sections.back().settings;
        const auto earlier = std::ranges::find(settings, setting.key, &Setting::key);
        if (earlier != settings.end()) {
            throw_at(m_file, setting.position,
                     fmt::format("'{}' is set twice: it is already in line {}", setting.key,
                                 earlier->position.line));
        }
        settings.push_back(std::move(setting));
    }

    std::string read_key(std::string_view expected)
    {
        if (peek() == '"' || peek() == '\'') {
            return read_text();
        }
        std::string key;
        while (!at_end() && is_key_character(peek())) {
            key += take();
        }
        if (key.empty()) {
            fail_expected(expected);
        }
        return key;
    }

    enum class Nesting { Outermost, InList };

    Value read_value(Nesting nesting)
    {
        Value value{m_position, {}};
        const char first = peek();
        if (first == '"' || first == '\'') {
            value.content = read_text();
        } else if (first == '[' && nesting == Nesting::Outermost) {
            value.content = read_list();
        } else if (first == '-' || first == '+' || (first >= '0' && first <= '9')) {
            value.content = read_number();
        } else if (is_key_character(first)) {
            value.content = read_truth();
        } else {
            fail_expected(nesting == Nesting::Outermost
                              ? "a value: text in quotes, a number, true, false or a list"
                              : "text in quotes, a number, true or false");
        }
        return value;
    }

    std::vector<Value> read_list()
    {
        std::vector<Value> items;
        take();
        for (;;) {
            skip_blank_lines();
            if (take_if(']')) {
                return items;
            }
            items.push_back(read_value(Nesting::InList));
            skip_blank_lines();
            if (!take_if(',') && peek() != ']') {
                fail_expected("',' or ']' in a list");
            }
        }
    }

    std::string read_text()
    {
        const char quote = peek();
        take();
        if (m_text.substr(m_at).starts_with(std::string(2, quote))) {
            fail("texts of several lines, in three quotes, are not used here: expected text in quotes");
        }
        std::string text;
        for (;;) {
            if (at_end() || peek() == '\n' || peek() == '\r') {
                fail_expected(fmt::format("{} at the end of the text", quote));
            }
            if (take_if(quote)) {
                return text;
            }
            if (quote == '"' && peek() == '\\') {
                read_escape(text);
            } else {
                text += take();
            }
        }
    }

    void read_escape(std::string &text)
    {
        constexpr std::string_view names = "btnfr\"\\";
        constexpr std::string_view meanings = "\b\t\n\f\r\"\\";
        take();
        const auto which = at_end() ? std::string_view::npos : names.find(peek());
        if (which != std::string_view::npos) {
            take();
            text.push_back(meanings[which]);
        } else if (take_if('u')) {
            append_utf8(text, read_hexadecimal());
        } else {
            fail_expected("b, t, n, f, r, u, \" or \\ after a backslash");
        }
    }

    uint32_t read_hexadecimal()
    {
        constexpr std::size_t digits = 4;
        const std::string_view rest = m_text.substr(m_at, digits);
        uint32_t character = 0;
        const auto result = std::from_chars(rest.data(), rest.data() + rest.size(), character, 16);
        if (rest.size() != digits || result.ptr != rest.data() + digits || character == 0 ||
            (character >= 0xd800 && character <= 0xdfff)) {
            fail_expected("four hexadecimal digits of a character after \\u");
        }
        for (std::size_t i = 0; i < digits; ++i) {
            take();
        }
        return character;
    }

    int64_t read_number()
    {
        const Position start = m_position;
        std::string word;
        while (!at_end() && (is_key_character(peek()) || peek() == '+' || peek() == '.' || peek() == ':')) {
            word += take();
        }
        const std::string_view digits = std::string_view(word).substr(word.front() == '+' ? 1 : 0);
        int64_t number = 0;
        const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), number);
        const bool has_leading_zero =
            digits.size() > 1 && digits.substr(digits[0] == '-' ? 1 : 0).starts_with('0') && digits != "-0";
        if (result.ec != std::errc() || result.ptr != digits.data() + digits.size() || has_leading_zero) {
            throw_at(m_file, start,
                     fmt::format("'{}' is not a whole number of at most 64 bits: put other values in quotes",
                                 word));
        }
        return number;
    }

    bool read_truth()
    {
        const Position start = m_position;
        std::string word;
        while (!at_end() && is_key_character(peek())) {
            word += take();
        }
        if (word != "true" && word != "false") {
            throw_at(m_file, start,
                     fmt::format("expected true, false or text in quotes, and found '{}'", word));
        }
        return word == "true";
    }

    std::string_view m_text;
    const std::filesystem::path &m_file;
    std::size_t m_at = 0;
    Position m_position;
    std::vector<Section> m_sections;
    std::map<std::vector<std::string>, std::size_t> m_section_lines;
    std::map<std::string, std::size_t> m_key_lines; // of the current section
};

// A message is one line, whatever the file has in it.
std::string one_line(std::string_view text)
{
    std::string line;
    for (const char c : text) {
        line.push_back(static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c);
    }
    return line;
}

} // namespace

void throw_at(const std::filesystem::path &file, Position position, std::string_view message)
{
    throw Error(ErrorCode::ConfSyntax,
                fmt::format("{}:{}:{}: {}", file.native(), position.line, position.column, one_line(message)),
                ErrorDomain::Conf);
}

std::vector<Section> parse_syntax(std::string_view text, const std::filesystem::path &file)
{
    return Parser(text, file).parse();
}

} // namespace modvirt::config
