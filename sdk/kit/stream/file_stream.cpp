// SPDX-License-Identifier: MIT
#include "kit/stream/file_stream.hpp"

#include <algorithm>
#include <limits>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kit/process/spawner.hpp"
#include "kit/stream/failure.hpp"

namespace modvirt::stream {

namespace {

constexpr uint64_t farthest = std::numeric_limits<int64_t>::max();

process::Fd open_file(const std::string &path, int how)
{
    process::Fd fd(::open(path.c_str(), how | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)); // nobody waits for a FIFO
    if (!fd)
        throw failure("Unable to open stream for '" + path + "'");
    return fd;
}

uint64_t end_of(Part part)
{
    if (part.offset > farthest || part.length > farthest - part.offset)
        throw Error(ErrorCode::InvalidArg, "the part of the file lies beyond what a file can hold",
                    ErrorDomain::Streams);
    return part.length == 0 ? farthest : part.offset + part.length;
}

// Block devices tell their size by where their end is.
uint64_t size_of(int fd)
{
    const off_t end = ::lseek(fd, 0, SEEK_END);
    if (end < 0)
        throw failure("cannot tell the size of the file");
    return static_cast<uint64_t>(end);
}

// Where the next data or hole from `position` on is; the end of the file when there is none, and `position` for
// data on a file that knows no holes.
uint64_t next_of(int fd, uint64_t position, int what, uint64_t size)
{
    const off_t found = ::lseek(fd, static_cast<off_t>(position), what);
    if (found >= 0)
        return static_cast<uint64_t>(found);
    if (errno == ENXIO)
        return size;
    if (errno == EINVAL || errno == EOPNOTSUPP)
        return what == SEEK_DATA ? position : size;
    throw failure("cannot find holes in the file");
}

} // namespace

FileReader::FileReader(const std::string &path, Part part, Sparseness sparseness)
    : FileReader(open_file(path, O_RDONLY), part, sparseness)
{
}

FileReader::FileReader(process::Fd file, Part part, Sparseness sparseness)
    : m_fd(process::out_of_the_way(std::move(file))), m_position(part.offset), m_end(end_of(part)), m_size(size_of(m_fd.get())),
      m_sparseness(sparseness)
{
}

std::optional<size_t> FileReader::receive(std::span<char> room)
{
    const uint64_t count = std::min<uint64_t>(room.size(), m_end - std::min(m_position, m_end));
    ssize_t got = -1;
    do
        got = ::pread(m_fd.get(), room.data(), count, static_cast<off_t>(m_position));
    while (got < 0 && errno == EINTR);
    if (got < 0)
        throw failure("cannot read from stream");
    m_position += static_cast<uint64_t>(got);
    return static_cast<size_t>(got);
}

ByteStream::Extent FileReader::extent()
{
    const uint64_t end = std::min(m_end, m_size);
    if (m_position >= end)
        return {false, 0};
    const uint64_t data = next_of(m_fd.get(), m_position, SEEK_DATA, m_size);
    if (data > m_position)
        return {false, std::min(data, end) - m_position};
    return {true, std::min(next_of(m_fd.get(), m_position, SEEK_HOLE, m_size), end) - m_position};
}

void FileReader::skip(uint64_t length)
{
    m_position += std::min(length, m_end - std::min(m_position, m_end));
}

FileWriter::FileWriter(const std::string &path, Part part, Sparseness sparseness)
    : FileWriter(open_file(path, O_WRONLY), part, sparseness)
{
}

FileWriter::FileWriter(process::Fd file, Part part, Sparseness sparseness)
    : m_fd(process::out_of_the_way(std::move(file))), m_position(part.offset), m_end(end_of(part)), m_sparseness(sparseness)
{
}

size_t FileWriter::room_for(uint64_t length) const
{
    const uint64_t room = m_end - m_position;
    if (room == 0 && length > 0)
        throw failure("cannot write to stream", ENOSPC);
    return static_cast<size_t>(std::min(length, room));
}

std::optional<size_t> FileWriter::send(std::span<const char> bytes)
{
    const size_t count = room_for(bytes.size());
    ssize_t sent = -1;
    do
        sent = ::pwrite(m_fd.get(), bytes.data(), count, static_cast<off_t>(m_position));
    while (sent < 0 && errno == EINTR);
    if (sent < 0)
        throw failure("cannot write to stream");
    m_position += static_cast<uint64_t>(sent);
    return static_cast<size_t>(sent);
}

void FileWriter::write_zeros(uint64_t length)
{
    static constexpr char zeros[65536] = {};
    while (length > 0)
        length -= send({zeros, static_cast<size_t>(std::min<uint64_t>(length, sizeof zeros))}).value();
}

void FileWriter::send_hole(uint64_t length)
{
    if (length > m_end - m_position)
        throw failure("cannot write to stream", ENOSPC);
    struct stat status {};
    if (::fstat(m_fd.get(), &status) != 0)
        throw failure("cannot tell the size of the file");
    const auto position = static_cast<off_t>(m_position);
    const auto end = static_cast<off_t>(m_position + length);
    if (::fallocate(m_fd.get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, position, static_cast<off_t>(length)) != 0)
        return write_zeros(length);
    if (S_ISREG(status.st_mode) && status.st_size < end && ::ftruncate(m_fd.get(), end) != 0)
        throw failure("unable to truncate");
    m_position += length;
}

void FileWriter::finish()
{
    if (::fdatasync(m_fd.get()) != 0 && errno != EINVAL && errno != EROFS)
        throw failure("cannot write to stream");
}

} // namespace modvirt::stream
