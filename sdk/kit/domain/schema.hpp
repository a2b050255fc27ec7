// SPDX-License-Identifier: MIT
// The tables of the domain document.
#pragma once

#include "kit/xml/schema.hpp"

namespace modvirt::domain {

const xml::Schema &schema();

} // namespace modvirt::domain
