// SPDX-License-Identifier: MIT
// The tables of network filters, and of their bindings to ports.
#pragma once

#include "kit/xml/schema.hpp"

namespace modvirt::nwfilter {

const xml::Schema &filter_schema();
const xml::Schema &binding_schema();

} // namespace modvirt::nwfilter
