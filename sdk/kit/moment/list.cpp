// SPDX-License-Identifier: MIT
#include "kit/moment/list.hpp"

namespace modvirt::moment {

namespace {

// virDomainSnapshotListFlags; those of checkpoints have the same values where they have the same names.
constexpr uint32_t with_metadata = 1u << 1;
constexpr uint32_t leaves = 1u << 2;
constexpr uint32_t no_leaves = 1u << 3;
constexpr uint32_t without_metadata = 1u << 4;
constexpr uint32_t inactive = 1u << 5;
constexpr uint32_t active = 1u << 6;
constexpr uint32_t disk_only = 1u << 7;
constexpr uint32_t internal = 1u << 8;
constexpr uint32_t external = 1u << 9;

// Whether the flags of one group, if there are any, have that of the answer.
bool fits(uint32_t flags, uint32_t group, uint32_t answer) noexcept
{
    return (flags & group) == 0 || (flags & answer) != 0;
}

uint32_t state_flag(const Snapshot &snapshot) noexcept
{
    if (snapshot.state == "shutoff")
        return inactive;
    return snapshot.state == "disk-snapshot" ? disk_only : active;
}

} // namespace

bool is_listed(const SnapshotTree::Entry &entry, uint32_t flags, bool has_metadata) noexcept
{
    const Snapshot &snapshot = *entry.value();
    return fits(flags, leaves | no_leaves, entry.is_leaf() ? leaves : no_leaves) &&
           fits(flags, with_metadata | without_metadata, has_metadata ? with_metadata : without_metadata) &&
           fits(flags, inactive | active | disk_only, state_flag(snapshot)) &&
           fits(flags, internal | external, snapshot.is_external ? external : internal);
}

bool is_listed(const CheckpointTree::Entry &entry, uint32_t flags) noexcept
{
    return fits(flags, leaves | no_leaves, entry.is_leaf() ? leaves : no_leaves);
}

} // namespace modvirt::moment
