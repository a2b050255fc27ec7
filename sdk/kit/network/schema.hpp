// SPDX-License-Identifier: MIT
// The tables of networks, and of the ports that guests have on them.
#pragma once

#include "kit/xml/schema.hpp"

namespace modvirt::network {

const xml::Schema &schema();
const xml::Schema &port_schema();

} // namespace modvirt::network
