// SPDX-License-Identifier: MIT
// Overwrites what a volume holds.
#pragma once

#include <cstdint>
#include <string>

namespace modvirt::volume_files {

// The data of an open file or block device of that size, which `what` names; each pass is on the disk before
// the next one begins. Holes hold nothing. Throws ArgumentUnsupported when the storage cannot be trimmed.
void wipe_data(int fd, uint64_t size, uint32_t algorithm, const std::string &what);

} // namespace modvirt::volume_files
