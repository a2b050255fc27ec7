// SPDX-License-Identifier: MIT
#include "kit/contents/extents.hpp"

#include <algorithm>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "kit/contents/failure.hpp"

namespace modvirt::contents {

namespace {

constexpr std::size_t piece = 1u << 20;
constexpr uint64_t most_at_once = 64u << 20; // so that who waits sees how far it is

// Where the next data or hole from `offset` on is; `size` when there is none.
uint64_t next_of(int fd, uint64_t offset, int kind, uint64_t size, const std::string &what)
{
    const off_t found = ::lseek(fd, static_cast<off_t>(offset), kind);
    if (found >= 0)
        return std::min(static_cast<uint64_t>(found), size);
    if (errno == ENXIO)
        return size;
    if (errno == EINVAL || errno == EOPNOTSUPP)
        return kind == SEEK_DATA ? offset : size;
    throw failure("cannot find the holes of '" + what + "'");
}

std::size_t read_some(int fd, std::span<char> room, uint64_t offset, const std::string &what)
{
    for (;;) {
        const ssize_t got = ::pread(fd, room.data(), room.size(), static_cast<off_t>(offset));
        if (got >= 0)
            return static_cast<std::size_t>(got);
        if (errno != EINTR)
            throw failure("cannot read '" + what + "'");
    }
}

void copy_by_hand(int from, Extent extent, int to, uint64_t offset, const std::string &from_name,
                  const std::string &to_name, const Copied &copied)
{
    std::vector<char> room(piece);
    while (extent.length > 0) {
        const auto part =
            std::span(room).first(static_cast<std::size_t>(std::min<uint64_t>(extent.length, piece)));
        const std::size_t got = read_some(from, part, extent.offset, from_name);
        if (got == 0)
            throw refusal(ErrorCode::OperationFailed,
                          "'" + from_name + "' became shorter while it was copied");
        write_at(to, part.first(got), offset, to_name);
        extent.offset += got;
        extent.length -= got;
        offset += got;
        if (copied)
            copied(got);
    }
}

} // namespace

void for_each_extent(int fd, uint64_t size, const std::string &what, const std::function<void(Extent)> &visit)
{
    for (uint64_t offset = 0; offset < size;) {
        const uint64_t data = next_of(fd, offset, SEEK_DATA, size, what);
        if (data >= size)
            return;
        // A file that changes meanwhile must not let this stand still.
        const uint64_t hole = std::max(next_of(fd, data, SEEK_HOLE, size, what), data + 1);
        visit({data, std::min(hole, size) - data});
        offset = hole;
    }
}

void write_at(int fd, std::span<const char> bytes, uint64_t offset, const std::string &what)
{
    while (!bytes.empty()) {
        stop_if_cancelled(what);
        const ssize_t written = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            throw failure("cannot write to '" + what + "'", written < 0 ? errno : ENOSPC);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
        offset += static_cast<uint64_t>(written);
    }
}

void write_zeros(int fd, Extent extent, const std::string &what)
{
    static constexpr char zeros[65536] = {};
    while (extent.length > 0) {
        const auto length = static_cast<std::size_t>(std::min<uint64_t>(extent.length, sizeof zeros));
        write_at(fd, {zeros, length}, extent.offset, what);
        extent.offset += length;
        extent.length -= length;
    }
}

void allocate(int fd, Extent extent, const std::string &what)
{
    if (extent.length == 0)
        return;
    for (;;) {
        if (::fallocate(fd, FALLOC_FL_KEEP_SIZE, static_cast<off_t>(extent.offset),
                        static_cast<off_t>(extent.length)) == 0)
            return;
        if (errno == EINTR)
            continue;
        if (errno != EOPNOTSUPP && errno != ENOSYS && errno != EINVAL)
            throw failure("cannot allocate " + std::to_string(extent.length) + " bytes in file '" + what +
                          "'");
        break;
    }
    // Only what is a hole: what holds data keeps them.
    uint64_t offset = extent.offset;
    const uint64_t end = extent.offset + extent.length;
    std::vector<Extent> holes;
    for_each_extent(fd, end, what, [&](Extent data) {
        if (data.offset > offset)
            holes.push_back({offset, data.offset - offset});
        offset = std::max(offset, data.offset + data.length);
    });
    if (offset < end)
        holes.push_back({offset, end - offset});
    for (const Extent &hole : holes)
        write_zeros(fd, hole, what);
}

void copy_data(int from, int to, uint64_t size, const std::string &from_name, const std::string &to_name,
               const Copied &copied)
{
    for_each_extent(from, size, from_name, [&](Extent extent) {
        copy_all(from, extent, to, extent.offset, from_name, to_name, copied);
    });
}

// Within the system, where it can; the rest by hand.
void copy_all(int from, Extent extent, int to, uint64_t offset, const std::string &from_name,
              const std::string &to_name, const Copied &copied)
{
    while (extent.length > 0) {
        stop_if_cancelled(to_name);
        off_t source = static_cast<off_t>(extent.offset);
        off_t target = static_cast<off_t>(offset);
        const auto length = static_cast<std::size_t>(std::min<uint64_t>(extent.length, most_at_once));
        const ssize_t done = ::copy_file_range(from, &source, to, &target, length, 0);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0 && (errno == ENOSPC || errno == EDQUOT || errno == EIO))
            throw failure("cannot copy '" + from_name + "' to '" + to_name + "'");
        if (done <= 0)
            return copy_by_hand(from, extent, to, offset, from_name, to_name, copied);
        extent.offset += static_cast<uint64_t>(done);
        extent.length -= static_cast<uint64_t>(done);
        offset += static_cast<uint64_t>(done);
        if (copied)
            copied(static_cast<uint64_t>(done));
    }
}

} // namespace modvirt::contents
