// SPDX-License-Identifier: MIT
#include "kit/stream/descriptor_stream.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kit/stream/failure.hpp"

namespace modvirt::stream {

namespace {

bool is_not_ready(int cause)
{
    return cause == EAGAIN || cause == EWOULDBLOCK || cause == EINTR;
}

// Without a signal when the other side of a socket has gone.
ssize_t put(int fd, std::span<const char> bytes)
{
    const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    return sent < 0 && errno == ENOTSOCK ? ::write(fd, bytes.data(), bytes.size()) : sent;
}

} // namespace

DescriptorStream::DescriptorStream(process::Fd fd) : m_fd(std::move(fd))
{
    const int flags = fcntl(m_fd.get(), F_GETFL);
    if (flags < 0 || fcntl(m_fd.get(), F_SETFL, flags | O_NONBLOCK) < 0)
        throw failure("cannot make the stream one that does not block");
}

std::optional<size_t> DescriptorStream::receive(std::span<char> room)
{
    const ssize_t got = ::read(m_fd.get(), room.data(), room.size());
    if (got >= 0)
        return static_cast<size_t>(got);
    if (is_not_ready(errno))
        return std::nullopt;
    if (errno == EIO)
        return 0; // a terminal whose other side has gone
    throw failure("cannot read from stream");
}

std::optional<size_t> DescriptorStream::send(std::span<const char> bytes)
{
    const ssize_t sent = put(m_fd.get(), bytes);
    if (sent >= 0)
        return static_cast<size_t>(sent);
    if (is_not_ready(errno))
        return std::nullopt;
    throw failure("cannot write to stream");
}

} // namespace modvirt::stream
