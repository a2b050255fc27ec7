// SPDX-License-Identifier: LGPL-2.1-or-later
// Whole files in and out, for what the user names: descriptions, save images, core dumps.
#pragma once

#include <cerrno>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace modvirt::test {

// What the system said. The caller makes it an Error of its own kind.
class FileError : public std::runtime_error {
public:
    FileError(int error, const std::string &what) : std::runtime_error(what), m_error(error) {}
    [[nodiscard]] bool is_missing() const noexcept { return m_error == ENOENT || m_error == ENOTDIR; }

private:
    int m_error;
};

// Throws FileError, also for a file larger than `limit` bytes. Never waits for a fifo's writer.
std::string read_file(const std::string &path, std::size_t limit);

// A regular file is replaced whole or not at all; into anything else the bytes are written as they are. The
// file is the user's alone.
void write_file(const std::string &path, std::string_view bytes);

} // namespace modvirt::test
