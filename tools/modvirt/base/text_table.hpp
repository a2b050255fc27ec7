// SPDX-License-Identifier: LGPL-2.1-or-later
// A table of text as virsh prints it: columns as wide as their widest cell, a line under the header.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace modvirt::cli {

enum class Header : uint8_t { Shown, Left_out };

class TextTable {
public:
    explicit TextTable(std::vector<std::string> header);

    // One row has as many cells as the header.
    void add(std::vector<std::string> row);
    [[nodiscard]] std::string render(Header header) const;

private:
    std::vector<std::vector<std::string>> m_rows; // the header is the first
};

// How many columns a terminal needs for UTF-8 `text`.
size_t display_width(std::string_view text);

// `text` with control characters and broken UTF-8 written as \xNN, so that a name cannot drive a terminal.
std::string printable(std::string_view text);

} // namespace modvirt::cli
