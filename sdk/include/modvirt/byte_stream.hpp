// SPDX-License-Identifier: MIT
// The driver's end of a stream of bytes: a driver derives a class and attaches an object of it. Since 1.0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include <modvirt/error.hpp>
#include <modvirt/plugin.h>

namespace modvirt {

// One call is made on it at a time, from any thread. No method waits, but finish() may. An error that is thrown
// reaches the caller of the public function; the caller then aborts. The destructor ends the transfer without
// a word: what was not finished is given up.
class ByteStream {
public:
    // What comes next for receive(): data or a hole; its length is 0 at the end.
    struct Extent {
        bool is_data = true;
        uint64_t length = 0; // bytes
    };

    ByteStream() = default;
    ByteStream(const ByteStream &) = delete;
    ByteStream &operator=(const ByteStream &) = delete;
    virtual ~ByteStream() = default;

    // Polls readable when receive() can go on and writable when send() can; -1 for a stream that is always
    // ready. The same for the stream's whole life.
    [[nodiscard]] virtual int descriptor() const { return -1; }

    // Stores at most as many bytes as there is room for and answers how many; 0 at the end, nothing when there
    // is nothing now.
    virtual std::optional<size_t> receive(std::span<char>)
    {
        throw Error(ErrorCode::SystemError, "cannot read from stream: Bad file descriptor");
    }
    // Answers how many bytes were taken, nothing when none fits now.
    virtual std::optional<size_t> send(std::span<const char>)
    {
        throw Error(ErrorCode::SystemError, "cannot write to stream: Bad file descriptor");
    }

    // A stream with holes overrides these: `extent` and `skip` when it is received from, `send_hole` when it is
    // sent to.
    [[nodiscard]] virtual bool has_holes() const { return false; }
    virtual Extent extent() { throw Error(ErrorCode::SystemError, "cannot read from stream: Bad file descriptor"); }
    virtual void skip(uint64_t) { throw Error(ErrorCode::SystemError, "cannot read from stream: Bad file descriptor"); }
    virtual void send_hole(uint64_t)
    {
        throw Error(ErrorCode::SystemError, "cannot write to stream: Bad file descriptor");
    }

    // Answers once all that was sent is kept safely, and throws when it is not.
    virtual void finish() {}
    // The other side gave up.
    virtual void abort() noexcept {}
};

// Where a method puts its end of the caller's stream; lent for the call. One end is taken; it joins the stream
// when the method returns, and is destroyed when the method throws.
class StreamSink {
public:
    explicit StreamSink(const modvirt_stream_sink *sink) : m_sink(sink) {}
    void attach(std::unique_ptr<ByteStream> stream);

private:
    const modvirt_stream_sink *m_sink;
};

} // namespace modvirt
