// SPDX-License-Identifier: LGPL-2.1-or-later
// Processes that are killed at a moment of the test's choice: at the n-th call that changes what outlives them.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace modvirt::kill_points {

// Right before a call, by its number, counted from 1 over all threads. Calls that count are those that write, name, size and
// remove files, and those that start programs. A number that is larger than there are calls is never reached.
struct Moment {
    unsigned count = 1;
    std::string call = {}; // only those of that name count, "pwrite" for instance
    // When there is one, only starts of programs count of whose arguments it says so, and the process is killed once the
    // program runs, which goes on.
    std::function<bool(const std::vector<std::string> &)> tool = {};
};

// How a process that was to be killed ended.
struct End {
    bool was_killed = false;
    std::string what; // the call at which it was killed, or what went wrong
};

// In a child: `prepare`, and then `work`, which is killed by SIGKILL at that moment. The caller has one thread.
End kill_at(const Moment &moment, const std::function<void()> &prepare, const std::function<void()> &work);

} // namespace modvirt::kill_points
