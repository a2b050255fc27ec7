// SPDX-License-Identifier: MIT
// What virStorageVolResize asks for, and whether that may be. Since 1.0.
#pragma once

#include <cstdint>
#include <string_view>

namespace modvirt::pool_store {

// Of virStorageVolResizeFlags.
inline constexpr uint32_t resize_allocate = 1;
inline constexpr uint32_t resize_delta = 2;
inline constexpr uint32_t resize_shrink = 4;
inline constexpr uint32_t resize_known = 7;

// A volume, and the room that its pool has left; in bytes.
struct ResizedVolume {
    std::string_view name;
    uint64_t capacity = 0;
    uint64_t allocation = 0;
    uint64_t available = 0;
};

// The capacity that the volume gets, in bytes. Throws InvalidArg for one that is smaller than the flags allow, and
// OperationFailed when the pool has no room for it.
uint64_t resized_capacity(const ResizedVolume &volume, uint64_t wanted, uint32_t flags);

} // namespace modvirt::pool_store
