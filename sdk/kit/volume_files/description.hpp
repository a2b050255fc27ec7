// SPDX-License-Identifier: MIT
// The XML of a volume as it is in its directory.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "kit/volume_files/folder.hpp"
#include "modvirt/secret_source.hpp"
#include "modvirt/values.hpp"

namespace modvirt::volume_files {

// Finds the secret of an encrypted volume, when there is one.
using FindSecret = std::function<std::optional<WantedSecret>()>;

// The <volume> of an entry; `volume` is what a listing says of it.
std::string describe_volume(const Folder &folder, const Entry &entry, const FoundVolume &volume, const FindSecret &find_secret);

} // namespace modvirt::volume_files
