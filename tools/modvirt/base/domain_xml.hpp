// SPDX-License-Identifier: LGPL-2.1-or-later
// What commands need to know from a domain's XML. Reading XML in general belongs in xml_tree.hpp.
#pragma once

#include "base/handles.hpp"
#include "base/xml_tree.hpp"

#include <optional>
#include <string>
#include <vector>

namespace modvirt::cli {

struct DiskEntry {
    std::string type;
    std::string device;
    std::string target;
    std::string source;   // empty when the drive is empty
    std::string protocol; // of a network disk
};

struct InterfaceEntry {
    std::string type;
    std::string name; // on the host
    std::string source;
    std::string model;
    std::string mac;
};

class DomainXml {
public:
    // `flags` are VIR_DOMAIN_XML_*; throws when the library has no XML to give.
    static DomainXml of(const Domain &domain, unsigned flags, Blanks blanks = Blanks::Left_out);
    explicit DomainXml(const std::string &text, Blanks blanks = Blanks::Left_out);

    [[nodiscard]] const XmlElement &root() const { return m_document.root(); }
    [[nodiscard]] std::vector<DiskEntry> disks() const;
    [[nodiscard]] std::vector<InterfaceEntry> interfaces() const;
    // The elements <name> under <devices>.
    [[nodiscard]] std::vector<const XmlElement *> devices(std::string_view name) const;
    // The pseudo terminal of the first console, or nothing.
    [[nodiscard]] std::optional<std::string> console_path() const;
    // The pseudo terminal of the character device with this alias.
    [[nodiscard]] std::optional<std::string> character_device_path(std::string_view alias) const;

private:
    XmlDocument m_document;
};

} // namespace modvirt::cli
