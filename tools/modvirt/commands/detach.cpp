// SPDX-License-Identifier: LGPL-2.1-or-later
// detach-disk, detach-interface: a device that is found in the domain's description and taken away.
#include "commands/commands.hpp"

#include "base/complaint.hpp"
#include "base/device_element.hpp"
#include "base/device_flags.hpp"
#include "base/failure.hpp"
#include "base/mac_address.hpp"

namespace modvirt::cli {

namespace {

// Takes a device away, or shows it where --print-xml was given. Without flags it is the old call.
void detach(Session &session, const Arguments &arguments, const Domain &domain, const XmlElement &device,
            std::optional<unsigned> flags)
{
    const std::string xml = serialize_as_it_is(device);
    if (arguments.has("print-xml"))
        return session.out.write(xml);
    const int result = flags ? virDomainDetachDeviceFlags(domain.get(), xml.c_str(), *flags)
                             : virDomainDetachDevice(domain.get(), xml.c_str());
    if (result >= 0)
        return;
    if (device.name == "disk")
        fail("Failed to detach disk");
    fail("Failed to detach interface");
}

void run_detach_disk(Session &session, const Arguments &arguments)
{
    check_device_flags(arguments);
    const Domain domain = find_domain(session, arguments);
    const std::string target = arguments.required_text("target");
    const DomainXml xml = DomainXml::of(domain, description_flags(arguments), Blanks::Kept);
    const XmlElement &disk = find_disk(xml, target, DiskKind::Any);
    const bool only_shown = arguments.has("print-xml");
    detach(session, arguments, domain, disk, only_shown ? std::nullopt : device_flags(arguments, domain));
    if (!only_shown)
        session.out.remark("Disk detached successfully\n");
}

std::string mac_of(const XmlElement &interface)
{
    return attribute_of_child(interface, "mac", "address");
}

// The one interface of that type, or the one of them that --mac tells apart.
const XmlElement &interface_to_detach(const DomainXml &xml, const Arguments &arguments)
{
    const std::string type = arguments.required_text("type");
    const auto mac = arguments.text("mac");
    std::vector<const XmlElement *> found;
    for (const XmlElement *interface : xml.devices("interface"))
        if (interface->attribute_or("type", "") == type)
            found.push_back(interface);
    if (found.empty())
        fail("No interface found whose type is {}", type);
    if (!mac && found.size() > 1)
        fail("Domain has {} interfaces. Please specify which one to detach using --mac", found.size());
    if (!mac)
        return *found.front();
    const auto wanted = parse_mac_address(*mac);
    std::erase_if(found, [&wanted](const XmlElement *interface) {
        return !wanted || parse_mac_address(mac_of(*interface)) != wanted;
    });
    if (found.empty())
        fail("No interface with MAC address {} was found", *mac);
    if (found.size() > 1)
        fail("Domain has multiple interfaces matching MAC address {}. You must use detach-device and specify "
             "the "
             "device pci address to remove it.",
             *mac);
    return *found.front();
}

// From one of the two descriptions of the domain, which `description` chooses.
void detach_interface(Session &session, const Arguments &arguments, const Domain &domain,
                      unsigned description, std::optional<unsigned> flags)
{
    const DomainXml xml = DomainXml::of(domain, description, Blanks::Kept);
    const auto find = [&]() -> const XmlElement & { return interface_to_detach(xml, arguments); };
    const XmlElement &interface =
        arguments.has("print-xml") ? find() : or_complain("Failed to detach interface", find);
    detach(session, arguments, domain, interface, flags);
}

// The definition and the running guest may describe the interface differently, so each is asked on its own.
void run_detach_interface(Session &session, const Arguments &arguments)
{
    check_device_flags(arguments);
    const Domain domain = find_domain(session, arguments);
    const bool from_definition = arguments.has("config") || arguments.has("persistent");
    if (from_definition)
        detach_interface(session, arguments, domain, VIR_DOMAIN_XML_INACTIVE, VIR_DOMAIN_AFFECT_CONFIG);
    if (!from_definition)
        detach_interface(session, arguments, domain, 0, arguments.affect_flags());
    else if (arguments.has("live") || (arguments.has("persistent") && virDomainIsActive(domain.get()) == 1))
        detach_interface(session, arguments, domain, 0, VIR_DOMAIN_AFFECT_LIVE);
    if (!arguments.has("print-xml"))
        session.out.remark("Interface detached successfully\n");
}

std::vector<std::string> complete_mac(Session &session, const Arguments &arguments)
{
    if (!arguments.has("domain"))
        return {};
    const Domain domain = find_domain(session, arguments);
    const DomainXml xml = DomainXml::of(domain, 0);
    std::vector<std::string> addresses;
    for (const XmlElement *interface : xml.devices("interface"))
        addresses.push_back(mac_of(*interface));
    return addresses;
}

std::vector<std::string> complete_interface_type(Session &session, const Arguments &arguments)
{
    if (!arguments.has("domain"))
        return {};
    const Domain domain = find_domain(session, arguments);
    const DomainXml xml = DomainXml::of(domain, 0);
    std::vector<std::string> types;
    for (const XmlElement *interface : xml.devices("interface"))
        types.push_back(interface->attribute_or("type", ""));
    return types;
}

constexpr Option detach_disk_options[] = {
    domain_option(complete_domain),
    argument("target", "target of disk device", complete_disk),
    persistent_option(),
    config_option(),
    live_option(),
    current_option(),
    flag("print-xml", "print XML document rather than detach the disk"),
};
constexpr Option detach_interface_options[] = {
    domain_option(complete_domain),
    argument("type", "network interface type", complete_interface_type),
    text("mac", "MAC address", complete_mac),
    persistent_option(),
    config_option(),
    live_option(),
    current_option(),
    flag("print-xml", "print XML document rather than detach the interface"),
};

} // namespace

constexpr Command detach_disk_command{.name = "detach-disk",
                                      .summary = "detach disk device",
                                      .description = "Detach disk device.",
                                      .options = detach_disk_options,
                                      .run = run_detach_disk};
constexpr Command detach_interface_command{.name = "detach-interface",
                                           .summary = "detach network interface",
                                           .description = "Detach network interface.",
                                           .options = detach_interface_options,
                                           .run = run_detach_interface};

} // namespace modvirt::cli
