// SPDX-License-Identifier: LGPL-2.1-or-later
#include "file.hpp"

#include <atomic>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace modvirt::test {

namespace {

[[noreturn]] void fail(int error)
{
    throw FileError(error, std::strerror(error));
}

class Descriptor {
public:
    explicit Descriptor(int file) : m_file(file)
    {
        if (m_file < 0)
            fail(errno);
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    ~Descriptor() { ::close(m_file); }
    [[nodiscard]] int get() const noexcept { return m_file; }

private:
    int m_file;
};

void write_all(int file, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t put = ::write(file, bytes.data(), bytes.size());
        if (put < 0 && errno != EINTR)
            fail(errno);
        if (put > 0)
            bytes.remove_prefix(static_cast<std::size_t>(put));
    }
}

void replace(const std::string &path, std::string_view bytes)
{
    static std::atomic<unsigned> counter{0};
    const std::string temporary =
        path + ".new-" + std::to_string(::getpid()) + "-" + std::to_string(counter++);
    const Descriptor file(
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    try {
        write_all(file.get(), bytes);
        if (::fsync(file.get()) != 0 || ::rename(temporary.c_str(), path.c_str()) != 0)
            fail(errno);
    } catch (...) {
        ::unlink(temporary.c_str());
        throw;
    }
}

} // namespace

std::string read_file(const std::string &path, std::size_t limit)
{
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat status {};
    if (::fstat(file.get(), &status) != 0)
        fail(errno);
    if (S_ISDIR(status.st_mode))
        fail(EISDIR);
    std::string bytes;
    char buffer[16384];
    for (;;) {
        const ssize_t got = ::read(file.get(), buffer, sizeof buffer);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            fail(errno);
        if (got == 0)
            return bytes;
        bytes.append(buffer, static_cast<std::size_t>(got));
        if (bytes.size() > limit)
            throw FileError(EFBIG, "it is larger than " + std::to_string(limit) + " bytes");
    }
}

void write_file(const std::string &path, std::string_view bytes)
{
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0 || S_ISREG(status.st_mode)) {
        replace(path, bytes);
        return;
    }
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK, 0600));
    write_all(file.get(), bytes);
}

} // namespace modvirt::test
