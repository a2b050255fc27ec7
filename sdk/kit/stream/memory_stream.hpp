// SPDX-License-Identifier: MIT
// Bytes that are there already, such as a picture, to be received.
#pragma once

#include <string>

#include <modvirt/byte_stream.hpp>

namespace modvirt::stream {

class MemoryStream : public ByteStream {
public:
    explicit MemoryStream(std::string bytes) : m_bytes(std::move(bytes)) {}
    std::optional<size_t> receive(std::span<char> room) override;

private:
    std::string m_bytes;
    size_t m_given = 0;
};

} // namespace modvirt::stream
