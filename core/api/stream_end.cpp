// SPDX-License-Identifier: LGPL-2.1-or-later
#include "stream_end.hpp"

#include <algorithm>

namespace modvirt {

std::unique_ptr<StreamEnd> StreamEnd::take(const modvirt_stream &raw, const Server &server)
{
    if (!MODVIRT_HAS(&raw, free) || raw.receive == nullptr || raw.send == nullptr || raw.finish == nullptr ||
        raw.abort == nullptr || raw.free == nullptr)
        return nullptr;
    return std::unique_ptr<StreamEnd>(new StreamEnd(raw, server));
}

StreamEnd::StreamEnd(const modvirt_stream &raw, const Server &server) noexcept : m_server(server)
{
    std::memcpy(&m_raw, &raw, std::min<size_t>(raw.struct_size, sizeof m_raw));
    m_raw.struct_size = sizeof m_raw;
}

StreamEnd::~StreamEnd()
{
    const SessionGuard guard(m_server.lock);
    if (!m_is_finished)
        m_raw.abort(&m_raw);
    m_raw.free(&m_raw);
}

// Plugins may not let exceptions out; the handler is for those that do.
template <class Function, class... Arguments>
int64_t StreamEnd::call(Entry &entry, Function function, Arguments... arguments) noexcept
{
    const CallContext context(entry, VIR_FROM_STREAMS);
    const SessionGuard guard(m_server.lock);
    try {
        return function(&m_raw, arguments..., context.raw());
    } catch (...) {
        entry.raise_escaped(*m_server.plugin);
        return -1;
    }
}

int64_t StreamEnd::receive(Entry &entry, char *bytes, uint64_t size) noexcept
{
    return call(entry, m_raw.receive, bytes, size);
}

int64_t StreamEnd::send(Entry &entry, const char *bytes, uint64_t size) noexcept
{
    return call(entry, m_raw.send, bytes, size);
}

bool StreamEnd::in_data(Entry &entry, int32_t &is_data, uint64_t &length) noexcept
{
    return call(entry, m_raw.in_data, &is_data, &length) == 0;
}

bool StreamEnd::skip(Entry &entry, uint64_t length) noexcept
{
    return call(entry, m_raw.skip, length) == 0;
}

bool StreamEnd::hole(Entry &entry, uint64_t length) noexcept
{
    return call(entry, m_raw.hole, length) == 0;
}

bool StreamEnd::finish(Entry &entry) noexcept
{
    m_is_finished = true;
    return call(entry, m_raw.finish) == 0;
}

} // namespace modvirt
