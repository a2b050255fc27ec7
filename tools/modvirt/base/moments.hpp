// SPDX-License-Identifier: LGPL-2.1-or-later
// Snapshots and checkpoints: the calls that are alike for both, finding those that a command is about, and
// listing them.
#pragma once

#include "base/completion.hpp"
#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/handles.hpp"
#include "base/library_error.hpp"
#include "base/session.hpp"

#include <algorithm>
#include <strings.h>

namespace modvirt::cli {

struct SnapshotCalls {
    using Raw = virDomainSnapshot;
    static constexpr std::string_view noun = "snapshot";
    static constexpr std::string_view option = "snapshotname";
    static constexpr unsigned descendants = VIR_DOMAIN_SNAPSHOT_LIST_DESCENDANTS;
    static constexpr unsigned secure = VIR_DOMAIN_SNAPSHOT_XML_SECURE;
    static constexpr auto free = virDomainSnapshotFree;
    static constexpr auto name = virDomainSnapshotGetName;
    static constexpr auto lookup = virDomainSnapshotLookupByName;
    static constexpr auto parent = virDomainSnapshotGetParent;
    static constexpr auto list = virDomainListAllSnapshots;
    static constexpr auto list_children = virDomainSnapshotListAllChildren;
    static constexpr auto describe = virDomainSnapshotGetXMLDesc;
};

struct CheckpointCalls {
    using Raw = virDomainCheckpoint;
    static constexpr std::string_view noun = "checkpoint";
    static constexpr std::string_view option = "checkpointname";
    static constexpr unsigned descendants = VIR_DOMAIN_CHECKPOINT_LIST_DESCENDANTS;
    static constexpr unsigned secure = VIR_DOMAIN_CHECKPOINT_XML_SECURE;
    static constexpr auto free = virDomainCheckpointFree;
    static constexpr auto name = virDomainCheckpointGetName;
    static constexpr auto lookup = virDomainCheckpointLookupByName;
    static constexpr auto parent = virDomainCheckpointGetParent;
    static constexpr auto list = virDomainListAllCheckpoints;
    static constexpr auto list_children = virDomainCheckpointListAllChildren;
    static constexpr auto describe = virDomainCheckpointGetXMLDesc;
};

template <class Calls>
using MomentOf = std::unique_ptr<typename Calls::Raw, Release<Calls::free>>;
using Snapshot = MomentOf<SnapshotCalls>;
using Checkpoint = MomentOf<CheckpointCalls>;

template <class Calls>
std::string name_of(const MomentOf<Calls> &moment)
{
    const char *name = Calls::name(moment.get());
    return name ? name : "";
}

template <class Calls>
MomentOf<Calls> find_moment(const Domain &domain, const std::string &name)
{
    MomentOf<Calls> moment(Calls::lookup(domain.get(), name.c_str(), 0));
    if (!moment)
        fail();
    return moment;
}

// The snapshot that --snapshotname names, or with --current the current one.
Snapshot find_snapshot(const Domain &domain, const Arguments &arguments);
Snapshot current_snapshot(const Domain &domain);
// The checkpoint that --checkpointname names.
Checkpoint find_checkpoint(const Domain &domain, const Arguments &arguments);

template <class Calls>
std::string description_of(const MomentOf<Calls> &moment, unsigned flags)
{
    const LibraryText xml(Calls::describe(moment.get(), flags));
    if (!xml)
        fail();
    return xml.get();
}

// Nothing for one that builds on no other.
template <class Calls>
std::optional<std::string> parent_name(const MomentOf<Calls> &moment)
{
    const MomentOf<Calls> parent(Calls::parent(moment.get(), 0));
    if (!parent) {
        const int code = last_library_code();
        if (code != VIR_ERR_NO_DOMAIN_SNAPSHOT && code != VIR_ERR_NO_DOMAIN_CHECKPOINT)
            fail();
        forget_library_error();
        return std::nullopt;
    }
    return name_of<Calls>(parent);
}

// All of a domain's, or those that build on `from` when it is not null; in the order of the library.
template <class Calls>
std::vector<MomentOf<Calls>> list_moments(const Domain &domain, typename Calls::Raw *from, unsigned flags)
{
    typename Calls::Raw **raw = nullptr;
    const int count = from ? Calls::list_children(from, &raw, flags) : Calls::list(domain.get(), &raw, flags);
    const std::unique_ptr<typename Calls::Raw *, FreeMemory> guard(raw);
    if (count < 0)
        fail();
    return std::vector<MomentOf<Calls>>(raw, raw + count);
}

template <class Calls>
void sort_by_name(std::vector<MomentOf<Calls>> &moments)
{
    std::stable_sort(moments.begin(), moments.end(), [](const auto &one, const auto &other) {
        return strcasecmp(Calls::name(one.get()), Calls::name(other.get())) < 0;
    });
}

// "2026-01-31 12:00:00 +0000" in the time of this place, from seconds since 1970 as a document tells them.
std::string creation_time_text(const std::string &seconds);

std::vector<std::string> complete_snapshot(Session &session, const Arguments &arguments);
std::vector<std::string> complete_checkpoint(Session &session, const Arguments &arguments);

} // namespace modvirt::cli
