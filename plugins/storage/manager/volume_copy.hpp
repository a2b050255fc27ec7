// SPDX-License-Identifier: LGPL-2.1-or-later
// The bytes of volumes that are at their path; copying them for backends that do not do it themselves.
#pragma once

#include <cstdint>

#include <modvirt/values.hpp>

#include "kit/process/fd.hpp"

namespace modvirt::storage_manager {

// Of virStorageVolType: those whose bytes are at their path.
inline constexpr uint32_t type_file = 0;
inline constexpr uint32_t type_block = 1;

// Of one of these. `how` is as for open(). Throws Error, as contents::open_volume() does.
process::Fd open_bytes(const FoundVolume &volume, int how);

// From path to path; holes stay holes. Throws Error.
void copy_contents(const FoundVolume &from, const FoundVolume &to);

} // namespace modvirt::storage_manager
