// SPDX-License-Identifier: MIT
// Disks: what is missing, where they sit, and in which order they stand.
#include <algorithm>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "kit/domain/completion.hpp"
#include "kit/domain/disk_name.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::domain {

namespace {

using xml::Node;

// A source that names nothing is none, unless it says how to start.
bool says_something(const Node &source, std::string_view type)
{
    if (source.first_child() || source.attribute("startupPolicy"))
        return true;
    if (type == "file")
        return source.attribute("file").has_value();
    if (type == "block")
        return source.attribute("dev").has_value();
    if (type == "dir")
        return source.attribute("dir").has_value();
    if (type == "volume")
        return source.attribute("pool").has_value() && source.attribute("volume").has_value();
    return true;
}

void complete_bus(Node target, std::string_view device)
{
    const std::string name(target.attribute_or("dev", ""));
    if (device == "cdrom" && name.starts_with("fd"))
        target.set_attribute("bus", "ide");
    else if (device == "floppy")
        target.set_attribute("bus", "fdc");
    else if (const std::string_view bus = bus_of_disk_name(name); !bus.empty())
        target.set_attribute("bus", bus);
}

void complete_disk(Node disk, const Options &options)
{
    const std::string device(disk.attribute_or("device", "disk"));
    const std::string type(disk.attribute_or("type", "file"));
    auto source = disk.child("source");
    if (source && source->attribute("fdgroup") && !options.takes_descriptors)
        refuse_unsupported(*source, fmt::format("driver does not support FD passing for disk '{}'", disk_target(disk)));
    auto target = disk.child("target");
    if (target && !target->attribute("bus"))
        complete_bus(*target, device);
    // That there is no name is told of the complete disk.
    if (!disk_target(disk).empty() && !disk_index(disk_target(disk)) && !disk.child("address"))
        refuse_xml(*target, fmt::format("Unknown disk name '{}' and no address specified: a disk is named "
                                        "vda, sda, hda, fda, xvda or alike",
                                        disk_target(disk)));
    if (type == "vhostuser" && !disk.attribute("snapshot"))
        disk.set_attribute("snapshot", "no");
    // A mirror is a job of the running guest.
    if (auto mirror = disk.child("mirror"))
        mirror->remove();
    if (device == "cdrom")
        disk.child_or_new("readonly");
    if (source && !says_something(*source, type))
        source->remove();
}

struct Location {
    uint32_t controller;
    uint32_t bus;
    uint32_t unit;
};

std::optional<Location> location(std::string_view bus, uint32_t index)
{
    if (bus == "ide")
        return Location{index / 4, index % 4 / 2, index % 2};
    if (bus == "scsi")
        return Location{index / 7, 0, index % 7};
    if (bus == "sata")
        return Location{index / 6, 0, index % 6};
    if (bus == "fdc")
        return Location{index / 2, 0, index % 2};
    return std::nullopt;
}

void assign_address(Node disk)
{
    if (disk.child("address"))
        return;
    const auto target = disk.child("target");
    const auto index = disk_index(disk_target(disk));
    const auto where = index ? location(target->attribute_or("bus", ""), *index) : std::nullopt;
    if (!where)
        return;
    Node address = disk.append("address");
    address.set_attribute("type", "drive");
    address.set_attribute("controller", std::to_string(where->controller));
    address.set_attribute("bus", std::to_string(where->bus));
    address.set_attribute("target", "0");
    address.set_attribute("unit", std::to_string(where->unit));
}

} // namespace

std::string_view disk_target(const Node &disk)
{
    const auto target = disk.child("target");
    return target ? target->attribute_or("dev", "") : std::string_view{};
}

void complete_disks(Node devices, const Options &options)
{
    std::vector<Numbered> disks;
    for_each_child(devices, "disk", [&](Node disk) {
        const auto target = disk.child("target");
        const std::string bus(target ? target->attribute_or("bus", "") : "");
        // Disks whose bus was left out form a group of their own.
        disks.push_back({disk, bus, disk_index(disk_target(disk))});
    });
    if (disks.empty())
        return;
    for (const Numbered &entry : disks) {
        complete_disk(entry.node, options);
        if (options.assign_addresses)
            assign_address(entry.node);
    }
    if (disks.size() > 1)
        order(disks);
}

} // namespace modvirt::domain
