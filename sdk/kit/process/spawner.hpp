// SPDX-License-Identifier: MIT
// A thread that starts this process's children, and has no descriptors but the standard ones and those that a child is given.
//
// The kernel gives a child its parent's descriptors, all of which are closed before its program runs. To close a file of a server
// that is gone, which is not written out yet, waits for that server: and with it whoever starts a program, whatever that is for.
#pragma once

#include <functional>

#include "fd.hpp"

namespace modvirt::process {

// Copies a descriptor of the process to where a child is made; nothing when that cannot be, errno says why.
using TakeFd = std::function<Fd(int fd)>;

// Calls `make` once, on the thread that starts children, and waits for it; it must not throw. Where there can be no such thread, the
// caller's own calls it. The children are that thread's, which ends with the process. May be called from any thread.
void make_child(const std::function<void(const TakeFd &take)> &make);

// The same file under a number that is not copied, not even for a moment, when the thread begins: for files that others than this
// host keep.
Fd out_of_the_way(Fd fd);

} // namespace modvirt::process
