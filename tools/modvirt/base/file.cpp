// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/file.hpp"

#include "base/failure.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace modvirt::cli {

FileDescriptor::~FileDescriptor()
{
    if (m_fd >= 0)
        close(m_fd);
}

std::string read_description(const std::string &path)
{
    return read_file(path, 10UL * 1024 * 1024, EFBIG);
}

std::string read_file(const std::string &path, size_t limit, int too_large)
{
    const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.is_open())
        fail("Failed to open file '{}': {}", path, std::strerror(errno));
    std::string content;
    std::array<char, 16384> buffer;
    for (;;) {
        const ssize_t count = read(file.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            fail("Failed to read file '{}': {}", path, std::strerror(errno));
        if (count == 0)
            return content;
        content.append(buffer.data(), static_cast<size_t>(count));
        if (content.size() > limit)
            fail("Failed to read file '{}': {}", path, std::strerror(too_large));
    }
}

bool write_all(int fd, const char *data, size_t size)
{
    while (size > 0) {
        const ssize_t count = write(fd, data, size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        data += count;
        size -= static_cast<size_t>(count);
    }
    return true;
}

} // namespace modvirt::cli
