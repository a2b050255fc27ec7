// SPDX-License-Identifier: MIT
// The XML of a volume as it is in its directory.
#pragma once

#include <string>

#include "kit/volume_files/folder.hpp"
#include "modvirt/values.hpp"

namespace modvirt::volume_files {

// The <volume> of an entry; `volume` is what a listing says of it.
std::string describe_volume(const Folder &folder, const Entry &entry, const FoundVolume &volume);

} // namespace modvirt::volume_files
