// SPDX-License-Identifier: MIT
// How the disks that a moment's document names come to be those of its domain; and the domain in the
// document.
#pragma once

#include <string_view>

#include "kit/domain/config.hpp"
#include "kit/xml/document.hpp"
#include "kit/xml/editor.hpp"

namespace modvirt::moment {

// How disks are kept that say nothing of their own, and whether others may be kept differently.
struct Alignment {
    std::string_view mode; // "internal" or "external"
    bool must_match;
};

// Every disk of the domain gets an entry below <disks>, in the domain's order.
void align_snapshot_disks(xml::Node snapshot, const domain::Config &domain, const Alignment &alignment);

// The same for a checkpoint, whose bitmaps are called `name` unless they have names of their own.
void align_checkpoint_disks(xml::Node checkpoint, const domain::Config &domain, std::string_view name);

// The domain in the child of that name, completed as a document of its own; null when there is none, or when
// it tells no more than a UUID, as in old snapshots.
domain::ConfigPtr nested_domain(const xml::Element &root, std::string_view name,
                                const domain::Options &options);

} // namespace modvirt::moment
