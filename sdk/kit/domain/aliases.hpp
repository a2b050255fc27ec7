// SPDX-License-Identifier: MIT
// The names by which the devices of a running guest are known: an application's own ("ua-..."), or those that
// libvirt gives ("net0").
#pragma once

#include <string>
#include <string_view>

#include "kit/xml/editor.hpp"

namespace modvirt::domain {

// The device's name; empty when it has none.
std::string alias_of(const xml::Node &device);

// Gives a name to every device that has none and can have one. Those that are there stay. The addresses of
// disks are part of their names, so they are to be complete.
void complete_aliases(xml::Node devices);

// Takes away what is not the application's own: a definition has no other names.
void keep_own_alias(xml::Node device);

// Refuses a name that two devices have, with ConfigUnsupported.
void check_aliases(xml::Node devices);

} // namespace modvirt::domain
