// SPDX-License-Identifier: MIT
// The tables of the documents that tell what is possible. Drivers write them; nobody defines one.
#pragma once

#include "kit/xml/schema.hpp"

namespace modvirt::capabilities {

// <capabilities>: the host and the guests that it can run.
const xml::Schema &host_schema();

// <domainCapabilities>: what one emulator gives a domain of one architecture and machine.
const xml::Schema &domain_schema();

} // namespace modvirt::capabilities
