// SPDX-License-Identifier: LGPL-2.1-or-later
// Starts a child process: in a session of its own, with default signals and no descriptor but those it was
// given.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <sys/types.h>
#include <vector>

namespace modvirt::host {

// `fd` of this process becomes `child_fd` of the child.
struct GivenFd {
    int fd;
    int child_fd;
};

struct Command {
    const char *const *argv;        // NULL-terminated; argv[0] is an absolute path
    const char *const *environment; // NULL-terminated; NULL for an empty one
    std::span<const GivenFd> fds;   // 0, 1 and 2 are /dev/null when they are not among them
    const char *directory = "/";
};

struct Child {
    pid_t pid;
    int pidfd; // the caller closes it
};

// Throws std::system_error; its code is that of the failed exec when the program cannot be run.
Child spawn(const Command &command);

} // namespace modvirt::host
