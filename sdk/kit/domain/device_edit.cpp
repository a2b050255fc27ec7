// SPDX-License-Identifier: MIT
#include "kit/domain/device_edit.hpp"

#include <set>
#include <string>

#include <fmt/format.h>

#include "kit/domain/aliases.hpp"
#include "kit/domain/completion.hpp"
#include "kit/domain/schema.hpp"

namespace modvirt::domain {

namespace {

using xml::Node;

// Two devices cannot sit in one slot of the same bus.
void check_addresses(Node devices)
{
    std::set<std::string> taken;
    for (auto device = devices.first_child(); device; device = device->next()) {
        // A console on a serial port is that port seen once more. One that names no slot stands for any.
        const auto address = device->name() == "console" ? std::nullopt : device->child("address");
        if (!address || address->attribute("type") != "pci" || !address->attribute("slot"))
            continue;
        const auto at = [&](std::string_view what) {
            const std::string_view digits = address->attribute_or(what, "0x0");
            return digits.starts_with("0x") ? digits.substr(2) : digits;
        };
        const std::string place = fmt::format("{}:{}:{}.{}", at("domain"), at("bus"), at("slot"), at("function"));
        if (!taken.insert(place).second)
            refuse_xml(*device, fmt::format("Attempted double use of PCI Address {}", place));
    }
}

// The slots of memory that a running guest has are numbered.
void place_memory(Node devices)
{
    std::set<std::string> taken;
    for_each_child(devices, "memory", [&](const Node &memory) {
        if (const auto address = memory.child("address"))
            taken.emplace(address->attribute_or("slot", ""));
    });
    for_each_child(devices, "memory", [&](Node memory) {
        if (memory.child("address") || !memory.attribute_or("model", "").ends_with("dimm"))
            return;
        uint32_t slot = 0;
        while (!taken.insert(std::to_string(slot)).second)
            ++slot;
        Node address = memory.append("address");
        address.set_attribute("type", "dimm");
        address.set_attribute("slot", std::to_string(slot));
    });
}

} // namespace

DeviceEdit::DeviceEdit(const Config &config, Side side, const Options &options)
    : m_editor(schema(), config.document), m_side(side), m_options(options)
{
    if (is_live())
        complete_aliases(devices());
}

xml::Node DeviceEdit::add(const xml::Element &device)
{
    Node added = devices().append_copy(device);
    keep_own_alias(added);
    return added;
}

void DeviceEdit::complete()
{
    complete_document(m_editor, m_options);
    if (is_live()) {
        place_memory(devices());
        complete_aliases(devices());
    }
    check_aliases(devices());
    check_addresses(devices());
}

ConfigPtr DeviceEdit::finish()
{
    return domain::complete(m_editor, m_options);
}

} // namespace modvirt::domain
