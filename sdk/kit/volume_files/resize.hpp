// SPDX-License-Identifier: MIT
// Another size for a volume.
#pragma once

#include <cstdint>

#include "kit/process/command.hpp"
#include "kit/volume_files/folder.hpp"
#include "modvirt/values.hpp"

namespace modvirt::volume_files {

// `volume` is what a listing says of the entry; `capacity` and `flags` are those of VolumeFiles::resize().
void resize_volume(const Folder &folder, const Entry &entry, const FoundVolume &volume, uint64_t capacity,
                   uint32_t flags, const process::Runner &run);

} // namespace modvirt::volume_files
