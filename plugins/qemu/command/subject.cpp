// SPDX-License-Identifier: LGPL-2.1-or-later
#include "subject.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include <modvirt/error.hpp>

#include "kit/xml/value.hpp"

namespace modvirt::qemu::command {

namespace {

config::MachineKind kind_of(const domain::Config &config)
{
    const auto kind = config::machine_kind(config.machine);
    if (!kind)
        throw Error(ErrorCode::ConfigUnsupported,
                    fmt::format("the machine '{}' of domain '{}' is not served by the qemu "
                                "driver, only pc and q35 and their versions",
                                config.machine, config.name));
    return *kind;
}

std::optional<xml::Element> devices_of(const xml::Document &document)
{
    return document.root().child("devices");
}

} // namespace

uint64_t number(std::string_view text)
{
    return xml::parse_any_base(text).value_or(0);
}

uint64_t number_of(const xml::Element &element, std::string_view attribute)
{
    return number(element.attribute_or(attribute, "0"));
}

std::string_view attribute_of(const xml::Element &element, std::string_view child, std::string_view attribute)
{
    const auto found = element.child(child);
    return found ? found->attribute_or(attribute, "") : std::string_view();
}

Subject::Subject(const domain::Config &config, const capabilities::Emulator &emulator, const Launch &launch)
    : m_config(config), m_emulator(emulator), m_launch(launch), m_machine(kind_of(config)),
      m_document(config::with_aliases(config))
{
    order_by_device();
    if (m_boot.empty())
        order_by_kind();
}

xml::Element Subject::devices() const
{
    const auto devices = devices_of(m_document);
    if (!devices)
        throw Error(ErrorCode::InternalError, fmt::format("domain '{}' has no <devices>", m_config.name));
    return *devices;
}

void Subject::order_by_device()
{
    const xml::Element all = devices();
    for (const xml::Element device : all.children()) {
        if (const auto boot = device.child("boot"))
            m_boot.emplace(config::alias_of(device), static_cast<int>(number_of(*boot, "order")));
    }
}

// <boot dev='hd'/> means the first disk, and so on: QEMU wants a device for each place.
void Subject::order_by_kind()
{
    const auto os = domain().child("os");
    if (!os)
        return;
    int place = 1;
    const xml::Element all = devices();
    for (const xml::Element boot : os->children("boot")) {
        const std::string_view kind = boot.attribute_or("dev", "");
        if (kind == "network") {
            for (const xml::Element interface : all.children("interface")) {
                m_boot.emplace(config::alias_of(interface), place++);
                break;
            }
            continue;
        }
        const std::string_view device = kind == "hd" ? "disk" : kind == "fd" ? "floppy" : "cdrom";
        for (const xml::Element disk : all.children("disk")) {
            if (disk.attribute_or("device", "disk") == device) {
                m_boot.emplace(config::alias_of(disk), place++);
                break;
            }
        }
    }
}

std::optional<int> Subject::boot_index(std::string_view alias) const
{
    const auto found = m_boot.find(alias);
    return found == m_boot.end() ? std::nullopt : std::optional(found->second);
}

std::map<std::string, int, std::less<>> password_fds(const config::DiskSources &sources, int monitor_fd)
{
    std::map<std::string, int, std::less<>> descriptors;
    for (const auto &[target, source] : sources)
        if (source.login)
            descriptors.emplace(target, ++monitor_fd);
    return descriptors;
}

std::string Subject::pci_bus(std::string_view index) const
{
    const uint64_t wanted = number(index);
    const xml::Element all = devices();
    for (const xml::Element controller : all.children("controller")) {
        if (controller.attribute("type") == "pci" && number_of(controller, "index") == wanted)
            return std::string(wanted == 0 ? (m_machine == config::MachineKind::Q35 ? "pcie.0" : "pci.0")
                                           : config::alias_of(controller));
    }
    return m_machine == config::MachineKind::Q35 ? "pcie.0" : "pci.0";
}

void Subject::put_pci_address(Json &device, const xml::Element &element) const
{
    const auto address = element.child("address");
    if (!address || address->attribute("type") != "pci")
        return;
    device["bus"] = pci_bus(address->attribute_or("bus", "0"));
    const uint64_t function = number_of(*address, "function");
    device["addr"] = function == 0 ? fmt::format("0x{:x}", number_of(*address, "slot"))
                                   : fmt::format("0x{:x}.0x{:x}", number_of(*address, "slot"), function);
    if (const auto multifunction = address->attribute("multifunction"))
        device["multifunction"] = *multifunction == "on";
}

} // namespace modvirt::qemu::command
