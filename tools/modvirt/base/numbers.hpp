// SPDX-License-Identifier: LGPL-2.1-or-later
// Numbers as people write them and as they like to read them.
#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace modvirt::cli {

// A decimal number, with leading blanks and a plus sign accepted as strtol accepts them; nothing may follow.
template <typename Number>
std::optional<Number> parse_integer(std::string_view text)
{
    const size_t start = text.find_first_not_of(" \t\n\v\f\r");
    if (start == std::string_view::npos)
        return std::nullopt;
    text.remove_prefix(start);
    if (text.starts_with('+') && !text.starts_with("+-"))
        text.remove_prefix(1);
    Number value{};
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc() || result.ptr != text.data() + text.size())
        return std::nullopt;
    return value;
}

// A number that may be negative: then it is counted back from the largest, as strtoul does.
inline std::optional<unsigned long> parse_wrapped(std::string_view text)
{
    if (const auto value = parse_integer<unsigned long>(text))
        return value;
    const auto negative = parse_integer<long>(text);
    return negative ? std::optional(static_cast<unsigned long>(*negative)) : std::nullopt;
}

struct Scaled {
    std::optional<unsigned long long> bytes;
    std::string reason; // why not, in the library's words; empty when the number itself is malformed
};

// `12`, `12k`, `12KiB` (powers of 1024) or `12KB` (powers of 1000), up to `limit` bytes.
Scaled parse_scaled(std::string_view text, unsigned long long default_unit, unsigned long long limit);

struct Readable {
    double value;
    const char *unit; // "B", "KiB" ...
};

// The largest unit that leaves at least 1 in front of the point.
Readable readable_bytes(unsigned long long bytes);

} // namespace modvirt::cli
