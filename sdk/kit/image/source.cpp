// SPDX-License-Identifier: MIT
#include "kit/image/source.hpp"

#include <algorithm>
#include <array>

namespace modvirt::image {

bool Source::fill(uint64_t offset, std::span<char> room) const
{
    if (offset > m_size || room.size() > m_size - offset)
        return false;
    if (offset <= m_head.size() && room.size() <= m_head.size() - offset) {
        std::ranges::copy(m_head.substr(offset, room.size()), room.begin());
        return true;
    }
    // A file may become shorter while it is read.
    return m_read_at && m_read_at(offset, room) == room.size();
}

std::optional<std::string> Source::bytes(uint64_t offset, std::size_t length) const
{
    if (length > largest_read || offset > m_size || length > m_size - offset)
        return std::nullopt;
    std::string text(length, '\0');
    if (!fill(offset, text))
        return std::nullopt;
    return text;
}

std::string Source::bytes_up_to(uint64_t offset, std::size_t length) const
{
    if (offset >= m_size)
        return {};
    const auto there = std::min<uint64_t>(std::min(length, largest_read), m_size - offset);
    return bytes(offset, static_cast<std::size_t>(there)).value_or("");
}

bool Source::has(uint64_t offset, std::string_view what) const
{
    std::array<char, 128> room{};
    const std::span<char> part = std::span(room).first(std::min(what.size(), room.size()));
    return fill(offset, part) && std::string_view(part.data(), part.size()) == what;
}

uint64_t Source::big(uint64_t offset, std::size_t length) const
{
    std::array<char, 8> room{};
    uint64_t number = 0;
    if (fill(offset, std::span(room).first(length)))
        for (std::size_t i = 0; i < length; ++i)
            number = number << 8 | static_cast<uint8_t>(room[i]);
    return number;
}

uint64_t Source::little(uint64_t offset, std::size_t length) const
{
    std::array<char, 8> room{};
    uint64_t number = 0;
    if (fill(offset, std::span(room).first(length)))
        for (std::size_t i = length; i > 0; --i)
            number = number << 8 | static_cast<uint8_t>(room[i - 1]);
    return number;
}

} // namespace modvirt::image
