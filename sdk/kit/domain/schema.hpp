// SPDX-License-Identifier: MIT
// The tables of the domain document.
#pragma once

#include "kit/xml/schema.hpp"

namespace modvirt::domain {

const xml::Schema &schema();

// The rule of <devices>, whose children are the rules of the single devices.
const xml::ElementRule &devices_rule();

} // namespace modvirt::domain
