// SPDX-License-Identifier: MIT
// The tables of the node device document.
#pragma once

#include "kit/xml/schema.hpp"

namespace modvirt::nodedev {

const xml::Schema &schema();

} // namespace modvirt::nodedev
