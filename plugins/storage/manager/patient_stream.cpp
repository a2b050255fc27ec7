// SPDX-License-Identifier: LGPL-2.1-or-later
#include "patient_stream.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace modvirt::storage_manager {

PatientStream::PatientStream(std::shared_ptr<patience::Patience> patience, Open open)
    : m_helper(std::move(patience)), m_inner(m_helper.run([open = std::move(open)] {
          return std::make_shared<OpenedStream>(open());
      })),
      m_has_holes(m_inner->stream->has_holes())
{
}

PatientStream::~PatientStream()
{
    m_helper.end([inner = std::exchange(m_inner, nullptr)]() mutable { inner.reset(); });
}

// Bytes that move are the thread's own: the caller's may be gone when it comes to them.
std::optional<size_t> PatientStream::receive(std::span<char> room)
{
    struct Received {
        std::vector<char> bytes;
        std::optional<size_t> count;
    };
    const Received received = m_helper.run([inner = m_inner, size = room.size()] {
        Received result{std::vector<char>(size), {}};
        result.count = inner->stream->receive(result.bytes);
        return result;
    });
    std::copy_n(received.bytes.begin(), received.count.value_or(0), room.begin());
    return received.count;
}

std::optional<size_t> PatientStream::send(std::span<const char> bytes)
{
    return m_helper.run([inner = m_inner, own = std::vector<char>(bytes.begin(), bytes.end())] {
        return inner->stream->send(own);
    });
}

ByteStream::Extent PatientStream::extent()
{
    return m_helper.run([inner = m_inner] { return inner->stream->extent(); });
}

void PatientStream::skip(uint64_t length)
{
    m_helper.run([inner = m_inner, length] { inner->stream->skip(length); });
}

void PatientStream::send_hole(uint64_t length)
{
    m_helper.run([inner = m_inner, length] { inner->stream->send_hole(length); });
}

void PatientStream::finish()
{
    m_helper.run([inner = m_inner] { inner->stream->finish(); });
}

} // namespace modvirt::storage_manager
