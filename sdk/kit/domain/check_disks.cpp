// SPDX-License-Identifier: MIT
// What contradicts itself in a disk: first as it is given, then when it is complete.
#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "kit/domain/completion.hpp"
#include "kit/domain/disk_name.hpp"

namespace modvirt::domain {

namespace {

using document::number;
using xml::Node;

// The formats that a <driver> may name; "aio" is raw, as Xen's tools once wrote it.
constexpr std::string_view driver_formats[] = {"raw", "dir", "bochs", "cloop", "dmg",  "iso",   "vpc", "vdi",
                                               "fat", "vhd", "ploop", "cow",   "qcow", "qcow2", "qed", "vmdk"};

void check_format(const Node &disk)
{
    auto driver = disk.child("driver");
    const auto type = driver ? driver->attribute("type") : std::nullopt;
    if (!type)
        return;
    if (*type == "aio")
        driver->set_attribute("type", "raw");
    else if (std::ranges::find(driver_formats, *type) == std::end(driver_formats))
        refuse_unsupported(*driver, fmt::format("unknown driver format value '{}'", *type));
}

void check_nvme(const Node &source)
{
    if (!source.attribute("type"))
        refuse_xml(source, "missing 'type' attribute to disk source");
    if (source.attribute("type") != "pci")
        refuse_xml(source, fmt::format("unsupported source type '{}': it is 'pci'", source.attribute_or("type", "")));
    if (!source.attribute("namespace"))
        refuse_xml(source, "missing 'namespace' attribute to disk source");
    if (!source.child("address"))
        refuse_xml(source, "NVMe disk source is missing address");
}

void check_vhost(const Node &source)
{
    if (!source.attribute("type"))
        refuse_xml(source, "missing 'type' attribute for vhostuser disk source");
    if (source.attribute("type") != "unix")
        refuse_xml(source, "invalid 'type' attribute for vhostuser disk source: it is 'unix'");
    if (!source.attribute("path"))
        refuse_xml(source, "missing 'path' attribute for vhostuser disk source");
}

void check_network_source(const Node &source)
{
    const std::string_view protocol = source.attribute_or("protocol", "");
    const auto name = source.attribute("name");
    const bool has_export = protocol != "nbd" && protocol != "ssh";
    if (!name && has_export)
        refuse_xml(source, "missing name for disk source");
    const bool has_pool = protocol == "gluster" || (protocol == "rbd" && source.child("snapshot"));
    if (name && protocol == "gluster" && has_pool && name->find('/') == std::string_view::npos)
        refuse_xml(source, fmt::format("can't split path '{}' into pool name and image name", *name));
}

void check_reservations(const Node &source)
{
    const auto reservations = source.child("reservations");
    const auto of = reservations ? reservations->child("source") : std::nullopt;
    const auto refuse_storage = [&](const std::string &message) {
        document::refuse(ErrorCode::XmlError, ErrorDomain::Storage, *reservations, message + " for <reservations/>");
    };
    if (!reservations || (reservations->attribute("managed") == "yes" && !of))
        return;
    if (!of || !of->attribute("type"))
        refuse_storage("missing connection type");
    if (of->attribute("type") != "unix")
        refuse_storage("unsupported connection type");
    if (!of->attribute("path"))
        refuse_storage("missing path");
    if (!of->attribute("mode"))
        refuse_storage("missing connection mode");
    if (of->attribute("mode") != "client")
        refuse_storage("unsupported connection mode");
}

void check_source(const Node &source, std::string_view type)
{
    if (type == "nvme")
        check_nvme(source);
    else if (type == "vhostuser")
        check_vhost(source);
    else if (type == "network")
        check_network_source(source);
    else if (type == "volume" && source.attribute("pool").has_value() != source.attribute("volume").has_value())
        refuse_xml(source, "'pool' and 'volume' must be specified together for 'pool' type source");
    if (const auto auth = source.child("auth"))
        document::check_auth(*auth);
    if (const auto encryption = source.child("encryption"))
        document::check_encryption(*encryption);
    check_reservations(source);
    check_source_labels(source);
}

// A chain of backing stores ends with one that says nothing.
void check_backing(const Node &owner)
{
    const auto store = owner.child("backingStore");
    if (!store || !store->attribute("type"))
        return;
    const auto format = store->child("format");
    if (!format || !format->attribute("type"))
        refuse_xml(*store, "missing disk backing store format");
    const auto source = store->child("source");
    if (!source)
        refuse_xml(*store, "missing disk backing store source");
    check_source(*source, store->attribute_or("type", ""));
    check_backing(*store);
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

bool is_removable(std::string_view device)
{
    return device == "cdrom" || device == "floppy";
}

void check_limits(const Node &disk)
{
    const auto tune = disk.child("iotune");
    if (!tune)
        return;
    for (const std::string what : {"bytes_sec", "iops_sec", "bytes_sec_max", "iops_sec_max"})
        if (number(tune->child("total_" + what)) > 0 &&
            (number(tune->child("read_" + what)) > 0 || number(tune->child("write_" + what)) > 0))
            refuse_xml(*tune, fmt::format("total and read/write {} cannot be set at the same time", what));
}

void check_wwn(const Node &disk)
{
    constexpr std::size_t digits = 16;
    const auto wwn = disk.child("wwn");
    if (!wwn || wwn->text().empty())
        return;
    std::string_view text = wwn->text();
    if (text.starts_with("0x"))
        text.remove_prefix(2);
    if (text.size() != digits || text.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos)
        document::refuse(ErrorCode::InternalError, ErrorDomain::Nowhere, *wwn,
                         fmt::format("Malformed wwn: {}: it has {} hexadecimal digits", wwn->text(), digits));
}

// The texts that a SCSI disk answers an inquiry with.
void check_inquiry(const Node &disk, std::string_view element, std::size_t most)
{
    const auto part = disk.child(element);
    if (!part)
        return;
    if (!std::ranges::all_of(part->text(), [](char character) { return character >= ' ' && character <= '~'; }))
        refuse_xml(*part, fmt::format("disk {} is not printable string", element));
    if (part->text().size() > most)
        refuse_unsupported(*part, fmt::format("disk {} is more than {} characters", element, most));
}

void check_driver(const Node &disk, std::string_view bus)
{
    const auto driver = disk.child("driver");
    if (!driver || bus == "virtio")
        return;
    for (const std::string_view option : {"ioeventfd", "event_idx"})
        if (driver->attribute(option))
            refuse_unsupported(*driver, fmt::format("disk {} mode supported only for virtio bus", option));
    if (driver->attribute("queues"))
        refuse_unsupported(*driver, "queues attribute in disk driver element is only supported by virtio-blk");
}

void check_vhost_disk(const Node &disk, std::string_view bus)
{
    if (disk.attribute_or("snapshot", "no") != "no")
        refuse_unsupported(disk, "only snapshot=no is supported with vhostuser disk");
    for (const std::string_view part : {"serial", "wwn", "vendor", "product", "iotune", "transient"})
        if (disk.child(part))
            refuse_unsupported(disk, fmt::format("{} is not supported with vhostuser disk", part));
    const auto driver = disk.child("driver");
    for (const std::string_view option : {"cache", "error_policy", "rerror_policy", "io", "ioeventfd", "copy_on_read",
                                          "discard", "iothread", "detect_zeroes"})
        if (driver && driver->attribute(option))
            refuse_unsupported(*driver, fmt::format("{} is not supported with vhostuser disk", option));
    if (bus != "virtio")
        refuse_unsupported(disk, "vhostuser disk supports only virtio bus");
}

void check_pass_through(const Node &disk, std::string_view device)
{
    if (disk.attribute("sgio") == "unfiltered")
        refuse_unsupported(disk, "unfiltered sgio is no longer supported: leave sgio out");
    for (const std::string_view setting : {"rawio", "sgio"})
        if (disk.attribute(setting) && device != "lun")
            refuse_unsupported(disk, fmt::format("{} can be used only with device='lun'", setting));
    const auto source = disk.child("source");
    if (source && source->child("reservations") && device != "lun")
        refuse_unsupported(*source, "<reservations/> allowed only for lun devices");
}

void check_drive(const Node &disk, const Node &target, std::string_view device)
{
    const bool is_floppy = device == "floppy";
    const std::string_view name = target.attribute_or("dev", "");
    if (is_floppy != name.starts_with("fd") && device != "cdrom")
        refuse(ErrorCode::InternalError, disk,
               fmt::format("Invalid {} device name: {}: floppies, and no others, are named fda or fdb",
                           is_floppy ? "floppy" : "harddisk", name));
    if (target.attribute("tray") && !is_removable(device))
        refuse_unsupported(target, "tray is only valid for cdrom and floppy");
    if (target.attribute("removable") && target.attribute("bus") != "usb")
        refuse_xml(target, "removable is only valid for usb disks");
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

} // namespace

void check_given_disk(Node disk)
{
    if (const auto source = disk.child("source"))
        check_source(*source, disk.attribute_or("type", "file"));
    if (const auto auth = disk.child("auth"))
        document::check_auth(*auth);
    if (const auto encryption = disk.child("encryption"))
        document::check_encryption(*encryption);
    check_format(disk);
    check_backing(disk);
}

void check_complete_disk(const Node &disk)
{
    const std::string_view target = disk_target(disk);
    if (target.empty())
        refuse(ErrorCode::NoTarget, disk, "a disk: add <target dev='...'/>");
    const std::string_view device = disk.attribute_or("device", "disk");
    const std::string_view type = disk.attribute_or("type", "file");
    if (device == "lun" && type != "block" && type != "network" && type != "volume")
        refuse_unsupported(disk, "disk device='lun' is only valid for block type disk source");
    const Node place_of_disk = *disk.child("target");
    const std::string_view bus = place_of_disk.attribute_or("bus", "");
    if (bus != "virtio")
        check_virtio_options(disk);
    check_pass_through(disk, device);
    check_driver(disk, bus);
    const auto model = disk.attribute("model");
    if (model && bus != "virtio")
        refuse_unsupported(disk, fmt::format("disk model '{}' not supported for bus '{}'", *model, bus));
    check_limits(disk);
    check_drive(disk, place_of_disk, device);
    constexpr std::size_t vendor_size = 8;
    constexpr std::size_t product_size = 16;
    check_inquiry(disk, "vendor", vendor_size);
    check_inquiry(disk, "product", product_size);
    check_wwn(disk);
    const auto source = disk.child("source");
    if (!is_removable(device) && (!source || !names_something(*source, type)))
        refuse(ErrorCode::NoSource, disk, std::string(target));
    if (type == "vhostuser")
        check_vhost_disk(disk, bus);
}

void check_disk_targets(Node devices)
{
    for (auto one = devices.child("disk"); one; one = one->next_of_kind())
        for (auto other = one->next_of_kind(); other; other = other->next_of_kind())
            if (disk_target(*one) == disk_target(*other))
                refuse_xml(*other, fmt::format("target '{}' duplicated for disk sources '{}' and '{}'",
                                               disk_target(*one), source_name(*one), source_name(*other)));
}

} // namespace modvirt::domain
