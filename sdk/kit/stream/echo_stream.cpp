// SPDX-License-Identifier: MIT
#include "kit/stream/echo_stream.hpp"

#include <algorithm>
#include <cstdint>

#include <sys/eventfd.h>

#include "kit/stream/failure.hpp"

namespace modvirt::stream {

namespace {

constexpr size_t most_bytes = 64U * 1024; // as much as a pipe holds

} // namespace

EchoLine::EchoLine() : m_ready(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))
{
    if (!m_ready)
        throw failure("cannot make an event counter");
}

std::optional<size_t> EchoLine::receive(std::span<char> room)
{
    const std::lock_guard lock(m_mutex);
    if (m_bytes.empty())
        return m_has_ended ? std::optional<size_t>(0) : std::nullopt;
    const size_t count = m_bytes.copy(room.data(), room.size());
    m_bytes.erase(0, count);
    show();
    return count;
}

std::optional<size_t> EchoLine::send(std::span<const char> bytes)
{
    const std::lock_guard lock(m_mutex);
    if (m_has_ended)
        throw failure("cannot write to stream", EPIPE);
    const size_t count = std::min(bytes.size(), most_bytes - m_bytes.size());
    if (count == 0 && !bytes.empty())
        return std::nullopt;
    m_bytes.append(bytes.data(), count);
    show();
    return count;
}

void EchoLine::end() noexcept
{
    const std::lock_guard lock(m_mutex);
    m_has_ended = true;
    show();
}

bool EchoLine::has_ended() const
{
    const std::lock_guard lock(m_mutex);
    return m_has_ended;
}

// A counter above 0 polls readable; one that cannot be added to does not poll writable.
void EchoLine::show() const noexcept
{
    constexpr uint64_t full = UINT64_MAX - 1;
    uint64_t counter = 0;
    static_cast<void>(::eventfd_read(m_ready.get(), &counter));
    if (m_has_ended || !m_bytes.empty())
        static_cast<void>(::eventfd_write(m_ready.get(), m_bytes.size() == most_bytes && !m_has_ended ? full : 1));
}

} // namespace modvirt::stream
