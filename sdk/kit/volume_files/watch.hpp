// SPDX-License-Identifier: MIT
// What the kernel tells of changes in a directory, so that nobody needs to look at what has not changed.
#pragma once

#include <memory>
#include <string>
#include <unordered_set>

#include <sys/stat.h>

#include "kit/process/fd.hpp"
#include "kit/volume_files/folder.hpp"

struct inotify_event;

namespace modvirt::volume_files {

// What has changed since the last time.
struct News {
    bool all = false;                      // anything may have: changes were lost
    bool has_ended = false;                // and no more will be told of that directory
    bool names = false;                    // files came, went or were renamed
    std::unordered_set<std::string> files; // of these the contents, the size or the permissions
};

// Changes through another name of a file, from another directory, are not told; nor are those that other
// hosts make.
class Watch {
public:
    // Null where changes cannot be told: on file systems that others write to as well, or when the system has
    // no more watches to give.
    static std::unique_ptr<Watch> begin(const Folder &folder);
    // Watches that directory instead, under the same conditions. To end a watch and begin another one would
    // wait for the kernel, some milliseconds.
    bool move_to(const Folder &folder);

    // Whether it is that directory that is watched, which can be another one by now under the same path.
    [[nodiscard]] bool is_of(const struct stat &directory) const
    {
        return directory.st_dev == m_device && directory.st_ino == m_inode;
    }
    // What was changed before this call is in it, here or in an earlier one.
    News take();

private:
    explicit Watch(process::Fd fd) : m_fd(std::move(fd)) {}
    void add(News &news, const inotify_event &event, const char *name) const;

    process::Fd m_fd;
    int m_number = -1; // of the directory
    dev_t m_device = 0;
    ino_t m_inode = 0;
};

} // namespace modvirt::volume_files
