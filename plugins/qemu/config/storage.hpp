// SPDX-License-Identifier: LGPL-2.1-or-later
// The storage of a domain that is about to start: its volumes are looked up, and disks that may be missing are left out.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "kit/storage_use/volume_finder.hpp"
#include "source.hpp"

namespace modvirt::qemu::config {

// As VolumeFinder::find() does it.
using FindVolume = std::function<storage_use::PoolVolume(std::string_view pool, std::string_view volume)>;

// A disk whose startupPolicy is "requisite" must be there for a boot, and may be missing for a guest that goes on.
enum class Moment : uint8_t { Boot, Restore };

// A disk that is missing, and may be.
struct MissingDisk {
    std::string alias;
    std::string path;         // empty for a volume
    bool is_left_out = false; // otherwise its drive is empty

    bool operator==(const MissingDisk &) const = default;
};

struct Storage {
    domain::ConfigPtr config; // as it runs: drives without the media that are missing, and without such disks
    DiskSources sources;      // of all disks with a medium
    std::vector<MissingDisk> missing = {}; // in the order in which libvirt tells of them
};

// Throws what `find` throws, XmlError for a mode that the pool does not know, and ConfigUnsupported for what QEMU is not
// given by this driver.
Storage find_storage(const domain::ConfigPtr &config, const FindVolume &find, Moment moment);

// The source of one disk that names a volume; without what its image stands on.
DiskSource find_volume(const xml::Element &disk, const FindVolume &find);

// All that a guest needs on this host, for claims.
std::vector<std::string> paths_of(const DiskSources &sources);

} // namespace modvirt::qemu::config
