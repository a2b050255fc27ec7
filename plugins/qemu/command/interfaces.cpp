// SPDX-License-Identifier: LGPL-2.1-or-later
// Network cards, on QEMU's own user-mode network.
#include <fmt/format.h>

#include <modvirt/error.hpp>

#include "subject.hpp"

namespace modvirt::qemu::command {

namespace {

std::string device_driver(const Subject &subject, std::string_view model)
{
    std::string driver(model == "virtio" ? "virtio-net-pci" : model);
    if (!subject.emulator().has_device(driver))
        throw Error(ErrorCode::ConfigUnsupported,
                    fmt::format("'{}' has no network card of model '{}'", subject.emulator().path, model));
    return driver;
}

Json network(const xml::Element &interface, const std::string &id)
{
    Json netdev;
    netdev["type"] = "user";
    for (const xml::Element ip : interface.children("ip")) {
        const std::string_view address = ip.attribute_or("address", "");
        if (ip.attribute_or("family", "ipv4") == "ipv6") {
            netdev["ipv6-prefix"] = address;
            if (ip.attribute("prefix"))
                netdev["ipv6-prefixlen"] = number_of(ip, "prefix");
        } else {
            netdev["net"] = fmt::format("{}/{}", address, ip.attribute_or("prefix", "24"));
        }
    }
    netdev["id"] = id;
    return netdev;
}

void add_interface(Arguments &arguments, const Subject &subject, const xml::Element &interface)
{
    const std::string_view alias = config::alias_of(interface);
    const std::string id = fmt::format("host{}", alias);
    arguments.add("-netdev", network(interface, id));
    Json device;
    device["driver"] = device_driver(subject, attribute_of(interface, "model", "type"));
    device["netdev"] = id;
    device["id"] = alias;
    device["mac"] = attribute_of(interface, "mac", "address");
    if (const auto boot = subject.boot_index(alias))
        device["bootindex"] = *boot;
    if (const auto rom = interface.child("rom")) {
        if (rom->attribute("bar"))
            device["rombar"] = rom->attribute("bar") == "on" ? 1 : 0;
        if (rom->attribute("enabled") == "no")
            device["romfile"] = "";
        else if (rom->attribute("file"))
            device["romfile"] = rom->attribute_or("file", "");
    }
    subject.put_pci_address(device, interface);
    arguments.add("-device", device);
}

} // namespace

void add_interfaces(Arguments &arguments, const Subject &subject)
{
    const xml::Element devices = subject.devices();
    for (const xml::Element interface : devices.children("interface"))
        add_interface(arguments, subject, interface);
}

} // namespace modvirt::qemu::command
