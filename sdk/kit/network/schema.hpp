// SPDX-License-Identifier: MIT
// The tables of the network document.
#pragma once

#include "kit/xml/schema.hpp"

namespace modvirt::network {

const xml::Schema &schema();

} // namespace modvirt::network
