// SPDX-License-Identifier: LGPL-2.1-or-later
// Gives every device on the PCI bus its address, once, when the domain is defined: it must not move from one
// start to the next.
#pragma once

#include "kit/xml/editor.hpp"
#include "machine.hpp"

namespace modvirt::qemu::config {

// `domain` has its controllers already. Addresses that are written stay; throws XmlError for one that is used
// twice or lies outside of every bus, and InternalError when there is no room.
void assign_pci_addresses(xml::Node domain, MachineKind machine);

} // namespace modvirt::qemu::config
