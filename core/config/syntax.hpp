// SPDX-License-Identifier: LGPL-2.1-or-later
// The syntax of a configuration file, without knowledge of its keys: TOML as far as settings need it.
//
//     # comment
//     key = "text"                 "…" with \" \\ \n \t \uXXXX, or '…' as it stands
//     [section.name]
//     number = 5900
//     switch = true
//     list = ["a", "b"]            may span lines
//
// Whatever this accepts, every TOML parser reads in the same way. Multi-line texts, inline tables, arrays of
// tables, dotted keys, floats and dates are refused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace modvirt::config {

// Counted from 1, in characters.
struct Position {
    std::size_t line = 1;
    std::size_t column = 1;
};

struct Value {
    Position position;
    std::variant<std::string, int64_t, bool, std::vector<Value>> content;
};

struct Setting {
    Position position;
    std::string key;
    Value value;
};

struct Section {
    Position position;
    std::vector<std::string> name; // {"plugin", "qemu"} for [plugin.qemu]; empty for what stands before all
    std::vector<Setting> settings;
};

// Throws Error(ConfSyntax) that names file, line and column of what is wrong, and what was expected.
std::vector<Section> parse_syntax(std::string_view text, const std::filesystem::path &file);

// Throws such an error: "FILE:LINE:COLUMN: MESSAGE", on one line whatever is in it.
[[noreturn]] void throw_at(const std::filesystem::path &file, Position position, std::string_view message);

} // namespace modvirt::config
