// SPDX-License-Identifier: LGPL-2.1-or-later
// What LVM reports of a volume group, taken from the JSON of vgs, lvs and pvs. Nothing here runs a tool.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kit/block/volume_text.hpp"

namespace modvirt::storage_logical {

// Bytes.
struct Group {
    std::string name;
    uint64_t size = 0;
    uint64_t free = 0;
    uint64_t extent_size = 0;
    bool is_partial = false; // a device of it is missing
};

enum class VolumeKind : uint8_t {
    Plain,    // linear, striped, mirrored: its space is its own
    Snapshot, // of another volume, with space for what differs
    Thin,     // takes its space from a thin pool when it is written
    ThinPool,
    Internal, // a part of another one: nobody uses it directly
};

struct LogicalVolume {
    std::string name;
    std::string uuid;
    VolumeKind kind = VolumeKind::Plain;
    std::string origin; // of a snapshot, also of a thin one
    std::string pool;   // of a thin volume
    uint64_t size = 0;  // bytes; of a snapshot: the space for what differs
    uint64_t origin_size = 0;
    double data_percent = 0; // how much of a thin volume or pool is taken
    bool is_active = false;
    bool has_snapshots = false; // which would go with it
    bool is_unfinished = false; // somebody was filling it, and has not told the end
    std::vector<block::Extent> extents;

    [[nodiscard]] uint64_t capacity() const { return origin_size > 0 ? origin_size : size; }
    // The bytes of the group that are set aside for it.
    [[nodiscard]] uint64_t allocation() const;
};

struct PhysicalVolume {
    std::string device;
    std::string group; // empty: none yet
};

// What marks an unfinished volume in LVM's own metadata, so that the mark survives whoever set it.
inline constexpr std::string_view unfinished_tag = "modvirt.unfinished";

// The fields that the functions below read, as --options names them.
std::string_view group_fields();
std::string_view volume_fields();
std::string_view physical_fields();

// Throw OperationFailed for what is no report. parse_group() answers nothing when the report has no group.
std::optional<Group> parse_group(std::string_view report);
// In the order of their names. The segments of one volume are joined.
std::vector<LogicalVolume> parse_volumes(std::string_view report);
std::vector<PhysicalVolume> parse_physical(std::string_view report);

} // namespace modvirt::storage_logical
