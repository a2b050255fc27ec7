// SPDX-License-Identifier: MIT
#include "kit/domain/device_kind.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "kit/domain/completion.hpp"

namespace modvirt::domain {

namespace {

using xml::Node;

constexpr DeviceKind kinds[] = {
    {"disk", "disk", true, true, true},
    {"lease", "lease", true, true},
    {"filesystem", "filesystem", true, true},
    {"interface", "interface", true, true, true},
    {"input", "input", true, true},
    {"sound", "sound", true},
    {"video", "video"},
    {"hostdev", "hostdev", true, true},
    {"watchdog", "watchdog", true, true},
    {"controller", "controller", true, true},
    {"graphics", "graphics", false, false, true},
    {"hub", "hub"},
    {"redirdev", "redirdev", true, true},
    {"smartcard", "smartcard"},
    {"serial", "chr", true, true},
    {"parallel", "chr", true, true},
    {"console", "chr", true, true},
    {"channel", "chr", true, true},
    {"memballoon", "memballoon"},
    {"nvram", "nvram"},
    {"rng", "rng", true, true},
    {"shmem", "shmem", true, true},
    {"tpm", "tpm"},
    {"panic", "panic"},
    {"memory", "memory", true, true, true},
    {"iommu", "iommu"},
    {"vsock", "vsock", true, true},
    {"audio", "audio"},
};

[[noreturn]] void refuse_hot(const std::string &message)
{
    throw Error(ErrorCode::OperationUnsupported, message);
}

void check_hot_disk(const Node &disk, Deed deed)
{
    const std::string_view bus = disk.child("target")->attribute_or("bus", "");
    const bool attaches = deed == Deed::Attach;
    if (disk.attribute("device") == "floppy" && attaches)
        refuse_hot("floppy device hotplug isn't supported");
    if (bus == "ide" || bus == "sata" || bus == "fdc")
        refuse_hot(attaches ? fmt::format("disk bus '{}' cannot be hotplugged.", bus)
                            : fmt::format("disk bus '{}' cannot be hot unplugged: detach it from the "
                                          "definition, which holds from the next start",
                                          bus));
}

} // namespace

const DeviceKind &device_kind(const Node &device)
{
    const auto *const found = std::ranges::find(kinds, device.name(), &DeviceKind::element);
    if (found == std::end(kinds))
        refuse_unsupported(device, fmt::format("unknown device type '{}'", device.name()));
    return *found;
}

void check_deed(const DeviceKind &kind, Deed deed, Side side)
{
    const std::string_view where = side == Side::Live ? "live" : "persistent";
    if (deed == Deed::Update) {
        if (!kind.changes)
            throw Error(side == Side::Live ? ErrorCode::ConfigUnsupported : ErrorCode::OperationUnsupported,
                        fmt::format("{} update of device '{}' is not supported", where, kind.name));
        return;
    }
    if (side == Side::Live ? !kind.in_guest : !kind.in_config)
        throw Error(ErrorCode::OperationUnsupported,
                    fmt::format("{} {} of device '{}' is not supported", where,
                                deed == Deed::Attach ? "attach" : "detach", kind.name));
}

void check_hot(const Node &device, Deed deed)
{
    const std::string_view element = device.name();
    const bool attaches = deed == Deed::Attach;
    if (element == "disk") {
        check_hot_disk(device, deed);
    } else if (element == "controller" && device.attribute("type") != "scsi") {
        refuse_hot(fmt::format("'{}' controller cannot be hot {}.", device.attribute_or("type", ""),
                               attaches ? "plugged" : "unplugged"));
    } else if (element == "input" && device.attribute("bus") != "usb" && device.attribute("bus") != "virtio") {
        refuse_hot(fmt::format("input device on bus '{}' cannot be {}.", device.attribute_or("bus", "none"),
                               attaches ? "hot plugged" : "detached"));
    } else if (element == "filesystem") {
        const auto driver = device.child("driver");
        if (!driver || driver->attribute("type") != "virtiofs")
            refuse_hot(fmt::format("only virtiofs filesystems can be hot{}", attaches ? "plugged" : "unplugged"));
    }
}

} // namespace modvirt::domain
