// SPDX-License-Identifier: MIT
// The tables of the document of a host's interface.
#pragma once

#include "kit/xml/schema.hpp"

namespace modvirt::interface {

const xml::Schema &schema();

} // namespace modvirt::interface
