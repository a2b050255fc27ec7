// SPDX-License-Identifier: LGPL-2.1-or-later
// Streams that no driver has attached to anything: they are counted and freed like any handle, and every
// transfer is refused. See stream_transfer.cpp for the calls that move a whole stream.
#include "local_call.hpp"

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

// A call that only an attached stream can serve.
template <class... Arguments>
int refuse_unattached(const CallInfo &info, virStreamPtr stream, Arguments... arguments) noexcept
{
    const auto refuse = [](Entry &entry) {
        entry.refuse_unsupported();
        return -1;
    };
    return local_call(info, -1, refuse, arg::Stream(stream), arguments...);
}

} // namespace

extern "C" {

virStreamPtr virStreamNew(virConnectPtr conn, unsigned int flags)
{
    const auto make = [&](Entry &entry) -> virStreamPtr {
        const virStreamPtr stream = new_object<virStream>(conn, "", nullptr);
        if (stream == nullptr)
            entry.raise(VIR_ERR_NO_MEMORY, {});
        else
            stream->flags = flags;
        return stream;
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

int virStreamSend(virStreamPtr stream, const char *data, size_t)
{
    return refuse_unattached(info_Send, stream, Required(data, "data"));
}

int virStreamRecv(virStreamPtr stream, char *data, size_t)
{
    return refuse_unattached(info_Recv, stream, Required(data, "data"));
}

int virStreamRecvFlags(virStreamPtr stream, char *data, size_t, unsigned int)
{
    return refuse_unattached(info_RecvFlags, stream, Required(data, "data"));
}

int virStreamSendHole(virStreamPtr stream, long long, unsigned int)
{
    return refuse_unattached(info_SendHole, stream);
}

int virStreamRecvHole(virStreamPtr stream, long long *length, unsigned int)
{
    return refuse_unattached(info_RecvHole, stream, Required(length, "length"));
}

int virStreamEventAddCallback(virStreamPtr stream, int, virStreamEventCallback, void *, virFreeCallback)
{
    return refuse_unattached(info_EventAddCallback, stream);
}

int virStreamEventUpdateCallback(virStreamPtr stream, int)
{
    return refuse_unattached(info_EventUpdateCallback, stream);
}

int virStreamEventRemoveCallback(virStreamPtr stream)
{
    return refuse_unattached(info_EventRemoveCallback, stream);
}

int virStreamFinish(virStreamPtr stream)
{
    return refuse_unattached(info_Finish, stream);
}

// Nothing is under way, so there is nothing to end.
int virStreamAbort(virStreamPtr stream)
{
    return local_call(
        info_Abort, -1, [](Entry &) { return 0; }, arg::Stream(stream));
}

} // extern "C"

} // namespace modvirt
