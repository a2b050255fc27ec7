// SPDX-License-Identifier: MIT
// Whether a program has an image open as QEMU's programs have it: they lock some bytes of it, for other processes to see.
// Since 1.0.
#pragma once

#include <string>

namespace modvirt::storage_use {

// False for a file that cannot be looked at, or whose file system has no such locks.
bool is_locked_image(const std::string &path);

} // namespace modvirt::storage_use
