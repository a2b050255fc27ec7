// SPDX-License-Identifier: LGPL-2.1-or-later
// Units: which suffix means how many bytes.
#include "base/numbers.hpp"

#include <fmt/format.h>

#include <array>
#include <cctype>

namespace modvirt::cli {

namespace {

// How many bytes `suffix` stands for, or 0 when it is unknown.
unsigned long long unit_of(std::string_view suffix)
{
    if (suffix == "b" || suffix == "bytes" || suffix == "B" || suffix == "byte")
        return 1;
    const std::string_view letters = "KMGTPE";
    const size_t power = letters.find(static_cast<char>(std::toupper(static_cast<unsigned char>(suffix[0]))));
    if (power == std::string_view::npos)
        return 0;
    const auto same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; };
    unsigned long long base = 0;
    if (suffix.size() == 1 || (suffix.size() == 3 && same(suffix[1], 'i') && same(suffix[2], 'b')))
        base = 1024;
    else if (suffix.size() == 2 && same(suffix[1], 'b'))
        base = 1000;
    unsigned long long unit = base;
    for (size_t i = 0; i < power; ++i)
        unit *= base;
    return unit;
}

} // namespace

Scaled parse_scaled(std::string_view text, unsigned long long default_unit, unsigned long long limit)
{
    std::string_view rest = text;
    const size_t start = rest.find_first_not_of(" \t\n\v\f\r");
    rest.remove_prefix(start == std::string_view::npos ? rest.size() : start);
    if (rest.starts_with('+'))
        rest.remove_prefix(1);
    unsigned long long value = 0;
    const auto result = std::from_chars(rest.data(), rest.data() + rest.size(), value);
    if (result.ec != std::errc())
        return {};
    rest.remove_prefix(static_cast<size_t>(result.ptr - rest.data()));

    const unsigned long long unit = rest.empty() ? default_unit : unit_of(rest);
    if (unit == 0)
        return {std::nullopt, fmt::format("invalid argument: unknown suffix '{}'", rest)};
    if (value != 0 && value > limit / unit)
        return {std::nullopt, fmt::format("numerical overflow: value too large: {}{}", value, rest)};
    return {value * unit, {}};
}

Readable readable_bytes(unsigned long long bytes)
{
    constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    auto value = static_cast<double>(bytes);
    size_t unit = 0;
    while (value >= 1024 && unit + 1 < units.size()) {
        value /= 1024;
        ++unit;
    }
    return {value, units[unit]};
}

} // namespace modvirt::cli
