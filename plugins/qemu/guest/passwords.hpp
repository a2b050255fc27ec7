// SPDX-License-Identifier: LGPL-2.1-or-later
// The passwords that the disks of a guest log in with, on their way to its program.
#pragma once

#include <string>
#include <vector>

#include "config/source.hpp"
#include "kit/process/fd.hpp"

namespace modvirt::qemu::guest {

// A pipe for each disk that logs in, in the order of password_fds(), which holds the password and its end: whoever reads it
// leaves nothing behind. They are the values of secrets of that root. Throws NoSecret or AuthFailed, naming the disk.
std::vector<process::Fd> password_pipes(const config::DiskSources &sources, const std::string &root);

} // namespace modvirt::qemu::guest
