// SPDX-License-Identifier: MIT
// The flags of the calls that list snapshots and checkpoints: which a caller wants to see, and in which
// order.
#pragma once

#include <cstdint>

#include "kit/moment/tree.hpp"

namespace modvirt::moment {

// All bits of virDomainSnapshotListFlags and of virDomainCheckpointListFlags; a driver refuses others.
inline constexpr uint32_t snapshot_list_flags = 0x7ff;
inline constexpr uint32_t checkpoint_list_flags = 0xf;

// Whether a snapshot fits one flag of every group that has any. `has_metadata` tells whether the driver keeps
// something of it outside of the disks.
bool is_listed(const SnapshotTree::Entry &snapshot, uint32_t flags, bool has_metadata = true) noexcept;
bool is_listed(const CheckpointTree::Entry &checkpoint, uint32_t flags) noexcept;

namespace detail {

inline bool is_topological(const SnapshotTree &, uint32_t flags) noexcept
{
    return (flags & 1u << 10) != 0;
}

inline bool is_topological(const CheckpointTree &, uint32_t flags) noexcept
{
    return (flags & 1u << 1) != 0;
}

} // namespace detail

// All of a domain's: in the order in which they came, or parents first. `put` answers whether it wants more.
template <class Moment, class Put>
void list(const Tree<Moment> &tree, uint32_t flags, Put &&put)
{
    using Depth = typename Tree<Moment>::Depth;
    const auto visit = [&](const auto &entry) { return !is_listed(entry, flags) || put(entry); };
    constexpr uint32_t roots = 1;
    if (flags & roots)
        tree.for_each_below(nullptr, Depth::One, visit);
    else if (detail::is_topological(tree, flags))
        tree.for_each_below(nullptr, Depth::All, visit);
    else
        tree.for_each(visit);
}

// Those that build on one.
template <class Moment, class Put>
void list_children(const Tree<Moment> &tree, const typename Tree<Moment>::Entry &parent, uint32_t flags,
                   Put &&put)
{
    using Depth = typename Tree<Moment>::Depth;
    constexpr uint32_t descendants = 1;
    tree.for_each_below(&parent, flags & descendants ? Depth::All : Depth::One,
                        [&](const auto &entry) { return !is_listed(entry, flags) || put(entry); });
}

} // namespace modvirt::moment
