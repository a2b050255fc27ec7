// SPDX-License-Identifier: MIT
// The system calls on process descriptors, which glibc 2.36 declares in a header that C++ cannot use.
#pragma once

#include <csignal>

#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

namespace modvirt::process {

inline int open_pidfd(pid_t pid) noexcept
{
    return static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
}

inline int signal_pidfd(int pidfd, int signal) noexcept
{
    return static_cast<int>(::syscall(SYS_pidfd_send_signal, pidfd, signal, nullptr, 0));
}

} // namespace modvirt::process
