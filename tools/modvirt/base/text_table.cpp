// SPDX-License-Identifier: LGPL-2.1-or-later
// Widths are those of the C library in a UTF-8 locale, asked for only when a cell is not plain ASCII.
#include "base/text_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <clocale>
#include <cwchar>
#include <memory>
#include <type_traits>

namespace modvirt::cli {

namespace {

bool is_plain(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

// Reads the locale of the environment once, when the first special character needs it.
void use_environment_locale()
{
    static const char *locale = std::setlocale(LC_CTYPE, "");
    static_cast<void>(locale);
}

struct Character {
    size_t length;  // in bytes; 0 when the bytes are no character
    int width = -1; // in columns; negative when it cannot be printed
};

Character first_character(std::string_view text)
{
    use_environment_locale();
    std::mbstate_t state{};
    wchar_t wide = 0;
    const size_t length = std::mbrtowc(&wide, text.data(), text.size(), &state);
    if (length == 0 || length > text.size())
        return {0};
    return {length, wcwidth(wide)};
}

} // namespace

size_t display_width(std::string_view text)
{
    if (is_plain(text))
        return text.size();
    size_t width = 0;
    while (!text.empty()) {
        const Character character = first_character(text);
        width += static_cast<size_t>(std::max(character.width, 0));
        text.remove_prefix(std::max<size_t>(character.length, 1));
    }
    return width;
}

std::string printable(std::string_view text)
{
    if (is_plain(text))
        return std::string(text);
    std::string result;
    while (!text.empty()) {
        const Character character = first_character(text);
        const size_t length = std::max<size_t>(character.length, 1);
        if (character.width >= 0) {
            result += text.substr(0, length);
        } else {
            for (const char byte : text.substr(0, length))
                result += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
        }
        text.remove_prefix(length);
    }
    return result;
}

TextTable::TextTable(std::vector<std::string> header)
{
    m_rows.push_back(std::move(header));
}

void TextTable::add(std::vector<std::string> row)
{
    for (std::string &cell : row)
        cell = printable(cell);
    m_rows.push_back(std::move(row));
}

int state_colour(std::string_view state)
{
    constexpr int red = 31;
    constexpr int green = 32;
    constexpr int yellow = 33;
    constexpr std::pair<std::string_view, int> colours[] = {
        {"running", green},    {"idle", green},   {"active", green},       {"ready", green}, {"yes", green},
        {"paused", yellow},    {"saved", yellow}, {"in shutdown", yellow}, {"crashed", red}, {"rejected", red},
        {"pmsuspended", yellow}, {"failed", red}, {"quarantined", red},    {"inaccessible", red},
    };
    const auto *const found = std::ranges::find(colours, state, &std::pair<std::string_view, int>::first);
    return found == std::end(colours) ? 0 : found->second;
}

void TextTable::paint(size_t column, ColourOf colour)
{
    m_painted = column;
    m_colour_of = colour;
}

std::string TextTable::shown(size_t row, size_t column, Colour colour) const
{
    const std::string &cell = m_rows[row][column];
    const bool painted = colour == Colour::Shown && row > 0 && m_colour_of != nullptr && column == m_painted;
    const int number = painted ? m_colour_of(cell) : 0;
    return number == 0 ? cell : fmt::format("\033[{}m{}\033[0m", number, cell);
}

std::string TextTable::render(Header header, Colour colour) const
{
    const size_t first = header == Header::Shown ? 0 : 1;
    const size_t columns = m_rows.front().size();
    std::vector<size_t> widths(columns);
    for (size_t row = first; row < m_rows.size(); ++row)
        for (size_t column = 0; column < columns; ++column)
            widths[column] = std::max(widths[column], display_width(m_rows[row][column]));

    std::string text;
    for (size_t row = first; row < m_rows.size(); ++row) {
        for (size_t column = 0; column < columns; ++column) {
            const std::string &cell = m_rows[row][column];
            text += ' ';
            text += shown(row, column, colour);
            if (column + 1 < columns)
                text.append(widths[column] - display_width(cell) + 2, ' ');
        }
        text += '\n';
        if (row == 0) {
            size_t line = 0;
            for (const size_t width : widths)
                line += width + 3;
            text.append(line, '-');
            text += '\n';
        }
    }
    return text;
}

} // namespace modvirt::cli
