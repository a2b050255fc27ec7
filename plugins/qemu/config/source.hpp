// SPDX-License-Identifier: LGPL-2.1-or-later
// What a disk of a guest is on: a file, a device, a directory or a target of iSCSI. Volumes of pools are named by pool and
// volume in the XML, and become one of these when the guest starts.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <modvirt/secret_source.hpp>

#include "kit/domain/config.hpp"

namespace modvirt::qemu::config {

// An image that another one stands on.
struct BackingImage {
    std::string path; // or what else names it when it is on another host
    std::string format;
    bool is_here = true; // a file or device of this host
    bool is_block = false;

    bool operator==(const BackingImage &) const = default;
};

// Who logs in at a target that demands it, and the secret which is the password.
struct Login {
    std::string user;
    WantedSecret secret;

    bool operator==(const Login &other) const
    {
        return user == other.user && secret.uuid == other.secret.uuid && secret.usage_type == other.secret.usage_type &&
               secret.usage_id == other.secret.usage_id;
    }
};

struct DiskSource {
    enum class Kind : uint8_t { File, Block, Directory, Iscsi };

    Kind kind = Kind::File;
    std::string path = {}; // of Iscsi: that of the same volume on this host, if it is there too
    std::string portal = {};
    std::string target = {};
    std::string initiator = {}; // empty: QEMU's own name
    uint32_t lun = 0;
    std::optional<Login> login = {}; // of Iscsi; only a start needs it, so it is not written down
    std::vector<BackingImage> chain = {}; // the nearest first
    std::vector<std::string> others = {}; // further files that the images keep their data in

    bool operator==(const DiskSource &) const = default;
};

// By the disks' targets.
using DiskSources = std::map<std::string, DiskSource, std::less<>>;

std::string_view target_of(const xml::Element &disk);

// The path that the XML of a <disk> names; empty for a drive without a medium, and for a volume.
std::string_view source_path(const xml::Element &disk);

bool is_volume(const xml::Element &disk);

// What the XML itself says; nothing for a drive without a medium, and for a volume.
std::optional<DiskSource> own_source(const xml::Element &disk);

// What was found for the disk; otherwise its own.
std::optional<DiskSource> source_of(const xml::Element &disk, const DiskSources &found);

} // namespace modvirt::qemu::config
