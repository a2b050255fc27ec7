// SPDX-License-Identifier: MIT
// Overwrites what a volume holds.
#pragma once

#include <cstdint>
#include <string>

namespace modvirt::contents {

// The data of an open file or block device of that size, which `what` names; each pass is on the disk before
// the next one begins. Holes hold nothing. Throws InvalidArg for a number that is no algorithm, and
// ArgumentUnsupported when the storage cannot be trimmed; both are libvirt's.
void wipe_data(int fd, uint64_t size, uint32_t algorithm, const std::string &what);

} // namespace modvirt::contents
