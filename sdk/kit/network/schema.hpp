// SPDX-License-Identifier: MIT
// The tables of networks, and of the ports that guests have on them.
#pragma once

#include <cstdint>
#include <string_view>

#include "kit/xml/schema.hpp"

namespace modvirt::network {

const xml::Schema &schema();
const xml::Schema &port_schema();

// The rules of "network", or of its "forward", "dhcp" or "dns", for reading one of their children: as it is to be, or
// with no more than is needed to find it.
enum class Part : uint8_t { Whole, Searched };
const xml::ElementRule &part_parent(std::string_view name, Part part);

} // namespace modvirt::network
