// SPDX-License-Identifier: MIT
// Images for the tests, written field by field.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kit/image/header.hpp"

namespace modvirt::image::testing {

class Bytes {
public:
    explicit Bytes(std::size_t size) : m_text(size, '\0') {}

    Bytes &put(std::size_t offset, std::string_view text)
    {
        m_text.replace(offset, text.size(), text);
        return *this;
    }
    Bytes &big(std::size_t offset, uint64_t number, std::size_t length)
    {
        for (std::size_t i = 0; i < length; ++i)
            m_text[offset + i] = static_cast<char>(number >> 8 * (length - 1 - i));
        return *this;
    }
    Bytes &little(std::size_t offset, uint64_t number, std::size_t length)
    {
        for (std::size_t i = 0; i < length; ++i)
            m_text[offset + i] = static_cast<char>(number >> 8 * i);
        return *this;
    }
    [[nodiscard]] const std::string &text() const { return m_text; }

private:
    std::string m_text;
};

// A sound qcow2 header of 1 MiB, version 3, clusters of 64 KiB, in a file of that size.
inline Bytes qcow2(std::size_t file_size = 65536)
{
    Bytes bytes(file_size);
    bytes.put(0, "QFI\xfb").big(4, 3, 4).big(20, 16, 4).big(24, 1u << 20, 8).big(96, 4, 4).big(100, 104, 4);
    return bytes;
}

inline Bytes qcow2_on(std::string_view backing, std::string_view format)
{
    Bytes bytes = qcow2();
    if (!format.empty())
        bytes.big(104, 0xe2792aca, 4).big(108, format.size(), 4).put(112, format);
    return bytes.big(8, 512, 8).big(16, backing.size(), 4).put(512, backing);
}

// Read as a file is read, with less of a head, so that the rest is asked for too.
inline Header header_of(const std::string &bytes)
{
    return read_header(Source(
        std::string_view(bytes).substr(0, 512), bytes.size(),
        [&](uint64_t offset, std::span<char> room) { return bytes.copy(room.data(), room.size(), offset); }));
}

} // namespace modvirt::image::testing
