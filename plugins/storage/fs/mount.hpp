// SPDX-License-Identifier: LGPL-2.1-or-later
// Mounts and unmounts through libmount.
#pragma once

#include <string>

namespace modvirt::storage_fs {

// `type` is the kernel's; empty lets libmount find it out. Throws Error with what libmount says.
void mount_device(const std::string &device, const std::string &target, const std::string &type,
                  const std::string &options);
void unmount(const std::string &target);

} // namespace modvirt::storage_fs
