// SPDX-License-Identifier: MIT
// The tables of the <cpu> document: a processor as a host's capabilities tell it, and as a domain asks for
// it.
#pragma once

#include "kit/xml/schema.hpp"

namespace modvirt::cpu {

const xml::Schema &host_schema();
const xml::Schema &guest_schema();
// Knows no more than what tells the two apart.
const xml::Schema &glance_schema();

} // namespace modvirt::cpu
