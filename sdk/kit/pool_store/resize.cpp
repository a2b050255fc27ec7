// SPDX-License-Identifier: MIT
#include "resize.hpp"

#include <string>

#include <modvirt/error.hpp>

namespace modvirt::pool_store {

namespace {

uint64_t asked_capacity(const ResizedVolume &volume, uint64_t wanted, uint32_t flags)
{
    if ((flags & resize_delta) == 0)
        return wanted;
    if ((flags & resize_shrink) == 0) {
        if (wanted > UINT64_MAX - volume.capacity)
            throw Error(ErrorCode::InvalidArg, "the new capacity is too large to be counted");
        return volume.capacity + wanted;
    }
    if (wanted > volume.capacity)
        throw Error(ErrorCode::InvalidArg, "can't shrink volume '" + std::string(volume.name) + "' by " +
                                               std::to_string(wanted) + " bytes: it has " +
                                               std::to_string(volume.capacity));
    return volume.capacity - wanted;
}

} // namespace

uint64_t resized_capacity(const ResizedVolume &volume, uint64_t wanted, uint32_t flags)
{
    const uint64_t capacity = asked_capacity(volume, wanted, flags);
    if (capacity < volume.allocation && (flags & resize_shrink) == 0)
        throw Error(ErrorCode::InvalidArg, "can't shrink capacity below existing allocation");
    if (capacity < volume.capacity && (flags & resize_shrink) == 0)
        throw Error(ErrorCode::InvalidArg, "Can't shrink capacity below current capacity unless shrink flag "
                                           "explicitly specified");
    if (capacity > volume.capacity && capacity - volume.capacity > volume.available)
        throw Error(ErrorCode::OperationFailed, "Not enough space left in storage pool");
    return capacity;
}

} // namespace modvirt::pool_store
