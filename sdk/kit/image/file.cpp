// SPDX-License-Identifier: MIT
#include "kit/image/file.hpp"

#include <array>
#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <unistd.h>

namespace modvirt::image {

namespace {

std::size_t read_at(int fd, uint64_t offset, std::span<char> room)
{
    std::size_t done = 0;
    while (done < room.size()) {
        const ssize_t got =
            ::pread(fd, room.data() + done, room.size() - done, static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

} // namespace

Header read_file(int fd, uint64_t size)
{
    std::array<char, head_size> head;
    const std::size_t there = read_at(fd, 0, head);
    return read_header(Source({head.data(), there}, size, [fd](uint64_t offset, std::span<char> room) {
        return read_at(fd, offset, room);
    }));
}

std::optional<OpenImage> open_image(int found, const struct stat &status)
{
    if (!S_ISREG(status.st_mode) && !S_ISBLK(status.st_mode)) {
        errno = EINVAL;
        return std::nullopt;
    }
    std::array<char, 32> path;
    std::snprintf(path.data(), path.size(), "/proc/self/fd/%d", found);
    OpenImage image{process::Fd(::open(path.data(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)), status,
                    static_cast<uint64_t>(status.st_size)};
    if (!image.fd)
        return std::nullopt;
    if (S_ISBLK(status.st_mode)) {
        const off_t end = ::lseek(image.fd.get(), 0, SEEK_END);
        image.size = end < 0 ? 0 : static_cast<uint64_t>(end);
    }
    return image;
}

std::optional<OpenImage> open_image(int directory, const char *path)
{
    const process::Fd found(::openat(directory, path, O_PATH | O_CLOEXEC));
    struct stat status {};
    if (!found || ::fstat(found.get(), &status) != 0)
        return std::nullopt;
    return open_image(found.get(), status);
}

} // namespace modvirt::image
