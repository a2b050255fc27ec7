// SPDX-License-Identifier: MIT
// What an image's header is read from: the first bytes of a file, its size, and a way to read more. Every
// read is checked against the size, so that no number in a header leads out of the file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace modvirt::image {

class Source {
public:
    // Fills as much of the room as there is from that offset on, and tells how much.
    using ReadAt = std::function<std::size_t(uint64_t offset, std::span<char> room)>;

    // The most that one read asks for, in bytes; more is answered like what lies behind the end.
    static constexpr std::size_t largest_read = 4u * 1024u * 1024u;

    // `head` is borrowed, and begins at offset 0. Without `read_at` the head is all that can be read.
    Source(std::string_view head, uint64_t size, ReadAt read_at = {})
        : m_head(head), m_size(size), m_read_at(std::move(read_at))
    {
    }

    [[nodiscard]] uint64_t size() const { return m_size; }

    // That many bytes from there on, or nothing when not all of them exist.
    [[nodiscard]] std::optional<std::string> bytes(uint64_t offset, std::size_t length) const;
    // As many of them as exist.
    [[nodiscard]] std::string bytes_up_to(uint64_t offset, std::size_t length) const;
    [[nodiscard]] bool has(uint64_t offset, std::string_view what) const;

    // Numbers; 0 when they lie behind the end.
    [[nodiscard]] uint64_t big64(uint64_t offset) const { return big(offset, 8); }
    [[nodiscard]] uint32_t big32(uint64_t offset) const { return static_cast<uint32_t>(big(offset, 4)); }
    [[nodiscard]] uint32_t big16(uint64_t offset) const { return static_cast<uint32_t>(big(offset, 2)); }
    [[nodiscard]] uint64_t little64(uint64_t offset) const { return little(offset, 8); }
    [[nodiscard]] uint32_t little32(uint64_t offset) const
    {
        return static_cast<uint32_t>(little(offset, 4));
    }
    [[nodiscard]] uint8_t byte(uint64_t offset) const { return static_cast<uint8_t>(big(offset, 1)); }

private:
    [[nodiscard]] bool fill(uint64_t offset, std::span<char> room) const;
    [[nodiscard]] uint64_t big(uint64_t offset, std::size_t length) const;
    [[nodiscard]] uint64_t little(uint64_t offset, std::size_t length) const;

    std::string_view m_head;
    uint64_t m_size;
    ReadAt m_read_at;
};

} // namespace modvirt::image
