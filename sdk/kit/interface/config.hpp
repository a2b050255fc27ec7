// SPDX-License-Identifier: MIT
// The configuration of a host's interface: an immutable value made from its XML, checked, and shared.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "kit/xml/document.hpp"
#include "kit/xml/editor.hpp"
#include "kit/xml/reader.hpp"
#include "modvirt/xml.h"

namespace modvirt::interface {

enum class Type : uint8_t { Ethernet, Bridge, Bond, Vlan };

struct Config {
    std::string name;
    Type type = Type::Ethernet;
    std::string_view mac; // as it is written; a view into `document`; empty: none is given
    xml::Document document;
};

using ConfigPtr = std::shared_ptr<const Config>;

// Throws Error with libvirt's codes for what is missing or wrong.
ConfigPtr parse(const modvirt_xml_v1 &parser, std::string_view text,
                const xml::ReadOptions &read_options = {});

// The configuration that a finished tree describes. Checks it exactly as parse() does.
ConfigPtr complete(xml::Editor &editor);

std::string format(const Config &config);

} // namespace modvirt::interface
