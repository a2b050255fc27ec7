// SPDX-License-Identifier: MIT
#include "kit/stream/memory_stream.hpp"

namespace modvirt::stream {

std::optional<size_t> MemoryStream::receive(std::span<char> room)
{
    const size_t count = m_bytes.copy(room.data(), room.size(), m_given);
    m_given += count;
    return count;
}

} // namespace modvirt::stream
