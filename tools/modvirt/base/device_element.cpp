// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/device_element.hpp"

#include "base/failure.hpp"
#include "base/mac_address.hpp"

namespace modvirt::cli {

const XmlElement &find_disk(const DomainXml &xml, const std::string &name, DiskKind kind)
{
    for (const XmlElement *disk : xml.devices("disk")) {
        const std::string device = disk->attribute_or("device", "disk");
        if (kind == DiskKind::Removable && device != "cdrom" && device != "floppy")
            continue;
        const std::string *medium = disk_medium(*disk);
        if (attribute_of_child(*disk, "target", "dev") == name || (medium && *medium == name))
            return *disk;
    }
    fail("No disk found whose source path or target is {}", name);
}

const std::string *disk_medium(const XmlElement &disk)
{
    const XmlElement *source = disk.child("source");
    if (!source)
        return nullptr;
    for (const std::string_view attribute : {"file", "dev", "dir", "name"})
        if (const std::string *value = source->attribute(attribute))
            return value;
    return nullptr;
}

std::vector<const XmlElement *> find_interfaces(const DomainXml &xml, const std::string &name)
{
    const auto mac = parse_mac_address(name);
    std::vector<const XmlElement *> found;
    for (const XmlElement *interface : xml.devices("interface"))
        if (mac ? parse_mac_address(attribute_of_child(*interface, "mac", "address")) == mac
                : attribute_of_child(*interface, "target", "dev") == name)
            found.push_back(interface);
    return found;
}

std::string attribute_of_child(const XmlElement &element, std::string_view child, std::string_view attribute)
{
    const XmlElement *found = element.child(child);
    return found ? found->attribute_or(attribute, "") : std::string();
}

} // namespace modvirt::cli
