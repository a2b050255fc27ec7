// SPDX-License-Identifier: MIT
// The description of a node device: an immutable value made from its XML, checked, and shared.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kit/xml/document.hpp"
#include "kit/xml/editor.hpp"
#include "kit/xml/reader.hpp"
#include "modvirt/xml.h"

namespace modvirt::nodedev {

struct Config {
    std::string name;        // "new device" when the text gives none
    std::string_view parent; // views into `document`; empty: none
    std::string_view wwnn;   // of a virtual host bus adapter
    std::string_view wwpn;
    std::vector<std::string_view> capabilities; // the types, those within others too: "scsi_host", "fc_host"
    xml::Document document;
};

using ConfigPtr = std::shared_ptr<const Config>;

// Throws Error with libvirt's codes for what is missing or wrong.
ConfigPtr parse(const modvirt_xml_v1 &parser, std::string_view text,
                const xml::ReadOptions &read_options = {});

// The description that a finished tree holds. Checks it exactly as parse() does.
ConfigPtr complete(xml::Editor &editor);

std::string format(const Config &config);

} // namespace modvirt::nodedev
