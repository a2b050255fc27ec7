// SPDX-License-Identifier: LGPL-2.1-or-later
// The driver's end of a stream, owned: it is freed with this object, and aborted before unless it was finished.
#pragma once

#include "entry.hpp"

namespace modvirt {

// Not thread-safe. What a function of the driver reports goes to the Entry of the call.
class StreamEnd {
public:
    // Null when the end lacks a function that it must have; it then stays the driver's. Throws std::bad_alloc.
    static std::unique_ptr<StreamEnd> take(const modvirt_stream &raw, const Server &server);
    StreamEnd(const StreamEnd &) = delete;
    StreamEnd &operator=(const StreamEnd &) = delete;
    ~StreamEnd();

    [[nodiscard]] int fd() const noexcept { return m_raw.fd; }
    [[nodiscard]] bool has_holes() const noexcept
    {
        return m_raw.in_data != nullptr && m_raw.skip != nullptr && m_raw.hole != nullptr;
    }

    // The answers are those of the functions in modvirt_stream.
    int64_t receive(Entry &entry, char *bytes, uint64_t size) noexcept;
    int64_t send(Entry &entry, const char *bytes, uint64_t size) noexcept;
    bool in_data(Entry &entry, int32_t &is_data, uint64_t &length) noexcept;
    bool skip(Entry &entry, uint64_t length) noexcept;
    bool hole(Entry &entry, uint64_t length) noexcept;
    bool finish(Entry &entry) noexcept;

private:
    StreamEnd(const modvirt_stream &raw, const Server &server) noexcept;
    template <class Function, class... Arguments>
    int64_t call(Entry &entry, Function function, Arguments... arguments) noexcept;

    modvirt_stream m_raw{};
    Server m_server;
    bool m_is_finished = false;
};

} // namespace modvirt
