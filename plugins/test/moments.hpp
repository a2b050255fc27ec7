// SPDX-License-Identifier: LGPL-2.1-or-later
// What the calls for snapshots and checkpoints share.
#pragma once

#include <string_view>

#include "kit/moment/tree.hpp"
#include "machine.hpp"

namespace modvirt::test {

// Those of a domain; empty when it has none. Throws NoDomain.
const moment::SnapshotTree &snapshots_of(const store::Read &read, const DomainRef &domain);
const moment::CheckpointTree &checkpoints_of(const store::Read &read, const DomainRef &domain);

// "running", "shutoff" and so on: how a snapshot tells the state of its domain.
std::string_view state_name(store::State state) noexcept;

// The configuration read anew from its own description, with all its secrets.
domain::ConfigPtr as_described(const domain::Config &config);

// Throws what libvirt throws for one that is no whole description of this domain.
void check_belongs(const moment::Snapshot &snapshot, const store::Uuid &uuid);
void check_belongs(const moment::Checkpoint &checkpoint, const store::Uuid &uuid);

// Throws for a redefinition that would make another kind of snapshot, or a snapshot of another machine.
void check_redefinition(const moment::Snapshot &old, const moment::Snapshot &wanted);

// Throws ConfigUnsupported for what a guest would notice if it woke up in the other one.
void check_same_machine(const domain::Config &old, const domain::Config &wanted);

// The checkpoint that a document asks for, as it is taken of the domain now; and its place among the others. The
// caller holds the domain's job. Throws for a domain of which none can be taken, and for a name that is taken.
moment::CheckpointPtr wished_checkpoint(store::Store &store, const store::Domain &domain, std::string_view xml);
void add_checkpoint(store::Store &store, store::Domain &domain, moment::CheckpointPtr checkpoint);

// What the flags of a deletion mean.
moment::Extent extent_of(uint32_t flags, uint32_t children, uint32_t children_only) noexcept;

} // namespace modvirt::test
