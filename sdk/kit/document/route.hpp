// SPDX-License-Identifier: MIT
// Addresses with a netmask or a prefix, and static routes: networks and the interfaces of guests have them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "kit/xml/editor.hpp"
#include "kit/xml/ip_address.hpp"

namespace modvirt::document {

// The length of an address's network when none is given: that of its old class.
uint32_t default_prefix(const xml::IpAddress &address);
// Nothing for a netmask with holes in it, and for neither netmask nor prefix.
std::optional<uint32_t> given_prefix(const xml::Node &node);

// Refuses a <route> whose parts are of several families, or whose address is not that of a network. `whose` begins the
// messages.
void check_route(const xml::Node &route, std::string_view whose);

} // namespace modvirt::document
