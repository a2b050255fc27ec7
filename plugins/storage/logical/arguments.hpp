// SPDX-License-Identifier: LGPL-2.1-or-later
// The command lines that the backend gives to LVM, and the names that LVM takes. Nothing here runs a tool.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report.hpp"

namespace modvirt::storage_logical {

using Arguments = std::vector<std::string>;

// Whether a group or volume may be called so: letters, digits and + _ . -, no - in front, at most 127 bytes.
bool is_name(std::string_view name);

Arguments list_group(const std::string &group);
Arguments list_volumes(const std::string &group);
Arguments list_physical();

Arguments remove_physical(const std::string &device);
// Of devices that hold nothing.
Arguments create_group(const std::string &group, const std::vector<std::string> &devices);
Arguments remove_group(const std::string &group);
Arguments activate_group(const std::string &group);
Arguments deactivate_group(const std::string &group);

// A volume that is wanted. Sizes are in bytes; LVM rounds them up to whole extents.
struct Wish {
    std::string group;
    std::string name;
    uint64_t capacity = 0;
    uint64_t allocation = 0;
    std::string origin; // a volume of the group that it is a snapshot of; empty: none
    bool origin_is_thin = false;
    std::optional<std::string> pool; // the thin pool that gives the space of a sparse volume
    uint32_t stripes = 1;
    bool is_unfinished = false; // it is marked so until finish_volume()
};

// A snapshot when there is an origin; thin or, without a thin pool, a snapshot of nothing when less is set aside than the
// capacity; else linear or striped.
Arguments create_volume(const Wish &wish);

Arguments finish_volume(const std::string &group, const std::string &name);
Arguments remove_volume(const std::string &group, const std::string &name);
Arguments grow_volume(const std::string &group, const std::string &name, uint64_t capacity);
Arguments shrink_volume(const std::string &group, const std::string &name, uint64_t capacity);

// The thin pool with the most room; nothing when there is none.
std::optional<std::string> roomiest_pool(const std::vector<LogicalVolume> &volumes);

} // namespace modvirt::storage_logical
