// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/domain_xml.hpp"

#include "base/device_element.hpp"
#include "base/failure.hpp"

#include <fmt/format.h>

#include <charconv>

namespace modvirt::cli {

namespace {

// Which attribute of <source> names what a disk of this type stands on.
std::string_view source_attribute(std::string_view type)
{
    if (type == "block")
        return "dev";
    if (type == "dir")
        return "dir";
    if (type == "network" || type == "vhostvdpa")
        return type == "network" ? "name" : "dev";
    if (type == "volume")
        return "volume";
    if (type == "vhostuser")
        return "path";
    return "file";
}

// The numbers in the XML are written as 0x0000.
unsigned hexadecimal(std::string_view text)
{
    if (text.starts_with("0x"))
        text.remove_prefix(2);
    unsigned value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value, 16);
    return value;
}

std::string nvme_source(const XmlElement &source)
{
    const XmlElement *address = source.child("address");
    if (!address)
        return {};
    const auto part = [address](std::string_view name) {
        return hexadecimal(address->attribute_or(name, "0"));
    };
    return fmt::format("nvme://{:04x}:{:02x}:{:02x}.{}/{}", part("domain"), part("bus"), part("slot"),
                       part("function"), source.attribute_or("namespace", ""));
}

std::string disk_source(const XmlElement &disk, std::string_view type)
{
    const XmlElement *source = disk.child("source");
    if (!source)
        return {};
    if (type == "nvme")
        return nvme_source(*source);
    return source->attribute_or(source_attribute(type), "");
}

std::string interface_source(const XmlElement &interface)
{
    const XmlElement *source = interface.child("source");
    if (!source)
        return {};
    for (const std::string_view name : {"network", "bridge", "dev", "path", "address"})
        if (const std::string *value = source->attribute(name))
            return *value;
    return {};
}

std::optional<std::string> source_path(const XmlElement &device)
{
    const std::string path = attribute_of_child(device, "source", "path");
    if (!path.empty())
        return path;
    return std::nullopt;
}

} // namespace

DomainXml::DomainXml(const std::string &text, Blanks blanks) : m_document(text, blanks) {}

DomainXml DomainXml::of(const Domain &domain, unsigned flags, Blanks blanks)
{
    const LibraryText text(virDomainGetXMLDesc(domain.get(), flags));
    if (!text)
        fail("Failed to get domain description xml");
    return DomainXml(text.get(), blanks);
}

std::vector<const XmlElement *> DomainXml::devices(std::string_view name) const
{
    std::vector<const XmlElement *> found;
    for (const XmlElement *devices : root().children("devices"))
        for (const XmlElement *device : devices->children(name))
            found.push_back(device);
    return found;
}

std::vector<DiskEntry> DomainXml::disks() const
{
    std::vector<DiskEntry> entries;
    for (const XmlElement *disk : devices("disk")) {
        const std::string type = disk->attribute_or("type", "file");
        entries.push_back({type, disk->attribute_or("device", "disk"),
                           attribute_of_child(*disk, "target", "dev"), disk_source(*disk, type),
                           attribute_of_child(*disk, "source", "protocol")});
    }
    return entries;
}

std::vector<InterfaceEntry> DomainXml::interfaces() const
{
    std::vector<InterfaceEntry> entries;
    for (const XmlElement *interface : devices("interface"))
        entries.push_back({interface->attribute_or("type", ""),
                           attribute_of_child(*interface, "target", "dev"), interface_source(*interface),
                           attribute_of_child(*interface, "model", "type"),
                           attribute_of_child(*interface, "mac", "address")});
    return entries;
}

std::optional<std::string> DomainXml::console_path() const
{
    for (const XmlElement *console : devices("console"))
        if (const std::string *path = console->attribute("tty"))
            return *path;
    for (const std::string_view name : {"console", "serial"})
        for (const XmlElement *device : devices(name))
            if (device->attribute_or("type", "") == "pty")
                if (auto path = source_path(*device))
                    return path;
    return std::nullopt;
}

std::optional<std::string> DomainXml::character_device_path(std::string_view alias) const
{
    for (const std::string_view name : {"console", "serial", "parallel", "channel"})
        for (const XmlElement *device : devices(name))
            if (attribute_of_child(*device, "alias", "name") == alias)
                return source_path(*device);
    return std::nullopt;
}

} // namespace modvirt::cli
