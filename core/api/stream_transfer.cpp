// SPDX-License-Identifier: LGPL-2.1-or-later
// The calls that move a whole stream between the driver and functions of the application. They are made of
// the calls that move a part of it.
#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>

#include "kept_error.hpp"
#include "local_call.hpp"

namespace modvirt {

namespace {

constexpr CallInfo info_SendAll{"virStreamSendAll", Access::Read, VIR_FROM_STREAMS, 0};
constexpr CallInfo info_RecvAll{"virStreamRecvAll", Access::Read, VIR_FROM_STREAMS, 0};
constexpr CallInfo info_SparseSendAll{"virStreamSparseSendAll", Access::Read, VIR_FROM_STREAMS, 0};
constexpr CallInfo info_SparseRecvAll{"virStreamSparseRecvAll", Access::Read, VIR_FROM_STREAMS, 0};

// What one message of the wire protocol holds.
constexpr size_t chunk_size = 262120;

// A stream that waits: others cannot be moved as a whole.
struct Blocking : arg::Plain {
    Blocking(virStreamPtr stream, const char *what) : m_stream(stream), m_what(what) {}
    bool check_value(Entry &entry) noexcept
    {
        if ((m_stream->flags & VIR_STREAM_NONBLOCK) == 0)
            return true;
        entry.raise(VIR_ERR_OPERATION_INVALID,
                    std::string(m_what) + " cannot be used for non-blocking streams");
        return false;
    }

private:
    virStreamPtr m_stream;
    const char *m_what;
};

template <class Function>
Required required(Function *function, const char *name)
{
    return {reinterpret_cast<const void *>(function), name};
}

// Ends what is under way, and keeps the reason for it.
int abort_transfer(virStreamPtr stream) noexcept
{
    const KeptError reason;
    virStreamAbort(stream);
    return -1;
}

// A function of the application failed; it may say why in errno.
int fail_handler(const CallInfo &info, virStreamPtr stream, const char *handler) noexcept
{
    const int cause = errno == 0 ? EIO : errno;
    virStreamAbort(stream);
    Entry entry(info);
    entry.check(stream);
    const std::string message = std::string(handler) + " failed: " + std::generic_category().message(cause);
    error::raise({VIR_ERR_SYSTEM_ERROR, VIR_FROM_STREAMS, message, "%s", message, cause, -1});
    entry.fail();
    return -1;
}

bool send_whole(virStreamPtr stream, const char *data, size_t size) noexcept
{
    for (size_t done = 0; done < size;) {
        const int sent = virStreamSend(stream, data + done, size - done);
        if (sent < 0)
            return false;
        done += static_cast<size_t>(sent);
    }
    return true;
}

// Moves one piece of at most `size` bytes; 0 at the end, -1 after a failure has been reported.
int send_piece(const CallInfo &info, virStreamPtr stream, char *buffer, size_t size,
               virStreamSourceFunc handler, void *opaque) noexcept
{
    errno = 0;
    const int got = handler(stream, buffer, size, opaque);
    const bool is_too_much = got > 0 && static_cast<size_t>(got) > size;
    if (is_too_much)
        errno = EOVERFLOW;
    if (got < 0 || is_too_much)
        return fail_handler(info, stream, "send handler");
    if (got > 0 && !send_whole(stream, buffer, static_cast<size_t>(got)))
        return abort_transfer(stream);
    return got;
}

// Hands a piece that came to the application, which may take it in parts.
int take_piece(const CallInfo &info, virStreamPtr stream, const char *data, size_t size,
               virStreamSinkFunc handler, void *opaque) noexcept
{
    for (size_t done = 0; done < size;) {
        errno = 0;
        const int taken = handler(stream, data + done, size - done, opaque);
        if (taken <= 0)
            return fail_handler(info, stream, "recv handler");
        done += static_cast<size_t>(taken); // more than there is counts as all of it
    }
    return 0;
}

// The checks that all four share; false after the refusal has been reported.
template <class... Functions>
bool may_transfer(const CallInfo &info, virStreamPtr stream, const char *what,
                  Functions... functions) noexcept
{
    return local_call(
               info, -1, [](Entry &) { return 0; }, arg::Stream(stream), functions...,
               Blocking(stream, what)) == 0;
}

std::unique_ptr<char[]> new_buffer(const CallInfo &info, virStreamPtr stream) noexcept
{
    std::unique_ptr<char[]> buffer(new (std::nothrow) char[chunk_size]);
    if (buffer == nullptr) {
        Entry entry(info);
        entry.check(stream);
        entry.raise(VIR_ERR_NO_MEMORY, {});
        entry.fail();
    }
    return buffer;
}

} // namespace

extern "C" {

int virStreamSendAll(virStreamPtr stream, virStreamSourceFunc handler, void *opaque)
{
    if (!may_transfer(info_SendAll, stream, "data sources", required(handler, "handler")))
        return -1;
    const auto buffer = new_buffer(info_SendAll, stream);
    if (buffer == nullptr)
        return -1;
    int moved = 0;
    do
        moved = send_piece(info_SendAll, stream, buffer.get(), chunk_size, handler, opaque);
    while (moved > 0);
    return moved;
}

int virStreamSparseSendAll(virStreamPtr stream, virStreamSourceFunc handler,
                           virStreamSourceHoleFunc holeHandler, virStreamSourceSkipFunc skipHandler,
                           void *opaque)
{
    const CallInfo &info = info_SparseSendAll;
    if (!may_transfer(info, stream, "data sources", required(handler, "handler"),
                      required(holeHandler, "holeHandler"), required(skipHandler, "skipHandler")))
        return -1;
    const auto buffer = new_buffer(info, stream);
    if (buffer == nullptr)
        return -1;
    while (true) {
        int is_data = 0;
        long long length = 0;
        errno = 0;
        if (holeHandler(stream, &is_data, &length, opaque) < 0)
            return fail_handler(info, stream, "send holeHandler");
        if (is_data == 0 && length > 0) {
            if (virStreamSendHole(stream, length, 0) < 0)
                return abort_transfer(stream);
            errno = 0;
            if (skipHandler(stream, length, opaque) < 0)
                return fail_handler(info, stream, "send skipHandler");
            continue;
        }
        const size_t size = std::min(chunk_size, static_cast<size_t>(std::max(length, 0LL)));
        const int moved = send_piece(info, stream, buffer.get(), size, handler, opaque);
        if (moved <= 0)
            return moved;
    }
}

int virStreamRecvAll(virStreamPtr stream, virStreamSinkFunc handler, void *opaque)
{
    if (!may_transfer(info_RecvAll, stream, "data sinks", required(handler, "handler")))
        return -1;
    const auto buffer = new_buffer(info_RecvAll, stream);
    if (buffer == nullptr)
        return -1;
    while (true) {
        const int got = virStreamRecv(stream, buffer.get(), chunk_size);
        if (got < 0)
            return abort_transfer(stream);
        if (got == 0)
            return 0;
        if (take_piece(info_RecvAll, stream, buffer.get(), static_cast<size_t>(got), handler, opaque) < 0)
            return -1;
    }
}

int virStreamSparseRecvAll(virStreamPtr stream, virStreamSinkFunc handler, virStreamSinkHoleFunc holeHandler,
                           void *opaque)
{
    constexpr int at_hole = -3;
    const CallInfo &info = info_SparseRecvAll;
    if (!may_transfer(info, stream, "data sinks", required(handler, "handler"),
                      required(holeHandler, "holeHandler")))
        return -1;
    const auto buffer = new_buffer(info, stream);
    if (buffer == nullptr)
        return -1;
    while (true) {
        const int got = virStreamRecvFlags(stream, buffer.get(), chunk_size, VIR_STREAM_RECV_STOP_AT_HOLE);
        if (got == at_hole) {
            long long length = 0;
            if (virStreamRecvHole(stream, &length, 0) < 0)
                return abort_transfer(stream);
            errno = 0;
            if (holeHandler(stream, length, opaque) < 0)
                return fail_handler(info, stream, "recv holeHandler");
            continue;
        }
        if (got < 0)
            return abort_transfer(stream);
        if (got == 0)
            return 0;
        if (take_piece(info, stream, buffer.get(), static_cast<size_t>(got), handler, opaque) < 0)
            return -1;
    }
}

} // extern "C"

} // namespace modvirt
