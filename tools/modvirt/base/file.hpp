// SPDX-License-Identifier: LGPL-2.1-or-later
// Files that people hand to commands.
#pragma once

#include <string>

namespace modvirt::cli {

// The whole file; throws when it cannot be read or is larger than any XML description can be.
std::string read_description(const std::string &path);
// The same for a file of at most `limit` bytes; `too_large` is the error number that a larger one gets.
std::string read_file(const std::string &path, size_t limit, int too_large);

// Closes the file descriptor when it goes.
class FileDescriptor {
public:
    explicit FileDescriptor(int fd) : m_fd(fd) {}
    FileDescriptor(const FileDescriptor &) = delete;
    FileDescriptor &operator=(const FileDescriptor &) = delete;
    ~FileDescriptor();
    [[nodiscard]] int get() const { return m_fd; }
    [[nodiscard]] bool is_open() const { return m_fd >= 0; }

private:
    int m_fd;
};

// Writes all of `data`; false, with errno set, when that fails.
bool write_all(int fd, const char *data, size_t size);

} // namespace modvirt::cli
