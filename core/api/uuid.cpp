// SPDX-License-Identifier: LGPL-2.1-or-later
#include "uuid.hpp"

#include <algorithm>

namespace modvirt {

namespace {

int hex_value(char c) noexcept
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

} // namespace

void format_uuid(const uint8_t *uuid, char *text) noexcept
{
    constexpr char digits[] = "0123456789abcdef";
    for (int byte = 0; byte < 16; ++byte) {
        if (byte == 4 || byte == 6 || byte == 8 || byte == 10)
            *text++ = '-';
        *text++ = digits[uuid[byte] >> 4];
        *text++ = digits[uuid[byte] & 0x0f];
    }
    *text = '\0';
}

std::optional<std::array<uint8_t, 16>> parse_uuid(std::string_view text) noexcept
{
    constexpr std::string_view blanks = " \t\n\v\f\r";
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    text = text.substr(0, text.find_last_not_of(blanks) + 1);
    std::array<uint8_t, 16> uuid{};
    size_t digits = 0;
    for (const char c : text) {
        if (c == '-' && digits % 2 == 0)
            continue;
        const int value = hex_value(c);
        if (value < 0 || digits == 32)
            return std::nullopt;
        uuid[digits / 2] = static_cast<uint8_t>((uuid[digits / 2] << 4) | value);
        ++digits;
    }
    return digits == 32 ? std::optional(uuid) : std::nullopt;
}

} // namespace modvirt
