// SPDX-License-Identifier: MIT
// A snapshot of a domain: an immutable value made from its XML, or from what is asked for and what there is.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "kit/domain/config.hpp"
#include "kit/xml/document.hpp"
#include "kit/xml/editor.hpp"
#include "kit/xml/reader.hpp"
#include "modvirt/xml.h"

namespace modvirt::moment {

struct Snapshot {
    std::string name;           // empty in what is only asked for: the driver chooses one
    std::string parent;         // empty: none
    std::string_view state;     // "running", "paused", "shutoff", "disk-snapshot"; a view into `document`
    std::string_view memory;    // "no", "internal", "external"
    bool is_external = false;   // memory or a disk of it lies in a file of its own
    bool is_current = false;    // what is read says that it was the current one of its domain
    int64_t creation_time = 0;  // seconds since 1970
    domain::ConfigPtr domain;   // as it was; null: not told
    domain::ConfigPtr inactive; // what it would have been started from, when that differs
    xml::Document document;     // without the domain
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

enum class Told : uint8_t {
    Wish,     // by somebody who wants a snapshot: what only a finished one has is not taken over
    Finished, // a whole snapshot, as format() writes it: what is missing is an error
};

// Throws Error with libvirt's codes for what is missing or wrong.
SnapshotPtr parse_snapshot(const modvirt_xml_v1 &parser, std::string_view text, Told told,
                           const domain::Options &domain_options = {},
                           const xml::ReadOptions &read_options = {});

// What a wish becomes at a moment.
struct Moment {
    int64_t time = 0;       // seconds since 1970; the name of a snapshot that got none
    std::string_view state; // that of the domain: "running", "paused", "shutoff"
    std::string_view parent = {};
    domain::ConfigPtr domain; // read anew from its own description, as libvirt does: that may order its disks
    domain::ConfigPtr inactive = nullptr;
    bool disks_only = false; // the state is told as "disk-snapshot", and no memory is kept
};

// The snapshot that is taken. Every disk of the domain gets its place in it; throws ConfigUnsupported for
// disks that do not exist, are named twice, or cannot be kept in the way that is asked for.
SnapshotPtr take(const Snapshot &wish, const Moment &moment);

// Of the options, only the secrets count.
std::string format(const Snapshot &snapshot, const domain::FormatOptions &options = {});

// Snapshots are moved in their tree when one between them goes.
SnapshotPtr with_parent(const Snapshot &snapshot, std::string_view parent);

} // namespace modvirt::moment
