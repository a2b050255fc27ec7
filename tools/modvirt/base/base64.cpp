// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/base64.hpp"

#include <algorithm>

namespace modvirt::cli {

namespace {

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr size_t group = 3; // bytes that make four letters

} // namespace

std::string to_base64(std::span<const uint8_t> bytes)
{
    std::string text;
    for (size_t place = 0; place < bytes.size(); place += group) {
        const size_t count = std::min(group, bytes.size() - place);
        uint32_t bits = 0;
        for (size_t i = 0; i < group; ++i)
            bits = bits << 8 | (i < count ? bytes[place + i] : 0u);
        for (size_t i = 0; i <= group; ++i)
            text += i <= count ? letters[bits >> (6 * (group - i)) & 0x3f] : '=';
    }
    return text;
}

std::vector<uint8_t> from_base64(std::string_view text)
{
    std::vector<uint8_t> bytes;
    uint32_t bits = 0;
    unsigned count = 0;
    for (const char letter : text.substr(0, text.find('='))) {
        const auto value = letters.find(letter);
        if (value == std::string_view::npos)
            continue;
        bits = bits << 6 | static_cast<uint32_t>(value);
        count += 6;
        if (count < 8)
            continue;
        count -= 8;
        bytes.push_back(static_cast<uint8_t>(bits >> count));
    }
    return bytes;
}

} // namespace modvirt::cli
