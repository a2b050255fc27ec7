// SPDX-License-Identifier: MIT
#include "kit/contents/opening.hpp"

#include <array>
#include <cstdio>

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kit/contents/failure.hpp"

namespace modvirt::contents {

namespace {

process::Fd find_in_directory_of(const std::string &path)
{
    const std::size_t slash = path.rfind('/');
    const std::string directory = path.substr(0, slash == std::string::npos ? 0 : slash + 1);
    const process::Fd opened(::open(directory.empty() ? "." : directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!opened)
        return {};
    return find_below(opened.get(), path.c_str() + directory.size());
}

[[noreturn]] void refuse(const std::string &path, std::string_view what)
{
    throw refusal(ErrorCode::NoStorageVol, "'" + path + "' is " + std::string(what));
}

} // namespace

std::string_view kind_of(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFREG:
        return "a file";
    case S_IFDIR:
        return "a directory";
    case S_IFBLK:
        return "a block device";
    case S_IFCHR:
        return "a character device";
    case S_IFIFO:
        return "a named pipe";
    case S_IFSOCK:
        return "a socket";
    case S_IFLNK:
        return "a link";
    default:
        return "of an unknown kind";
    }
}

// Where the system cannot do that, links are not followed at all.
process::Fd find_below(int directory, const char *name)
{
    open_how how{};
    how.flags = O_PATH | O_CLOEXEC;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    process::Fd fd(static_cast<int>(::syscall(SYS_openat2, directory, name, &how, sizeof how)));
    if (fd || (errno != ENOSYS && errno != EPERM))
        return fd;
    fd = process::Fd(::openat(directory, name, O_PATH | O_CLOEXEC | O_NOFOLLOW));
    struct stat status {};
    if (!fd || ::fstat(fd.get(), &status) != 0 || !S_ISLNK(status.st_mode))
        return fd;
    fd.reset();
    errno = EXDEV;
    return fd;
}

process::Fd open_volume(const std::string &path, Bytes bytes, int how)
{
    const process::Fd found =
        bytes == Bytes::OfFile ? find_in_directory_of(path) : process::Fd(::open(path.c_str(), O_PATH | O_CLOEXEC));
    struct stat status {};
    if (!found && errno == EXDEV)
        refuse(path, "a link that leads out of the pool: it is no volume");
    if (!found || ::fstat(found.get(), &status) != 0)
        throw failure("cannot open volume '" + path + "'");
    // In a pool of files, devices are volumes as well; in one of devices there are no files.
    if (S_ISREG(status.st_mode) && bytes == Bytes::OfDevice)
        refuse(path, "a file now, and no block device");
    if (!S_ISREG(status.st_mode) && !S_ISBLK(status.st_mode))
        refuse(path, std::string(kind_of(status.st_mode)) + ": only files and block devices are read and written");
    std::array<char, 32> place;
    std::snprintf(place.data(), place.size(), "/proc/self/fd/%d", found.get());
    process::Fd opened(::open(place.data(), how | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    if (!opened)
        throw failure("cannot open volume '" + path + "'");
    return opened;
}

} // namespace modvirt::contents
