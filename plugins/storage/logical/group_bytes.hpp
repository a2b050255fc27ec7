// SPDX-License-Identifier: LGPL-2.1-or-later
// Whether a volume group is still as LVM told of it, found out without LVM.
#pragma once

#include <string>
#include <vector>

namespace modvirt::storage_logical {

// The bytes of a group's devices that tell where each has the group's metadata, and their checksum. LVM writes them last, whatever it
// changes: where two answers are equal, nobody has changed the group in between. Empty when no device can be read or has metadata.
std::string group_bytes(const std::vector<std::string> &devices);

} // namespace modvirt::storage_logical
