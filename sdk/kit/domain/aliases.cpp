// SPDX-License-Identifier: MIT
#include "kit/domain/aliases.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "kit/domain/completion.hpp"
#include "kit/domain/disk_name.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::domain {

namespace {

using xml::Node;

constexpr std::string_view own_prefix = "ua-";

// How the names of each kind begin; a number follows.
struct Naming {
    std::string_view element;
    std::string_view prefix;
};

constexpr Naming namings[] = {{"filesystem", "fs"},     {"interface", "net"},      {"smartcard", "smartcard"},
                              {"serial", "serial"},     {"parallel", "parallel"},  {"console", "console"},
                              {"channel", "channel"},   {"input", "input"},        {"tpm", "tpm"},
                              {"sound", "sound"},       {"video", "video"},        {"hostdev", "hostdev"},
                              {"redirdev", "redir"},    {"hub", "hub"},            {"watchdog", "watchdog"},
                              {"memballoon", "balloon"}, {"rng", "rng"},           {"nvram", "nvram"},
                              {"panic", "panic"},       {"shmem", "shmem"},        {"iommu", "iommu"},
                              {"vsock", "vsock"}};

std::string_view part(const Node &device, std::string_view child, std::string_view attribute,
                      std::string_view otherwise = "0")
{
    const auto found = device.child(child);
    return found ? found->attribute_or(attribute, otherwise) : otherwise;
}

std::string name_of_disk(const Node &disk)
{
    const std::string_view bus = part(disk, "target", "bus", "disk");
    const auto at = [&](std::string_view what) { return part(disk, "address", what); };
    if (bus == "scsi")
        return fmt::format("scsi{}-{}-{}-{}", at("controller"), at("bus"), at("target"), at("unit"));
    if (bus == "ide" || bus == "sata" || bus == "fdc")
        return fmt::format("{}{}-{}-{}", bus, at("controller"), at("bus"), at("unit"));
    return fmt::format("{}-disk{}", bus, disk_index(part(disk, "target", "dev", "")).value_or(0));
}

std::string name_of_controller(const Node &controller)
{
    const std::string_view type = controller.attribute_or("type", "");
    const std::string_view index = controller.attribute_or("index", "0");
    if (type == "pci")
        return fmt::format("pci.{}", index);
    return index == "0" && (type == "usb" || type == "ide") ? std::string(type)
                                                            : fmt::format("{}{}", type, index);
}

bool is_on_serial_port(const Node &device)
{
    return device.name() == "console" && part(device, "target", "type", "") == "serial";
}

class Names {
public:
    explicit Names(Node devices) : m_devices(devices)
    {
        for (auto device = devices.first_child(); device; device = device->next())
            m_taken.insert(alias_of(*device));
    }

    void give(Node device)
    {
        if (device.child("alias"))
            return;
        const std::string name = name_for(device);
        if (name.empty())
            return;
        m_taken.insert(name);
        device.append("alias").set_attribute("name", name);
    }

private:
    std::string name_for(const Node &device)
    {
        if (device.name() == "disk")
            return name_of_disk(device);
        if (device.name() == "controller")
            return free_name(name_of_controller(device));
        if (device.name() == "memory") {
            std::string model(device.attribute_or("model", "dimm"));
            std::erase(model, '-');
            return numbered(model);
        }
        // A console on a serial port is that port.
        if (const auto serial = m_devices.child("serial"); serial && is_on_serial_port(device))
            return alias_of(*serial);
        const auto *const naming = std::ranges::find(namings, device.name(), &Naming::element);
        return naming == std::end(namings) ? std::string() : numbered(std::string(naming->prefix));
    }

    // The companions of a USB controller share its index.
    std::string free_name(const std::string &name)
    {
        return m_taken.contains(name) ? numbered(name + "-part") : name;
    }

    std::string numbered(const std::string &prefix)
    {
        uint32_t number = 0;
        while (m_taken.contains(prefix + std::to_string(number)))
            ++number;
        return prefix + std::to_string(number);
    }

    Node m_devices;
    std::set<std::string> m_taken;
};

} // namespace

std::string alias_of(const Node &device)
{
    return std::string(part(device, "alias", "name", ""));
}

void complete_aliases(Node devices)
{
    Names names(devices);
    for (auto device = devices.first_child(); device; device = device->next())
        names.give(*device);
}

void keep_own_alias(Node device)
{
    if (auto alias = device.child("alias"); alias && !alias_of(device).starts_with(own_prefix))
        alias->remove();
}

void check_aliases(Node devices)
{
    std::set<std::string> known;
    for (auto device = devices.first_child(); device; device = device->next()) {
        const std::string name = alias_of(*device);
        if (name.starts_with(own_prefix) && !is_on_serial_port(*device) && !known.insert(name).second)
            refuse_unsupported(*device, fmt::format("non unique alias detected: {}", name));
    }
}

} // namespace modvirt::domain
