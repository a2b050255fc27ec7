// SPDX-License-Identifier: MIT
// The tables of the documents about moments in a domain's life.
#pragma once

#include "kit/xml/schema.hpp"

namespace modvirt::moment {

const xml::Schema &snapshot_schema();
const xml::Schema &checkpoint_schema();
const xml::Schema &backup_schema();

} // namespace modvirt::moment
