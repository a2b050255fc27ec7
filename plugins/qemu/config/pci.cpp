// SPDX-License-Identifier: LGPL-2.1-or-later
#include "pci.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <modvirt/error.hpp>

#include "kit/xml/value.hpp"

namespace modvirt::qemu::config {

namespace {

using xml::Node;

constexpr uint32_t slots_a_bus = 32;

std::string_view attribute_of(const Node &node, std::string_view child, std::string_view attribute)
{
    const auto found = node.child(child);
    return found ? found->attribute_or(attribute, "") : std::string_view();
}

uint32_t number(std::string_view text)
{
    return static_cast<uint32_t>(xml::parse_any_base(text).value_or(0));
}

bool sits_on_pci(const Node &device)
{
    const std::string_view name = device.name();
    const std::string_view type = device.attribute_or("type", "");
    const std::string_view model = device.attribute_or("model", "");
    if (name == "controller") {
        if (type == "usb")
            return model != "none";
        if (type == "pci")
            return model != "pci-root" && model != "pcie-root";
        return type == "ide" || type == "scsi" || type == "sata" || type == "virtio-serial";
    }
    if (name == "disk")
        return attribute_of(device, "target", "bus") == "virtio";
    if (name == "input")
        return device.attribute_or("bus", "") == "virtio";
    if (name == "sound")
        return model == "es1370" || model == "ac97" || model == "ich6" || model == "ich9";
    if (name == "video")
        return attribute_of(device, "model", "type") != "none";
    if (name == "watchdog")
        return model == "i6300esb";
    if (name == "memballoon")
        return model == "virtio";
    return name == "interface" || name == "rng";
}

class Bus {
public:
    Bus(Node devices, MachineKind machine) : m_devices(devices), m_machine(machine)
    {
        for (const PciSlot slot : built_in())
            m_whole.insert({slot.bus, slot.slot});
        for (auto node = m_devices.child("controller"); node; node = node->next_of_kind()) {
            if (node->attribute("type") == "pci")
                m_buses.insert(number(node->attribute_or("index", "0")));
        }
        m_buses.insert(0);
    }

    // Takes note of the addresses that are written.
    void reserve(Node device)
    {
        // A console on a serial port is that port seen once more.
        const auto address = device.name() == "console" ? std::nullopt : device.child("address");
        if (!address || address->attribute("type") != "pci" || !address->attribute("slot"))
            return;
        const PciSlot slot{number(address->attribute_or("bus", "0")),
                           number(address->attribute_or("slot", "0")),
                           number(address->attribute_or("function", "0"))};
        const std::string text = fmt::format("0000:{:02x}:{:02x}.{:x}", slot.bus, slot.slot, slot.function);
        if (!m_buses.contains(slot.bus))
            refuse(*address,
                   fmt::format("the PCI address '{}' is on a bus that no <controller type='pci' index='{}'> "
                               "makes",
                               text, slot.bus));
        if (!m_used.insert(slot).second ||
            (m_whole.contains({slot.bus, slot.slot}) && !is_built_in(device, slot)))
            refuse(*address, fmt::format("Attempted double use of PCI Address '{}'", text));
    }

    void assign(Node device)
    {
        // An address that names no place stands for any.
        const auto given = device.child("address");
        if (given && (given->attribute("type") != "pci" || given->attribute("slot")))
            return;
        const auto slot = place(device);
        Node address = device.child_or_new("address");
        address.set_attribute("type", "pci");
        address.set_attribute("domain", "0x0000");
        address.set_attribute("bus", fmt::format("0x{:02x}", slot.bus));
        address.set_attribute("slot", fmt::format("0x{:02x}", slot.slot));
        address.set_attribute("function", fmt::format("0x{:x}", slot.function));
        m_used.insert(slot);
    }

private:
    [[nodiscard]] std::vector<PciSlot> built_in() const
    {
        if (m_machine == MachineKind::I440fx)
            return {{0, 0, 0}, {0, 1, 0}};
        return {{0, 0, 0}, {0, 0x1f, 0}};
    }

    [[nodiscard]] std::optional<PciSlot> own_slot(const Node &device) const
    {
        if (device.name() != "controller" || number(device.attribute_or("index", "0")) != 0)
            return std::nullopt;
        return built_in_slot(m_machine, device.attribute_or("type", ""), device.attribute_or("model", ""));
    }

    // USB controllers in parts (ehci with uhci companions) may share the slots of the south bridge, as on
    // real boards.
    [[nodiscard]] bool is_built_in(const Node &device, PciSlot slot) const
    {
        const auto own = own_slot(device);
        return (own && *own == slot) || device.attribute_or("type", "") == "usb";
    }

    PciSlot place(const Node &device) const
    {
        if (const auto own = own_slot(device))
            return *own;
        const PciSlot display = display_slot(m_machine);
        const bool is_display = device.name() == "video" && attribute_of(device, "model", "primary") == "yes";
        if (is_display && is_free(display.slot))
            return display;
        for (uint32_t slot = 1; slot < slots_a_bus; ++slot) {
            if (slot != display.slot && is_free(slot))
                return {0, slot, 0};
        }
        throw Error(ErrorCode::InternalError,
                    "No more available PCI slots: add a <controller type='pci' model='pci-bridge'/> and give "
                    "devices an "
                    "<address type='pci' bus='0x01' .../> on it",
                    ErrorDomain::Qemu);
    }

    [[nodiscard]] bool is_free(uint32_t slot) const
    {
        const auto first = m_used.lower_bound({0, slot, 0});
        return !m_whole.contains({0, slot}) &&
               (first == m_used.end() || first->bus != 0 || first->slot != slot);
    }

    [[noreturn]] static void refuse(const Node &node, const std::string &what)
    {
        const auto position = node.position();
        const std::string place =
            position.line == 0 ? "" : fmt::format("line {}, column {}: ", position.line, position.column);
        throw Error(ErrorCode::XmlError, place + what, ErrorDomain::Domain);
    }

    Node m_devices;
    MachineKind m_machine;
    std::set<PciSlot> m_used;
    std::set<std::pair<uint32_t, uint32_t>> m_whole; // bus and slot that belong to the machine
    std::set<uint32_t> m_buses;
};

// The order in which libvirt has always given addresses, so that a guest finds its devices where it expects
// them.
constexpr std::string_view assignment_order[] = {"interface", "sound", "controller", "disk",    "memballoon",
                                                 "rng",       "video", "input",      "watchdog"};

} // namespace

void assign_pci_addresses(xml::Node domain, MachineKind machine)
{
    Node devices = domain.child_or_new("devices");
    Bus bus(devices, machine);
    for (auto device = devices.first_child(); device; device = device->next())
        bus.reserve(*device);
    for (auto video = devices.child("video"); video; video = video->next_of_kind()) {
        if (sits_on_pci(*video) && attribute_of(*video, "model", "primary") == "yes")
            bus.assign(*video);
    }
    for (const std::string_view kind : assignment_order) {
        for (auto device = devices.child(kind); device; device = device->next_of_kind()) {
            if (sits_on_pci(*device))
                bus.assign(*device);
        }
    }
}

} // namespace modvirt::qemu::config
