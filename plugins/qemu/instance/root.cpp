// SPDX-License-Identifier: LGPL-2.1-or-later
#include "root.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include <modvirt/error.hpp>

namespace modvirt::qemu {

namespace {

[[noreturn]] void fail(const std::string &action)
{
    throw Error(ErrorCode::SystemError, fmt::format("cannot {}: {}", action, std::strerror(errno)));
}

void make_directory(const std::string &path)
{
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
        fail(fmt::format("create directory '{}'", path));
}

std::string holder_of(int lock)
{
    std::array<char, 32> text{};
    const ssize_t size = ::pread(lock, text.data(), text.size() - 1, 0);
    const long pid = size > 0 ? std::strtol(text.data(), nullptr, 10) : 0;
    return pid > 0 ? fmt::format("process {}", pid) : "another process";
}

process::Fd take_lock(const std::string &root)
{
    const std::string path = root + "/lock";
    process::Fd lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!lock)
        fail(fmt::format("open '{}'", path));
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK)
            fail(fmt::format("lock '{}'", path));
        throw Error(
            ErrorCode::OperationFailed,
            fmt::format("the root '{}' is in use by {}: one process at a time can open it, so close it there "
                        "first, or name another root",
                        root, holder_of(lock.get())));
    }
    const std::string pid = fmt::format("{}\n", ::getpid());
    if (::ftruncate(lock.get(), 0) != 0 || ::pwrite(lock.get(), pid.data(), pid.size(), 0) < 0) {
        // The number only serves the message above; a full disk must not keep anybody from opening the root.
    }
    return lock;
}

} // namespace

std::string canonical_root(std::string_view path)
{
    std::string wanted(path);
    for (std::size_t end = wanted.find('/', 1);; end = wanted.find('/', end + 1)) {
        make_directory(wanted.substr(0, end));
        if (end == std::string::npos)
            break;
    }
    const std::unique_ptr<char, decltype(&std::free)> real(::realpath(wanted.c_str(), nullptr), &std::free);
    if (!real)
        fail(fmt::format("use the root '{}'", wanted));
    struct stat status {};
    if (::stat(real.get(), &status) != 0 || !S_ISDIR(status.st_mode)) {
        errno = ENOTDIR;
        fail(fmt::format("use the root '{}'", wanted));
    }
    return real.get();
}

Root::Root(std::string path) : m_path(std::move(path)), m_lock(take_lock(m_path))
{
    for (const std::string &directory : {etc(), run(), log(), cache(), dump(), save()})
        make_directory(directory);
}

} // namespace modvirt::qemu
