// SPDX-License-Identifier: MIT
// The binding of a network filter to a port of a guest: an immutable value made from its XML.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "kit/xml/document.hpp"
#include "kit/xml/reader.hpp"
#include "modvirt/xml.h"

namespace modvirt::nwfilter {

struct Binding {
    std::string port_device;
    std::string_view filter; // a view into `document`
    xml::Document document;
};

using BindingPtr = std::shared_ptr<const Binding>;

// Throws Error with libvirt's codes for what is missing or wrong. The parameter MAC is made from <mac> when
// it is not given.
BindingPtr parse_binding(const modvirt_xml_v1 &parser, std::string_view text,
                         const xml::ReadOptions &read_options = {});

std::string format(const Binding &binding);

} // namespace modvirt::nwfilter
