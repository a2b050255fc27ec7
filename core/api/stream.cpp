// SPDX-License-Identifier: LGPL-2.1-or-later
// Streams as the application sees them. See stream_channel.cpp for what moves, and stream_transfer.cpp for the
// calls that move a whole stream.
#include "local_call.hpp"
#include "stream_channel.hpp"

namespace modvirt {

namespace {

constexpr CallInfo streaming(const char *symbol)
{
    return {symbol, Access::Read, VIR_FROM_STREAMS, 0};
}

constexpr CallInfo info_New = streaming("virStreamNew");
constexpr CallInfo info_Ref = streaming("virStreamRef");
constexpr CallInfo info_Free = streaming("virStreamFree");
constexpr CallInfo info_Send = streaming("virStreamSend");
constexpr CallInfo info_Recv = streaming("virStreamRecv");
constexpr CallInfo info_RecvFlags = streaming("virStreamRecvFlags");
constexpr CallInfo info_SendHole = streaming("virStreamSendHole");
constexpr CallInfo info_RecvHole = streaming("virStreamRecvHole");
constexpr CallInfo info_EventAddCallback = streaming("virStreamEventAddCallback");
constexpr CallInfo info_EventUpdateCallback = streaming("virStreamEventUpdateCallback");
constexpr CallInfo info_EventRemoveCallback = streaming("virStreamEventRemoveCallback");
constexpr CallInfo info_Finish = streaming("virStreamFinish");
constexpr CallInfo info_Abort = streaming("virStreamAbort");

// A call on what the stream moves through; -1 when it fails.
template <class Body, class... Arguments>
int on_channel(const CallInfo &info, virStreamPtr stream, const Body &body, Arguments... arguments) noexcept
{
    const auto run = [&](Entry &entry) -> int {
        try {
            return body(entry, *stream->channel);
        } catch (const std::bad_alloc &) {
            entry.raise(VIR_ERR_NO_MEMORY, {});
            return -1;
        }
    };
    return local_call(info, -1, run, arg::Stream(stream), arguments...);
}

} // namespace

extern "C" {

virStreamPtr virStreamNew(virConnectPtr conn, unsigned int flags)
{
    const auto make = [&](Entry &entry) -> virStreamPtr {
        const virStreamPtr stream = new_object<virStream>(conn, "", nullptr);
        try {
            if (stream != nullptr) {
                stream->flags = flags;
                stream->channel = std::make_shared<StreamChannel>(stream, (flags & VIR_STREAM_NONBLOCK) == 0);
                return stream;
            }
        } catch (const std::bad_alloc &) {
            release_object(stream);
        }
        entry.raise(VIR_ERR_NO_MEMORY, {});
        return nullptr;
    };
    return local_call<virStreamPtr>(info_New, nullptr, make, arg::Connect(conn));
}

int virStreamRef(virStreamPtr stream)
{
    const auto take = [&](Entry &) {
        stream->references.fetch_add(1, std::memory_order_relaxed);
        return 0;
    };
    return local_call(info_Ref, -1, take, arg::Stream(stream));
}

int virStreamFree(virStreamPtr stream)
{
    const auto give_back = [&](Entry &) {
        release_object(stream);
        return 0;
    };
    return local_call(info_Free, -1, give_back, arg::Stream(stream));
}

int virStreamSend(virStreamPtr stream, const char *data, size_t nbytes)
{
    const auto send = [&](Entry &entry, StreamChannel &channel) { return channel.send(entry, data, nbytes); };
    return on_channel(info_Send, stream, send, Required(data, "data"));
}

int virStreamRecv(virStreamPtr stream, char *data, size_t nbytes)
{
    const auto receive = [&](Entry &entry, StreamChannel &channel) {
        return channel.receive(entry, data, nbytes, StreamChannel::Holes::AsZeros);
    };
    return on_channel(info_Recv, stream, receive, Required(data, "data"));
}

int virStreamRecvFlags(virStreamPtr stream, char *data, size_t nbytes, unsigned int flags)
{
    const auto receive = [&](Entry &entry, StreamChannel &channel) {
        const bool stops = (flags & VIR_STREAM_RECV_STOP_AT_HOLE) != 0;
        return channel.receive(entry, data, nbytes,
                               stops ? StreamChannel::Holes::Stop : StreamChannel::Holes::AsZeros);
    };
    return on_channel(info_RecvFlags, stream, receive, Required(data, "data"));
}

int virStreamSendHole(virStreamPtr stream, long long length, unsigned int flags)
{
    const auto send = [&](Entry &entry, StreamChannel &channel) { return channel.send_hole(entry, length, flags); };
    return on_channel(info_SendHole, stream, send);
}

int virStreamRecvHole(virStreamPtr stream, long long *length, unsigned int)
{
    const auto receive = [&](Entry &entry, StreamChannel &channel) { return channel.receive_hole(entry, *length); };
    return on_channel(info_RecvHole, stream, receive, Required(length, "length"));
}

int virStreamEventAddCallback(virStreamPtr stream, int events, virStreamEventCallback cb, void *opaque,
                              virFreeCallback ff)
{
    const auto add = [&](Entry &entry, StreamChannel &channel) {
        return channel.add_callback(entry, events, cb, opaque, ff);
    };
    return on_channel(info_EventAddCallback, stream, add, Required(reinterpret_cast<const void *>(cb), "cb"));
}

int virStreamEventUpdateCallback(virStreamPtr stream, int events)
{
    const auto update = [&](Entry &entry, StreamChannel &channel) { return channel.update_callback(entry, events); };
    return on_channel(info_EventUpdateCallback, stream, update);
}

int virStreamEventRemoveCallback(virStreamPtr stream)
{
    const auto remove = [](Entry &entry, StreamChannel &channel) { return channel.remove_callback(entry); };
    return on_channel(info_EventRemoveCallback, stream, remove);
}

int virStreamFinish(virStreamPtr stream)
{
    return on_channel(info_Finish, stream,
                      [](Entry &entry, StreamChannel &channel) { return channel.finish(entry); });
}

int virStreamAbort(virStreamPtr stream)
{
    return on_channel(info_Abort, stream, [](Entry &, StreamChannel &channel) { return channel.abort(); });
}

} // extern "C"

} // namespace modvirt

_virStream::~_virStream()
{
    if (channel != nullptr)
        channel->forget();
}
