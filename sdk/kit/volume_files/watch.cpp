// SPDX-License-Identifier: MIT
#include "kit/volume_files/watch.hpp"

#include <cerrno>
#include <cstring>
#include <vector>

#include <sys/inotify.h>
#include <unistd.h>

namespace modvirt::volume_files {

namespace {

constexpr uint32_t of_files = IN_MODIFY | IN_ATTRIB;
constexpr uint32_t of_names = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO;
constexpr uint32_t of_directory = IN_DELETE_SELF | IN_MOVE_SELF;
constexpr uint32_t of_ends = IN_IGNORED | IN_UNMOUNT | of_directory;

} // namespace

std::unique_ptr<Watch> Watch::begin(const Folder &folder)
{
    process::Fd fd(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
    if (!fd)
        return nullptr;
    std::unique_ptr<Watch> watch(new Watch(std::move(fd)));
    return watch->move_to(folder) ? std::move(watch) : nullptr;
}

bool Watch::move_to(const Folder &folder)
{
    struct stat status {};
    if (!is_local(folder.get()) || ::fstat(folder.get(), &status) != 0)
        return false;
    ::inotify_rm_watch(m_fd.get(), m_number);
    const std::string itself = "/proc/self/fd/" + std::to_string(folder.get());
    m_number = ::inotify_add_watch(m_fd.get(), itself.c_str(), of_files | of_names | of_directory);
    m_device = status.st_dev;
    m_inode = status.st_ino;
    return m_number >= 0;
}

void Watch::add(News &news, const inotify_event &event, const char *name) const
{
    if ((event.mask & IN_Q_OVERFLOW) != 0)
        news.all = true;
    if (event.wd != m_number)
        return; // a directory that was watched before
    if ((event.mask & of_ends) != 0)
        news.all = news.has_ended = true;
    if ((event.mask & of_names) != 0)
        news.names = true;
    // The name is filled up with zeros.
    if (event.len > 0)
        news.files.emplace(name, ::strnlen(name, event.len));
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
            news.has_ended |= got == 0 || errno != EAGAIN;
            return news;
        }
        for (std::size_t at = 0; at + sizeof(inotify_event) <= static_cast<std::size_t>(got);) {
            inotify_event event;
            std::memcpy(&event, room.data() + at, sizeof event);
            add(news, event, room.data() + at + sizeof event);
            at += sizeof event + event.len;
        }
    }
}

} // namespace modvirt::volume_files
