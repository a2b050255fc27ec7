// SPDX-License-Identifier: LGPL-2.1-or-later
// Finds the device of a domain that a command is about, in the domain's description. A command that hands the
// device back to the library takes it from a description whose blanks were kept, and writes it as it is.
#pragma once

#include "base/domain_xml.hpp"

namespace modvirt::cli {

enum class DiskKind : uint8_t { Any, Removable };

// The first disk whose target or source has that name. Throws Error when there is none.
const XmlElement &find_disk(const DomainXml &xml, const std::string &name, DiskKind kind);

// What names the medium of a disk; null for an empty drive.
const std::string *disk_medium(const XmlElement &disk);

// The interfaces with that name on the host or, when it is a hardware address, with that.
std::vector<const XmlElement *> find_interfaces(const DomainXml &xml, const std::string &name);

// An attribute of an element inside; empty when either is missing.
std::string attribute_of_child(const XmlElement &element, std::string_view child, std::string_view attribute);

} // namespace modvirt::cli
