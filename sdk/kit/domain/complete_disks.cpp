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

std::string_view target_of(const Node &disk)
{
    const auto target = disk.child("target");
    return target ? target->attribute_or("dev", "") : std::string_view{};
}

// What names a source of each type of disk.
bool names_something(const Node &source, std::string_view type)
{
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

std::string_view source_name(const Node &disk)
{
    const auto source = disk.child("source");
    if (!source)
        return {};
    for (const std::string_view attribute : {"file", "dev", "dir", "name", "volume", "path"})
        if (const auto value = source->attribute(attribute))
            return *value;
    return {};
}

void check_source(const Node &disk, std::string_view target)
{
    if (const auto source = disk.child("source"); source && disk.attribute("type") == "volume") {
        if (source->attribute("pool").has_value() != source->attribute("volume").has_value())
            refuse_xml(*source, "'pool' and 'volume' must be specified together for 'pool' type source");
    }
    const std::string_view device = disk.attribute_or("device", "disk");
    if (device == "cdrom" || device == "floppy")
        return;
    const auto source = disk.child("source");
    if (!source || !names_something(*source, disk.attribute_or("type", "file")))
        refuse(ErrorCode::NoSource, disk, std::string(target));
}

void complete_disk(Node disk)
{
    if (!disk.attribute("type"))
        disk.set_attribute("type", "file");
    if (!disk.attribute("device"))
        disk.set_attribute("device", "disk");
    const std::string target(target_of(disk));
    if (target.empty())
        refuse(ErrorCode::NoTarget, disk, "a disk: add <target dev='...'/>");
    const std::string device(disk.attribute_or("device", "disk"));
    const std::string type(disk.attribute_or("type", "file"));
    if (device == "lun" && type != "block" && type != "network" && type != "volume")
        refuse_unsupported(disk, "disk device='lun' is only valid for block type disk source");
    const bool floppy = device == "floppy";
    if (floppy != target.starts_with("fd") && device != "cdrom")
        refuse(ErrorCode::InternalError, disk,
               fmt::format("Invalid {} device name: {}: floppies, and no others, are named fda or fdb",
                           floppy ? "floppy" : "harddisk", target));
    Node place_of_disk = *disk.child("target");
    if (!place_of_disk.attribute("bus")) {
        if (device == "cdrom" && target.starts_with("fd"))
            place_of_disk.set_attribute("bus", "ide");
        else if (floppy)
            place_of_disk.set_attribute("bus", "fdc");
        else if (const std::string_view bus = bus_of_disk_name(target); !bus.empty())
            place_of_disk.set_attribute("bus", bus);
    }
    if (!disk_index(target) && !disk.child("address"))
        refuse_xml(place_of_disk,
                   fmt::format("Unknown disk name '{}' and no address specified: a disk is named "
                               "vda, sda, hda, fda, xvda or alike",
                               target));
    check_source(disk, target);
    if (place_of_disk.attribute("tray") && device != "cdrom" && !floppy)
        refuse_unsupported(place_of_disk, "tray is only valid for cdrom and floppy");
    if (place_of_disk.attribute("removable") && place_of_disk.attribute("bus") != "usb")
        refuse_xml(place_of_disk, "removable is only valid for usb disks");
    if (disk.attribute("sgio") == "unfiltered")
        refuse_unsupported(disk, "unfiltered sgio is no longer supported: leave sgio out");
    if (type == "vhostuser" && !disk.attribute("snapshot"))
        disk.set_attribute("snapshot", "no");
    const auto check_secrets = [](const Node &owner) {
        if (const auto auth = owner.child("auth"))
            document::check_auth(*auth);
        if (const auto encryption = owner.child("encryption"))
            document::check_encryption(*encryption);
    };
    check_secrets(disk);
    if (const auto source = disk.child("source"))
        check_secrets(*source);
    // A mirror is a job of the running guest.
    if (auto mirror = disk.child("mirror"))
        mirror->remove();
    if (device == "cdrom")
        disk.child_or_new("readonly");
    // An empty drive has no source; neither has one that only says how to start.
    if (const auto source = disk.child("source"); source && !source->first_child()) {
        if (!names_something(*source, disk.attribute_or("type", "file")) &&
            !source->attribute("startupPolicy"))
            Node(*source).remove();
    }
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
    const auto index = disk_index(target_of(disk));
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

void check_duplicates(Node devices)
{
    for (auto one = devices.child("disk"); one; one = one->next_of_kind())
        for (auto other = one->next_of_kind(); other; other = other->next_of_kind())
            if (target_of(*one) == target_of(*other))
                refuse_xml(*other, fmt::format("target '{}' duplicated for disk sources '{}' and '{}'",
                                               target_of(*one), source_name(*one), source_name(*other)));
}

} // namespace

void complete_disks(Node devices, const Options &options)
{
    std::vector<Numbered> disks;
    for_each_child(devices, "disk", [&](Node disk) {
        const auto target = disk.child("target");
        const std::string bus(target ? target->attribute_or("bus", "") : "");
        // Disks whose bus was left out form a group of their own.
        disks.push_back({disk, bus, disk_index(target_of(disk))});
    });
    if (disks.empty())
        return;
    for (const Numbered &entry : disks) {
        complete_disk(entry.node);
        if (options.assign_addresses)
            assign_address(entry.node);
    }
    if (disks.size() == 1)
        return;
    check_duplicates(devices);
    order(disks);
}

} // namespace modvirt::domain
