// SPDX-License-Identifier: MIT
// The <source> of a pool that is an iSCSI target, and searches for targets. Since 1.0.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kit/iscsi/target.hpp"
#include "kit/xml/document.hpp"
#include "modvirt/xml.h"

namespace modvirt::iscsi {

// What the document says; a part that it does not have is empty.
struct Source {
    Target target;
    bool has_port = false; // the document tells it
    std::string initiator;
};

// Throws XmlError for a port that none can be.
Source read_source(const xml::Element &source);

// Throws XmlError, naming the pool, unless the source has a host and a target, which can be such.
void need_target(const Source &source, std::string_view pool);

// What a search asks for: `specification` is a <source>, for pools of that type. Throws InvalidArg unless it names a host,
// and XmlError when that cannot be one.
Source read_search(const modvirt_xml_v1 &parser, std::string_view type, std::optional<std::string_view> specification);

// The answer to a search: a <source> for each of the targets, as `asked` found them. Names that no target can have, which a server
// may tell all the same, are left out.
std::string format_sources(const Source &asked, const std::vector<std::string> &targets);

} // namespace modvirt::iscsi
