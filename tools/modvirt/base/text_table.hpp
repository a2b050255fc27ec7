// SPDX-License-Identifier: LGPL-2.1-or-later
// A table of text as virsh prints it: columns as wide as their widest cell, a line under the header.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace modvirt::cli {

enum class Header : uint8_t { Shown, Left_out };
enum class Colour : uint8_t { Left_out, Shown };

// The number of a cell's colour in a terminal's palette, 0 for none.
using ColourOf = int (*)(std::string_view cell);

// What a domain or a pool is doing: green when it works, red when something is wrong.
int state_colour(std::string_view state);

class TextTable {
public:
    explicit TextTable(std::vector<std::string> header);

    // One row has as many cells as the header.
    void add(std::vector<std::string> row);
    // The cells of that column get a colour, where colours are shown.
    void paint(size_t column, ColourOf colour);
    [[nodiscard]] std::string render(Header header, Colour colour = Colour::Left_out) const;

private:
    [[nodiscard]] std::string shown(size_t row, size_t column, Colour colour) const;

    std::vector<std::vector<std::string>> m_rows; // the header is the first
    size_t m_painted = 0;
    ColourOf m_colour_of = nullptr;
};

// How many columns a terminal needs for UTF-8 `text`.
size_t display_width(std::string_view text);

// `text` with control characters and broken UTF-8 written as \xNN, so that a name cannot drive a terminal.
std::string printable(std::string_view text);

} // namespace modvirt::cli
