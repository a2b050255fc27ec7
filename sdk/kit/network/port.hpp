// SPDX-License-Identifier: MIT
// A guest's port on a network: an immutable value made from its XML, checked, and shared.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "kit/document/completion.hpp"
#include "kit/xml/document.hpp"
#include "kit/xml/editor.hpp"
#include "kit/xml/reader.hpp"
#include "modvirt/xml.h"

namespace modvirt::network {

struct Port {
    document::Uuid uuid{};
    std::string owner; // the name of the domain
    document::Uuid owner_uuid{};
    std::string_view mac;  // views into `document`
    std::string_view plug; // "bridge", "direct", ...; empty: the network decides
    xml::Document document;
};

using PortPtr = std::shared_ptr<const Port>;

// Throws Error with libvirt's codes for what is missing or wrong.
PortPtr parse_port(const modvirt_xml_v1 &parser, std::string_view text,
                   const xml::ReadOptions &read_options = {});

// The port that a finished tree describes. Checks and completes it exactly as parse_port() does.
PortPtr complete_port(xml::Editor &editor);

std::string format(const Port &port);

} // namespace modvirt::network
