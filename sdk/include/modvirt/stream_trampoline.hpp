// SPDX-License-Identifier: MIT
// From the functions of modvirt_stream to the methods of ByteStream. Included by <modvirt/plugin.hpp> only.
#pragma once

namespace modvirt::detail {

inline ByteStream &byte_stream(const modvirt_stream *stream) noexcept
{
    return *static_cast<ByteStream *>(stream->data);
}

inline int64_t moved_bytes(const std::optional<size_t> &count) noexcept
{
    return count ? static_cast<int64_t>(*count) : MODVIRT_STREAM_WOULD_BLOCK;
}

struct StreamFunctions {
    static int64_t receive(const modvirt_stream *stream, char *bytes, uint64_t size, const modvirt_call *call) noexcept
    {
        int64_t moved = -1;
        guard(call, [&] {
            moved = moved_bytes(byte_stream(stream).receive({bytes, static_cast<size_t>(size)}));
        });
        return moved;
    }
    static int64_t send(const modvirt_stream *stream, const char *bytes, uint64_t size,
                        const modvirt_call *call) noexcept
    {
        int64_t moved = -1;
        guard(call, [&] { moved = moved_bytes(byte_stream(stream).send({bytes, static_cast<size_t>(size)})); });
        return moved;
    }
    static int32_t in_data(const modvirt_stream *stream, int32_t *is_data, uint64_t *length,
                           const modvirt_call *call) noexcept
    {
        return guard(call, [&] {
            const ByteStream::Extent extent = byte_stream(stream).extent();
            *is_data = extent.is_data ? 1 : 0;
            *length = extent.length;
        });
    }
    static int32_t skip(const modvirt_stream *stream, uint64_t length, const modvirt_call *call) noexcept
    {
        return guard(call, [&] { byte_stream(stream).skip(length); });
    }
    static int32_t hole(const modvirt_stream *stream, uint64_t length, const modvirt_call *call) noexcept
    {
        return guard(call, [&] { byte_stream(stream).send_hole(length); });
    }
    static int32_t finish(const modvirt_stream *stream, const modvirt_call *call) noexcept
    {
        return guard(call, [&] { byte_stream(stream).finish(); });
    }
    static void abort(const modvirt_stream *stream) noexcept { byte_stream(stream).abort(); }
    static void free(const modvirt_stream *stream) noexcept { delete &byte_stream(stream); }

    static modvirt_stream of(ByteStream &stream)
    {
        const bool has_holes = stream.has_holes();
        return {sizeof(modvirt_stream),
                stream.descriptor(),
                &stream,
                &receive,
                &send,
                has_holes ? &in_data : nullptr,
                has_holes ? &skip : nullptr,
                has_holes ? &hole : nullptr,
                &finish,
                &abort,
                &free};
    }
};

template <>
struct Lent<StreamSink> {
    static StreamSink of(const modvirt_stream_sink *sink) noexcept { return StreamSink(sink); }
};

} // namespace modvirt::detail

namespace modvirt {

inline void StreamSink::attach(std::unique_ptr<ByteStream> stream)
{
    const modvirt_stream raw = detail::StreamFunctions::of(*stream);
    if (m_sink->attach(m_sink, &raw) != 0)
        throw Error(ErrorCode::InternalError, "the host refuses the driver's end of the stream");
    static_cast<void>(stream.release()); // the host's until it calls free
}

} // namespace modvirt
