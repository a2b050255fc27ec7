// SPDX-License-Identifier: MIT
// Which process it is: numbers of processes are used again, a number with the time of its start is not. And
// what the kernel tells of a process that one can name so.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <sys/types.h>

#include "fd.hpp"

namespace modvirt::process {

struct Identity {
    pid_t pid = -1;
    uint64_t start_ticks = 0; // clock ticks since the host was booted
    std::string boot_id;      // of the boot that the ticks count from

    bool operator==(const Identity &) const = default;
};

// Nothing when no such process exists, or when it has ended and only waits for its parent.
std::optional<Identity> identify(pid_t pid);

// A descriptor for exactly that process; none when it has ended.
Fd open_process(const Identity &identity);

// The processor time of all its threads; nothing when it has ended.
std::optional<uint64_t> cpu_time_ns(pid_t pid);

struct ThreadTime {
    uint64_t cpu_time_ns = 0;
    int last_cpu = -1; // the host processor that it ran on last
};

std::optional<ThreadTime> thread_time(pid_t pid, pid_t thread);

} // namespace modvirt::process
