// SPDX-License-Identifier: MIT
// A checkpoint of a domain: from when on its disks remember what is written to them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "kit/moment/snapshot.hpp"

namespace modvirt::moment {

struct Checkpoint {
    std::string name;          // empty in what is only asked for: the driver chooses one
    std::string parent;        // empty: none
    int64_t creation_time = 0; // seconds since 1970
    domain::ConfigPtr domain;  // null: not told
    xml::Document document;    // without the domain
};

using CheckpointPtr = std::shared_ptr<const Checkpoint>;

// Throws Error with libvirt's codes for what is missing or wrong.
CheckpointPtr parse_checkpoint(const modvirt_xml_v1 &parser, std::string_view text, Told told,
                               const domain::Options &domain_options = {},
                               const xml::ReadOptions &read_options = {});

// The checkpoint that is made. Of the moment, time, parent and domain count.
CheckpointPtr take(const Checkpoint &wish, const Moment &moment);

enum class WithDomain : uint8_t { No, Yes };

std::string format(const Checkpoint &checkpoint, WithDomain with_domain = WithDomain::Yes,
                   domain::Secrets secrets = domain::Secrets::Omit);

CheckpointPtr with_parent(const Checkpoint &checkpoint, std::string_view parent);

} // namespace modvirt::moment
