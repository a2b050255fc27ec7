// SPDX-License-Identifier: MIT
// Starts a program: without a shell, in a session of its own, with the descriptors that it is given and no
// others. It outlives the process that started it. Watching it is the poller's business.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

#include "fd.hpp"

namespace modvirt::process {

struct Command {
    std::vector<std::string> argv;        // argv[0] is an absolute path
    std::vector<std::string> environment; // "NAME=value"; nothing else is inherited
    std::string directory = "/";          // where it runs
    int output = -1;                      // its standard output; -1 for /dev/null
    int errors = -1;                      // its standard error; -1 for the same as its output
    std::vector<int> inherit;             // its descriptors 3, 4, 5, ... in this order
};

// A process that was started here.
struct Child {
    pid_t pid = -1;
    Fd pidfd; // readable once it has ended
};

// Throws SystemError that names the program and the reason.
Child spawn(const Command &command);

// Reads the end of a child, so that it does not stay behind as a zombie. Nothing happens while it runs, or
// when it is not a child of this process.
void reap(const Fd &pidfd) noexcept;

// Waits until the process behind `pidfd` has ended. False when it still runs after `timeout_ms`.
bool wait_for_end(const Fd &pidfd, int timeout_ms) noexcept;

// Sends a signal; false when the process has ended.
bool send_signal(const Fd &pidfd, int signal) noexcept;

} // namespace modvirt::process
