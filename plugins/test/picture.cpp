// SPDX-License-Identifier: LGPL-2.1-or-later
#include "picture.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace modvirt::test {

namespace {

constexpr uint32_t width = 320;
constexpr uint32_t height = 240;

// Colours by number: the bars of a test card, then steps from black to white.
constexpr std::array<uint32_t, 16> colours = {0xc0c0c0, 0xc0c000, 0x00c0c0, 0x00c000, 0xc000c0, 0xc00000,
                                              0x0000c0, 0x101010, 0x000000, 0x242424, 0x484848, 0x6c6c6c,
                                              0x909090, 0xb4b4b4, 0xd8d8d8, 0xffffff};

void append_number(std::string &bytes, uint32_t number)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes += static_cast<char>((number >> shift) & 0xff);
}

// The check sums of PNG's chunks and of zlib's data, as RFC 2083 and RFC 1950 describe them.
uint32_t cyclic_sum(std::string_view bytes)
{
    uint32_t sum = 0xffffffff;
    for (const char byte : bytes) {
        sum ^= static_cast<uint8_t>(byte);
        for (int bit = 0; bit < 8; ++bit)
            sum = (sum >> 1) ^ ((sum & 1) != 0 ? 0xedb88320 : 0);
    }
    return ~sum;
}

uint32_t adler_sum(std::string_view bytes)
{
    constexpr uint32_t modulus = 65521;
    uint32_t low = 1;
    uint32_t high = 0;
    for (const char byte : bytes) {
        low = (low + static_cast<uint8_t>(byte)) % modulus;
        high = (high + low) % modulus;
    }
    return high << 16 | low;
}

void append_chunk(std::string &picture, const std::string &typed)
{
    append_number(picture, static_cast<uint32_t>(typed.size() - 4));
    picture += typed;
    append_number(picture, cyclic_sum(typed));
}

// In zlib's form, but not compressed.
std::string stored(std::string_view bytes)
{
    constexpr std::size_t most = 65535;
    const uint32_t sum = adler_sum(bytes);
    std::string text = "\x78\x01";
    while (!bytes.empty()) {
        const auto size = static_cast<uint32_t>(std::min(bytes.size(), most));
        text += bytes.size() <= most ? '\1' : '\0';
        for (const uint32_t number : {size, ~size}) {
            text += static_cast<char>(number & 0xff);
            text += static_cast<char>((number >> 8) & 0xff);
        }
        text += bytes.substr(0, size);
        bytes.remove_prefix(size);
    }
    append_number(text, sum);
    return text;
}

uint32_t colour_at(uint32_t x, uint32_t y)
{
    const uint32_t column = x * 8 / width;
    return y < height * 3 / 4 ? column : 8 + column;
}

std::string rows()
{
    std::string pixels;
    for (uint32_t y = 0; y < height; ++y) {
        pixels += '\0'; // no filter
        for (uint32_t x = 0; x < width; x += 2)
            pixels += static_cast<char>(colour_at(x, y) << 4 | colour_at(x + 1, y));
    }
    return pixels;
}

} // namespace

std::string test_card()
{
    std::string header = "IHDR";
    append_number(header, width);
    append_number(header, height);
    header.append("\4\3\0\0\0", 5); // four bits each, which number colours
    std::string palette = "PLTE";
    for (const uint32_t colour : colours)
        for (int shift = 16; shift >= 0; shift -= 8)
            palette += static_cast<char>((colour >> shift) & 0xff);
    std::string picture = "\x89PNG\r\n\x1a\n";
    append_chunk(picture, header);
    append_chunk(picture, palette);
    append_chunk(picture, "IDAT" + stored(rows()));
    append_chunk(picture, "IEND");
    return picture;
}

} // namespace modvirt::test
