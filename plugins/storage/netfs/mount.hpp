// SPDX-License-Identifier: LGPL-2.1-or-later
// How a directory of a server is mounted: the program of its protocol, and what that is told.
#pragma once

#include <string>

#include "kit/process/command.hpp"
#include "kit/storage/pool.hpp"

namespace modvirt::storage_netfs {

struct Mount {
    std::string source; // as the kernel tells it too: host:/directory or //host/share
    process::Invocation invocation;
};

// Throws Error for servers and directories that cannot be meant. `target` is where it is mounted.
Mount mount_of(const storage::Pool &pool, const std::string &target);

// Refuses what a program would take for an option, or for something else than a host.
void check_host(std::string_view host);

} // namespace modvirt::storage_netfs
