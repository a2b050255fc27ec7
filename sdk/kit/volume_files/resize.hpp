// SPDX-License-Identifier: MIT
// Another size for a volume.
#pragma once

#include <cstdint>

#include "kit/volume_files/encryption.hpp"
#include "kit/volume_files/folder.hpp"
#include "modvirt/values.hpp"

namespace modvirt::volume_files {

// `volume` is what a listing says of the entry; `capacity` and `flags` are those of VolumeFiles::resize(); `secret` is the
// one of the volume if that is encrypted.
void resize_volume(const Folder &folder, const Entry &entry, const FoundVolume &volume, uint64_t capacity,
                   uint32_t flags, const WantedSecret &secret, const Means &means);

} // namespace modvirt::volume_files
