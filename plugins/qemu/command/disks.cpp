// SPDX-License-Identifier: LGPL-2.1-or-later
// Disks: a node for the file, a node for its format, and the device that the guest sees.
#include <fmt/format.h>

#include <modvirt/error.hpp>

#include "config/source.hpp"
#include "subject.hpp"

namespace modvirt::qemu::command {

namespace {

struct CacheMode {
    std::string_view name;
    bool is_direct;     // past the host's page cache
    bool is_unsafe;     // flushes are not done
    bool has_writeback; // the guest sees a disk with a cache that it has to flush
};

constexpr CacheMode cache_modes[] = {{"none", true, false, true},
                                     {"writeback", false, false, true},
                                     {"writethrough", false, false, false},
                                     {"directsync", true, false, false},
                                     {"unsafe", false, true, true}};

const CacheMode *cache_of(const xml::Element &disk)
{
    const std::string_view name = attribute_of(disk, "driver", "cache");
    for (const CacheMode &mode : cache_modes) {
        if (mode.name == name)
            return &mode;
    }
    return nullptr; // QEMU's default: as writeback
}

bool is_read_only(const xml::Element &disk)
{
    return disk.child("readonly") || disk.attribute("device") == "cdrom";
}

void put_cache(Json &node, const CacheMode *cache)
{
    if (cache != nullptr)
        node["cache"] = {{"direct", cache->is_direct}, {"no-flush", cache->is_unsafe}};
}

using Kind = config::DiskSource::Kind;

void put_place_of(Json &node, const config::DiskSource &source)
{
    switch (source.kind) {
    case Kind::File:
    case Kind::Block:
        node["driver"] = source.kind == Kind::Block ? "host_device" : "file";
        node["filename"] = source.path;
        break;
    case Kind::Directory:
        node["driver"] = "vvfat";
        node["dir"] = source.path;
        node["floppy"] = false;
        node["rw"] = false;
        break;
    case Kind::Iscsi:
        node["driver"] = "iscsi";
        node["portal"] = source.portal;
        node["target"] = source.target;
        node["lun"] = source.lun;
        node["transport"] = "tcp";
        if (!source.initiator.empty())
            node["initiator-name"] = source.initiator;
        if (source.login)
            node["user"] = source.login->user;
        break;
    }
}

Json node_of_storage(const xml::Element &disk, const config::DiskSource &source, const std::string &name)
{
    Json node;
    put_place_of(node, source);
    node["node-name"] = name;
    const bool has_descriptor = source.kind == Kind::File || source.kind == Kind::Block;
    if (!has_descriptor) {
        put_cache(node, cache_of(disk));
        node["auto-read-only"] = true;
        node["discard"] = "unmap";
        return node;
    }
    if (const std::string_view io = attribute_of(disk, "driver", "io"); !io.empty())
        node["aio"] = io;
    put_cache(node, cache_of(disk));
    node["auto-read-only"] = true;
    node["discard"] = "unmap";
    return node;
}

Json node_of_format(const xml::Element &disk, const std::string &name, const std::string &file)
{
    const std::string_view format = attribute_of(disk, "driver", "type");
    Json node;
    node["node-name"] = name;
    node["read-only"] = is_read_only(disk);
    if (const std::string_view discard = attribute_of(disk, "driver", "discard"); !discard.empty())
        node["discard"] = discard;
    if (const std::string_view zeroes = attribute_of(disk, "driver", "detect_zeroes"); !zeroes.empty())
        node["detect-zeroes"] = zeroes;
    put_cache(node, cache_of(disk));
    node["driver"] = format.empty() || format == "fat" ? "raw" : format;
    node["file"] = file;
    return node;
}

[[noreturn]] void refuse(const xml::Element &disk, const std::string &what)
{
    throw Error(ErrorCode::ConfigUnsupported,
                fmt::format("disk '{}': {}", attribute_of(disk, "target", "dev"), what));
}

// The name of the controller of that kind and number.
std::string controller_alias(const Subject &subject, std::string_view type, std::string_view index)
{
    const xml::Element devices = subject.devices();
    for (const xml::Element controller : devices.children("controller")) {
        if (controller.attribute("type") == type && controller.attribute_or("index", "0") == index)
            return std::string(config::alias_of(controller));
    }
    return fmt::format("{}{}", type, index);
}

void put_scsi_place(Json &device, const Subject &subject, const xml::Element &disk)
{
    const auto at = [&](std::string_view part) { return number(attribute_of(disk, "address", part)); };
    const std::string controller = std::string(attribute_of(disk, "address", "controller"));
    std::string_view model;
    const xml::Element devices = subject.devices();
    for (const xml::Element candidate : devices.children("controller")) {
        if (candidate.attribute("type") == "scsi" && candidate.attribute_or("index", "0") == controller)
            model = candidate.attribute_or("model", "");
    }
    device["bus"] = controller_alias(subject, "scsi", controller) + ".0";
    // Old adapters have units alone, which are SCSI ids; virtio-scsi has targets with units.
    if (model == "virtio-scsi") {
        device["channel"] = at("bus");
        device["scsi-id"] = at("target");
        device["lun"] = at("unit");
    } else {
        device["scsi-id"] = at("unit");
    }
}

std::string_view driver_name(const xml::Element &disk, std::string_view bus)
{
    const bool is_cdrom = disk.attribute("device") == "cdrom";
    if (disk.attribute("device") == "floppy" || bus == "fdc")
        return "floppy";
    if (bus == "virtio") {
        if (is_cdrom)
            refuse(disk, "a cdrom cannot be on the virtio bus: use ide, sata or scsi");
        return "virtio-blk-pci";
    }
    if (bus == "scsi")
        return is_cdrom ? "scsi-cd" : "scsi-hd";
    if (bus == "usb")
        return "usb-storage";
    if (bus == "ide" && !is_cdrom && disk.child("readonly"))
        refuse(disk, "readonly ide disks are not supported");
    return is_cdrom ? "ide-cd" : "ide-hd";
}

void put_place(Json &device, const Subject &subject, const xml::Element &disk, std::string_view bus)
{
    const auto at = [&](std::string_view part) { return number(attribute_of(disk, "address", part)); };
    if (bus == "virtio") {
        subject.put_pci_address(device, disk);
    } else if (bus == "scsi") {
        put_scsi_place(device, subject, disk);
    } else if (bus == "ide") {
        device["bus"] = fmt::format("ide.{}", at("bus"));
        device["unit"] = at("unit");
    } else if (bus == "sata") {
        device["bus"] = fmt::format(
            "{}.{}", controller_alias(subject, "sata", attribute_of(disk, "address", "controller")),
            at("unit"));
    } else if (bus == "fdc") {
        if (subject.machine() == config::MachineKind::Q35)
            device["bus"] = "fdc0.0";
        device["unit"] = at("unit");
    } else if (bus == "usb") {
        device["bus"] = "usb.0";
    }
}

void put_medium(Json &device, const xml::Element &disk, const std::string &drive, std::string_view driver)
{
    if (disk.child("shareable"))
        device["share-rw"] = true;
    if (!drive.empty())
        device["drive"] = drive;
    device["id"] = config::alias_of(disk);
    const CacheMode *cache = cache_of(disk);
    if (cache != nullptr && !drive.empty() && driver != "ide-cd" && driver != "scsi-cd" && driver != "floppy")
        device["write-cache"] = cache->has_writeback ? "on" : "off";
}

void put_details(Json &device, const Subject &subject, const xml::Element &disk, std::string_view driver)
{
    const auto boot = subject.boot_index(config::alias_of(disk));
    if (boot && driver != "floppy")
        device["bootindex"] = *boot;
    if (const auto serial = disk.child_text("serial"); serial && !serial->empty())
        device["serial"] = *serial;
    if (const auto blockio = disk.child("blockio")) {
        for (const std::string_view size : {"logical_block_size", "physical_block_size"}) {
            if (blockio->attribute(size))
                device[std::string(size)] = number_of(*blockio, size);
        }
    }
    if (const auto policy = attribute_of(disk, "driver", "error_policy"); !policy.empty())
        device["werror"] = policy == "enospace" ? "enospc" : policy;
    if (const auto policy = attribute_of(disk, "driver", "rerror_policy"); !policy.empty())
        device["rerror"] = policy;
    if (const auto rate = attribute_of(disk, "target", "rotation_rate"); !rate.empty())
        device["rotation_rate"] = number(rate);
    if (const auto removable = attribute_of(disk, "target", "removable"); !removable.empty())
        device["removable"] = removable == "on";
}

// The password itself is in no command line, environment or file.
std::string add_password(Arguments &arguments, const Subject &subject, const xml::Element &disk)
{
    const std::string name = fmt::format("{}-secret0", config::alias_of(disk));
    Json secret;
    secret["qom-type"] = "secret";
    secret["id"] = name;
    secret["file"] = fmt::format("/dev/fd/{}", subject.launch().password_fds.at(std::string(config::target_of(disk))));
    arguments.add("-object", secret);
    return name;
}

void add_disk(Arguments &arguments, const Subject &subject, const xml::Element &disk, int number)
{
    const std::string_view bus = attribute_of(disk, "target", "bus");
    const std::string_view driver = driver_name(disk, bus);
    const auto source = config::source_of(disk, subject.launch().facts.sources);
    std::string format;
    if (source) {
        const std::string file = storage_node(number);
        format = format_node(number);
        Json node = node_of_storage(disk, *source, file);
        if (source->login)
            node["password-secret"] = add_password(arguments, subject, disk);
        arguments.add("-blockdev", node);
        arguments.add("-blockdev", node_of_format(disk, format, file));
    } else if (disk.attribute_or("device", "disk") == "disk") {
        refuse(disk, "it needs a <source>");
    }
    Json device;
    device["driver"] = driver;
    put_place(device, subject, disk, bus);
    put_medium(device, disk, format, driver);
    put_details(device, subject, disk, driver);
    arguments.add("-device", device);
    // The boot order of floppies is a matter of their controller.
    if (const auto boot = subject.boot_index(config::alias_of(disk)); boot && driver == "floppy")
        arguments.add("-global",
                      fmt::format("isa-fdc.bootindex{}={}",
                                  attribute_of(disk, "address", "unit") == "1" ? 'B' : 'A', *boot));
}

constexpr std::string_view of_storage = "-storage";
constexpr std::string_view of_format = "-format";

} // namespace

std::string storage_node(int number)
{
    return fmt::format("modvirt-{}{}", number, of_storage);
}

std::string format_node(int number)
{
    return fmt::format("modvirt-{}{}", number, of_format);
}

std::string storage_node_below(std::string_view format_node)
{
    if (format_node.ends_with(of_format))
        format_node.remove_suffix(of_format.size());
    return fmt::format("{}{}", format_node, of_storage);
}

void add_disks(Arguments &arguments, const Subject &subject)
{
    int number = 0;
    const xml::Element devices = subject.devices();
    for (const xml::Element disk : devices.children("disk"))
        add_disk(arguments, subject, disk, ++number);
}

} // namespace modvirt::qemu::command
