// SPDX-License-Identifier: MIT
#include "kit/volume_files/watch.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include <linux/magic.h>
#include <sys/inotify.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace modvirt::volume_files {

namespace {

constexpr uint32_t of_files = IN_MODIFY | IN_ATTRIB;
constexpr uint32_t of_names = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO;
constexpr uint32_t of_directory = IN_DELETE_SELF | IN_MOVE_SELF;
constexpr uint32_t of_losses = IN_Q_OVERFLOW | IN_IGNORED | IN_UNMOUNT | of_directory;

// Only this kernel writes to these.
bool is_local(int directory)
{
    constexpr uint32_t xfs = 0x58465342;
    constexpr uint32_t kinds[] = {EXT4_SUPER_MAGIC, xfs, BTRFS_SUPER_MAGIC, F2FS_SUPER_MAGIC, TMPFS_MAGIC};
    struct statfs status {};
    return ::fstatfs(directory, &status) == 0 &&
           std::ranges::find(kinds, static_cast<uint32_t>(status.f_type)) != std::end(kinds);
}

// The name is filled up with zeros.
void add(News &news, uint32_t mask, const char *name, uint32_t room)
{
    if ((mask & of_losses) != 0)
        news.all = true;
    if ((mask & of_names) != 0)
        news.names = true;
    if (room > 0)
        news.files.emplace(name, ::strnlen(name, room));
}

} // namespace

std::unique_ptr<Watch> Watch::begin(const Folder &folder)
{
    struct stat status {};
    if (!is_local(folder.get()) || ::fstat(folder.get(), &status) != 0)
        return nullptr;
    process::Fd fd(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
    const std::string itself = "/proc/self/fd/" + std::to_string(folder.get());
    if (!fd || ::inotify_add_watch(fd.get(), itself.c_str(), of_files | of_names | of_directory) < 0)
        return nullptr;
    return std::unique_ptr<Watch>(new Watch(std::move(fd), status));
}

News Watch::take()
{
    News news;
    std::vector<char> room(65536);
    for (;;) {
        const ssize_t got = ::read(m_fd.get(), room.data(), room.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            news.all |= got == 0 || errno != EAGAIN;
            return news;
        }
        for (std::size_t at = 0; at + sizeof(inotify_event) <= static_cast<std::size_t>(got);) {
            inotify_event event;
            std::memcpy(&event, room.data() + at, sizeof event);
            add(news, event.mask, room.data() + at + sizeof event, event.len);
            at += sizeof event + event.len;
        }
    }
}

} // namespace modvirt::volume_files
