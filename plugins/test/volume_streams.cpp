// SPDX-License-Identifier: LGPL-2.1-or-later
#include "volume_streams.hpp"

#include <algorithm>

namespace modvirt::test {

std::optional<size_t> VolumeReader::receive(std::span<char> room)
{
    uint64_t length = std::min<uint64_t>(room.size(), m_part.end - m_part.position);
    if (m_part.is_sparse)
        length = std::min(length, m_part.contents->extent(m_part.position, m_part.end).length);
    m_part.contents->read(m_part.position, room.first(length));
    m_part.position += length;
    return length;
}

ByteStream::Extent VolumeReader::extent()
{
    const SparseBytes::Extent found = m_part.contents->extent(m_part.position, m_part.end);
    return {found.is_data, found.length};
}

void VolumeReader::skip(uint64_t length)
{
    m_part.position += std::min(length, m_part.end - m_part.position);
}

void VolumeWriter::check_room(uint64_t length) const
{
    if (length > m_part.end - m_part.position)
        throw Error(ErrorCode::SystemError, "cannot write to stream: No space left on device", ErrorDomain::Streams);
}

std::optional<size_t> VolumeWriter::send(std::span<const char> bytes)
{
    if (m_part.position == m_part.end)
        check_room(bytes.size());
    const uint64_t length = std::min<uint64_t>(bytes.size(), m_part.end - m_part.position);
    m_part.contents->write(m_part.position, bytes.first(length));
    m_part.position += length;
    return length;
}

void VolumeWriter::send_hole(uint64_t length)
{
    check_room(length);
    m_part.contents->clear(m_part.position, length);
    m_part.position += length;
}

} // namespace modvirt::test
