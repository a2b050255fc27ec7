// SPDX-License-Identifier: MIT
#include "base64.hpp"

#include <algorithm>
#include <array>

namespace modvirt::secret_store {

namespace {

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::size_t group = 3; // bytes that make four letters

constexpr std::array<int8_t, 256> make_values()
{
    std::array<int8_t, 256> values{};
    values.fill(-1);
    for (std::size_t i = 0; i < letters.size(); ++i)
        values[static_cast<unsigned char>(letters[i])] = static_cast<int8_t>(i);
    return values;
}

constexpr std::array<int8_t, 256> value_of = make_values();

} // namespace

SecretBytes to_base64(std::span<const uint8_t> bytes)
{
    SecretBytes text;
    text.reserve((bytes.size() + group - 1) / group * (group + 1));
    for (std::size_t place = 0; place < bytes.size(); place += group) {
        const std::size_t count = std::min(group, bytes.size() - place);
        uint32_t bits = 0;
        for (std::size_t i = 0; i < group; ++i)
            bits = bits << 8 | (i < count ? bytes[place + i] : 0u);
        for (std::size_t i = 0; i <= group; ++i)
            text.push_back(static_cast<uint8_t>(i <= count ? letters[bits >> (6 * (group - i)) & 0x3f] : '='));
    }
    return text;
}

std::optional<SecretBytes> from_base64(std::string_view text)
{
    if (text.ends_with('\n'))
        text.remove_suffix(1);
    if (text.size() % (group + 1) != 0)
        return std::nullopt;
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    SecretBytes bytes;
    bytes.reserve(text.size() / (group + 1) * group);
    uint32_t bits = 0;
    std::size_t count = 0;
    for (const char letter : text.substr(0, text.size() - padding)) {
        const int value = value_of[static_cast<unsigned char>(letter)];
        if (value < 0)
            return std::nullopt;
        bits = bits << 6 | static_cast<uint32_t>(value);
        count += 6;
        if (count < 8)
            continue;
        count -= 8;
        bytes.push_back(static_cast<uint8_t>(bits >> count));
    }
    return bytes;
}

} // namespace modvirt::secret_store
