// SPDX-License-Identifier: MIT
// The XML of a volume that is a block device. Since 1.0.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "modvirt/values.hpp"

namespace modvirt::block {

// A stretch of one of the pool's devices, in bytes; `end` is the first one behind it.
struct Extent {
    std::string device;
    uint64_t start = 0;
    uint64_t end = 0;

    bool operator==(const Extent &) const = default;
};

// Without extents there is no <source>. `backing_path` is the volume that this one is a snapshot of; empty: none. Owner, mode
// and times are those of the node at the volume's path, and left out when there is none.
std::string format_volume(const FoundVolume &volume, const std::vector<Extent> &extents,
                          const std::string &backing_path = {});

} // namespace modvirt::block
