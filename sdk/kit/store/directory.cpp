// SPDX-License-Identifier: MIT
#include "directory.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "modvirt/error.hpp"

namespace modvirt::store {

namespace {

constexpr std::string_view temporary_prefix = ".new-";

// Closes on the way out.
class File {
public:
    explicit File(int file) noexcept : m_file(file) {}
    File(const File &) = delete;
    File &operator=(const File &) = delete;
    ~File()
    {
        if (m_file >= 0)
            ::close(m_file);
    }
    [[nodiscard]] int get() const noexcept { return m_file; }

private:
    int m_file;
};

[[noreturn]] void fail(const std::string &action, int error)
{
    throw Error(ErrorCode::SystemError, "cannot " + action + ": " + std::strerror(error));
}

void make_directories(const std::string &path)
{
    for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
        const std::string part = path.substr(0, end);
        if (::mkdir(part.c_str(), 0700) != 0 && errno != EEXIST)
            fail("create directory '" + part + "'", errno);
        if (end == std::string::npos)
            return;
    }
}

} // namespace

int FileCalls::open(int directory, const char *name, int flags, mode_t mode)
{
    return ::openat(directory, name, flags, mode);
}

ssize_t FileCalls::write(int file, const void *bytes, std::size_t size)
{
    return ::write(file, bytes, size);
}

int FileCalls::sync(int file)
{
    return ::fsync(file);
}

int FileCalls::rename(int directory, const char *from, const char *to)
{
    return ::renameat(directory, from, directory, to);
}

int FileCalls::remove(int directory, const char *name)
{
    return ::unlinkat(directory, name, 0);
}

int FileCalls::link(const char *target, int directory, const char *name)
{
    return ::symlinkat(target, directory, name);
}

FileCalls &FileCalls::system() noexcept
{
    static FileCalls calls;
    return calls;
}

FileCalls &FileCalls::without_sync() noexcept
{
    class CallsWithoutSync : public FileCalls {
    public:
        int sync(int) override { return 0; }
    };
    static CallsWithoutSync calls;
    return calls;
}

Directory::Directory(std::string path, FileCalls &calls) : m_path(std::move(path)), m_calls(calls)
{
    make_directories(m_path);
    m_directory = ::open(m_path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (m_directory < 0)
        fail("open directory '" + m_path + "'", errno);
}

Directory::~Directory()
{
    ::close(m_directory);
}

std::vector<std::string> Directory::list() const
{
    const std::unique_ptr<DIR, int (*)(DIR *)> stream(::opendir(m_path.c_str()), &::closedir);
    if (!stream)
        fail("list directory '" + m_path + "'", errno);
    std::vector<std::string> names;
    while (const dirent *entry = ::readdir(stream.get())) {
        const std::string_view name = entry->d_name;
        if (entry->d_type != DT_DIR && !name.starts_with(temporary_prefix))
            names.emplace_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

bool Directory::has(std::string_view name) const
{
    struct stat status {};
    return ::fstatat(m_directory, std::string(name).c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
}

std::string Directory::read(std::string_view name, std::size_t limit) const
{
    const std::string file_name(name);
    const std::string action = "read '" + m_path + "/" + file_name + "'";
    // A fifo must not make the reader wait.
    const File file(::openat(m_directory, file_name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat status {};
    if (file.get() < 0 || ::fstat(file.get(), &status) != 0)
        fail(action, errno);
    if (!S_ISREG(status.st_mode))
        throw Error(ErrorCode::SystemError, "cannot " + action + ": it is not a regular file");
    std::string text;
    char buffer[16384];
    for (;;) {
        const ssize_t got = ::read(file.get(), buffer, sizeof buffer);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            fail(action, errno);
        if (got == 0)
            return text;
        text.append(buffer, static_cast<std::size_t>(got));
        if (text.size() > limit)
            throw Error(ErrorCode::SystemError,
                        "cannot " + action + ": it is larger than " + std::to_string(limit) + " bytes");
    }
}

void Directory::write(std::string_view name, std::string_view text, mode_t mode)
{
    const std::string temporary = temporary_name();
    const File file(
        m_calls.open(m_directory, temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (file.get() < 0)
        fail("write '" + m_path + "/" + std::string(name) + "'", errno);
    try {
        fill(file.get(), text, std::string(name));
    } catch (...) {
        ::unlinkat(m_directory, temporary.c_str(), 0);
        throw;
    }
    move_into_place(temporary, name);
}

void Directory::fill(int file, std::string_view text, const std::string &name)
{
    while (!text.empty()) {
        const ssize_t put = m_calls.write(file, text.data(), text.size());
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            fail("write '" + m_path + "/" + name + "'", errno);
        text.remove_prefix(static_cast<std::size_t>(put));
    }
    if (m_calls.sync(file) != 0)
        fail("write '" + m_path + "/" + name + "'", errno);
}

void Directory::link(std::string_view name, std::string_view target)
{
    const std::string temporary = temporary_name();
    if (m_calls.link(std::string(target).c_str(), m_directory, temporary.c_str()) != 0)
        fail("make link '" + m_path + "/" + std::string(name) + "'", errno);
    move_into_place(temporary, name);
}

void Directory::move_into_place(const std::string &from, std::string_view to)
{
    if (m_calls.rename(m_directory, from.c_str(), std::string(to).c_str()) != 0) {
        const int error = errno;
        ::unlinkat(m_directory, from.c_str(), 0);
        fail("write '" + m_path + "/" + std::string(to) + "'", error);
    }
    sync();
}

void Directory::rename(std::string_view from, std::string_view to)
{
    const std::string old_name(from);
    const std::string new_name(to);
    if (m_calls.rename(m_directory, old_name.c_str(), new_name.c_str()) != 0)
        fail("rename '" + m_path + "/" + old_name + "' to '" + new_name + "'", errno);
    sync();
}

void Directory::remove(std::string_view name)
{
    const std::string file_name(name);
    if (m_calls.remove(m_directory, file_name.c_str()) != 0) {
        if (errno == ENOENT)
            return;
        fail("remove '" + m_path + "/" + file_name + "'", errno);
    }
    sync();
}

void Directory::sweep()
{
    const std::unique_ptr<DIR, int (*)(DIR *)> stream(::opendir(m_path.c_str()), &::closedir);
    if (!stream)
        fail("list directory '" + m_path + "'", errno);
    while (const dirent *entry = ::readdir(stream.get())) {
        if (std::string_view(entry->d_name).starts_with(temporary_prefix))
            ::unlinkat(m_directory, entry->d_name, 0);
    }
}

std::string Directory::temporary_name() const
{
    static std::atomic<unsigned> counter{0};
    return std::string(temporary_prefix) + std::to_string(::getpid()) + "-" +
           std::to_string(counter.fetch_add(1, std::memory_order_relaxed));
}

// The change is made already, and seen by all: that it may be lost with the power is no reason to say that it
// did not happen.
void Directory::sync()
{
    m_calls.sync(m_directory);
}

} // namespace modvirt::store
