// SPDX-License-Identifier: LGPL-2.1-or-later
#include "support.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <modvirt/error.hpp>

namespace modvirt::qemu::config {

namespace {

// A path of elements, and after '@' an attribute. `values` are those that are served, separated by '|'; empty
// for any. A path that ends in "/*" stands for all that is below it.
struct Served {
    std::string_view path;
    std::string_view values = {};
};

constexpr Served general[] = {
    {"domain"},
    {"domain@type", "qemu|kvm"},
    {"domain@id"},
    {"domain@xmlns:qemu"},
    {"name"},
    {"uuid"},
    {"genid"},
    {"title"},
    {"description"},
    {"metadata/*"},
    {"memory"},
    {"memory@unit"},
    {"memory@dumpCore"},
    {"currentMemory"},
    {"currentMemory@unit"},
    {"memoryBacking"},
    {"memoryBacking/nosharepages"},
    {"memoryBacking/locked"},
    {"vcpu"},
    {"vcpu@placement", "static"},
    {"vcpu@current"},
    {"resource/*"}, // where a guest would be put among the control groups; it stays in those of its manager
    {"seclabel"},
    {"seclabel@type", "none"},
    {"seclabel@model"},
    {"os"},
    {"os/type", "hvm"},
    {"os/type@arch", "x86_64|i686"},
    {"os/type@machine"},
    {"os/loader"},
    {"os/loader@type", "rom"},
    {"os/loader@readonly", "yes"},
    {"os/kernel"},
    {"os/initrd"},
    {"os/cmdline"},
    {"os/boot"},
    {"os/boot@dev"},
    {"os/bootmenu"},
    {"os/bootmenu@enable"},
    {"os/bootmenu@timeout"},
    {"os/bios"},
    {"os/bios@useserial", "no"},
    {"os/bios@rebootTimeout"},
    {"features"},
    {"features/acpi"},
    {"features/apic"},
    {"features/pae"},
    {"features/vmport"},
    {"features/vmport@state"},
    {"features/smm"},
    {"features/smm@state"},
    {"features/pmu"},
    {"features/pmu@state"},
    {"features/vmcoreinfo"},
    {"features/vmcoreinfo@state"},
    {"cpu"},
    {"cpu@mode"},
    {"cpu@match", "exact|minimum|strict"},
    {"cpu@check"},
    {"cpu@migratable"},
    {"cpu/model"},
    {"cpu/model@fallback"},
    {"cpu/vendor"},
    {"cpu/topology"},
    {"cpu/topology@sockets"},
    {"cpu/topology@dies"},
    {"cpu/topology@cores"},
    {"cpu/topology@threads"},
    {"cpu/feature"},
    {"cpu/feature@policy"},
    {"cpu/feature@name"},
    {"clock"},
    {"clock@offset", "utc|localtime|variable"},
    {"clock@adjustment"},
    {"clock@basis"},
    {"clock/timer"},
    {"clock/timer@name", "rtc|pit|hpet"},
    {"clock/timer@present"},
    {"clock/timer@tickpolicy"},
    {"on_poweroff", "destroy|restart"},
    {"on_reboot", "destroy|restart"},
    {"on_crash", "destroy|restart|preserve|coredump-destroy|coredump-restart"},
    {"pm"},
    {"pm/suspend-to-mem"},
    {"pm/suspend-to-mem@enabled"},
    {"pm/suspend-to-disk"},
    {"pm/suspend-to-disk@enabled"},
    {"qemu:commandline"},
    {"qemu:commandline/qemu:arg"},
    {"qemu:commandline/qemu:arg@value"},
    {"qemu:commandline/qemu:env"},
    {"qemu:commandline/qemu:env@name"},
    {"qemu:commandline/qemu:env@value"},
    {"devices"},
    {"devices/emulator"},
};

constexpr Served storage[] = {
    {"devices/disk"},
    {"devices/disk@type", "file|block|dir|volume"},
    {"devices/disk@device", "disk|cdrom|floppy"},
    {"devices/disk@model", "virtio"},
    {"devices/disk@snapshot"},
    {"devices/disk/driver"},
    {"devices/disk/driver@name", "qemu"},
    {"devices/disk/driver@type", "raw|qcow2|fat"},
    {"devices/disk/driver@cache"},
    {"devices/disk/driver@io"},
    {"devices/disk/driver@discard"},
    {"devices/disk/driver@detect_zeroes"},
    {"devices/disk/driver@error_policy", "stop|report|ignore|enospace"},
    {"devices/disk/driver@rerror_policy", "stop|report|ignore"},
    {"devices/disk/source"},
    {"devices/disk/source@file"},
    {"devices/disk/source@dev"},
    {"devices/disk/source@dir"},
    {"devices/disk/source@pool"},
    {"devices/disk/source@volume"},
    {"devices/disk/source@mode"},
    {"devices/disk/source@startupPolicy"},
    {"devices/disk/source@index"},
    {"devices/disk/backingStore/*"}, // QEMU reads the chain from the images themselves
    {"devices/disk/target"},
    {"devices/disk/target@dev"},
    {"devices/disk/target@bus", "ide|scsi|virtio|fdc|sata|usb"},
    {"devices/disk/target@tray"},
    {"devices/disk/target@removable"},
    {"devices/disk/target@rotation_rate"},
    {"devices/disk/blockio"},
    {"devices/disk/blockio@logical_block_size"},
    {"devices/disk/blockio@physical_block_size"},
    {"devices/disk/readonly"},
    {"devices/disk/shareable"},
    {"devices/disk/serial"},
    {"devices/disk/boot"},
    {"devices/disk/boot@order"},
    {"devices/controller"},
    {"devices/controller@type", "ide|fdc|scsi|sata|virtio-serial|usb|pci"},
    {"devices/controller@index"},
    {"devices/controller@model",
     "virtio-scsi|lsilogic|lsisas1068|lsisas1078|auto|piix3|virtio|piix3-uhci|ehci|ich9-ehci1|ich9-uhci1|"
     "ich9-uhci2|"
     "ich9-uhci3|nec-xhci|qemu-xhci|none|pci-root|pcie-root|pci-bridge|pcie-root-port|pcie-to-pci-bridge"},
    {"devices/controller@ports"},
    {"devices/controller@vectors"},
    {"devices/controller/model"},
    {"devices/controller/model@name", "pci-bridge|pcie-root-port|pcie-pci-bridge"},
    {"devices/controller/target"},
    {"devices/controller/target@chassis"},
    {"devices/controller/target@chassisNr"},
    {"devices/controller/target@port"},
    {"devices/controller/master"},
    {"devices/controller/master@startport"},
};

constexpr Served characters[] = {
    {"devices/KIND"},
    {"devices/KIND@type", "pty|file|null|unix|tcp"},
    {"devices/KIND@tty"},
    {"devices/KIND/source"},
    {"devices/KIND/source@path"},
    {"devices/KIND/source@mode"},
    {"devices/KIND/source@host"},
    {"devices/KIND/source@service"},
    {"devices/KIND/source@append"},
    {"devices/KIND/protocol"},
    {"devices/KIND/protocol@type", "raw|telnet"},
    {"devices/KIND/log"},
    {"devices/KIND/log@file"},
    {"devices/KIND/log@append"},
    {"devices/KIND/target"},
    {"devices/KIND/target@type", "isa-serial|serial|virtio"},
    {"devices/KIND/target@port"},
    {"devices/KIND/target@name"},
    {"devices/KIND/target@state"},
    {"devices/KIND/target/model"},
    {"devices/KIND/target/model@name", "isa-serial"},
};

constexpr Served other[] = {
    {"devices/interface"},
    {"devices/interface@type", "user"},
    {"devices/interface/mac"},
    {"devices/interface/mac@address"},
    {"devices/interface/mac@type"},
    {"devices/interface/ip"},
    {"devices/interface/ip@address"},
    {"devices/interface/ip@family"},
    {"devices/interface/ip@prefix"},
    {"devices/interface/target"},
    {"devices/interface/target@dev"},
    {"devices/interface/model"},
    {"devices/interface/model@type"},
    {"devices/interface/backend"},
    {"devices/interface/backend@type", "default"},
    {"devices/interface/link"},
    {"devices/interface/link@state"},
    {"devices/interface/boot"},
    {"devices/interface/boot@order"},
    {"devices/interface/rom"},
    {"devices/interface/rom@bar"},
    {"devices/interface/rom@file"},
    {"devices/interface/rom@enabled"},
    {"devices/input"},
    {"devices/input@type", "mouse|tablet|keyboard"},
    {"devices/input@bus", "ps2|usb|virtio"},
    {"devices/graphics"},
    {"devices/graphics@type", "vnc"},
    {"devices/graphics@port"},
    {"devices/graphics@autoport"},
    {"devices/graphics@websocket"},
    {"devices/graphics@listen"},
    {"devices/graphics@socket"},
    {"devices/graphics@keymap"},
    {"devices/graphics@passwd"},
    {"devices/graphics@passwdValidTo"},
    {"devices/graphics@connected", "keep|fail|disconnect"},
    {"devices/graphics@sharePolicy"},
    {"devices/graphics/listen"},
    {"devices/graphics/listen@type", "address|socket|none"},
    {"devices/graphics/listen@address"},
    {"devices/graphics/listen@socket"},
    {"devices/video"},
    {"devices/video/model"},
    {"devices/video/model@type", "default|vga|cirrus|vmvga|virtio|qxl|bochs|none"},
    {"devices/video/model@vram"},
    {"devices/video/model@ram"},
    {"devices/video/model@vgamem"},
    {"devices/video/model@heads"},
    {"devices/video/model@primary"},
    {"devices/sound"},
    {"devices/sound@model", "sb16|es1370|ac97|ich6|ich9|usb"},
    {"devices/audio"},
    {"devices/audio@id", "1"},
    {"devices/audio@type", "none"},
    {"devices/watchdog"},
    {"devices/watchdog@model", "i6300esb|ib700"},
    {"devices/watchdog@action", "reset|shutdown|poweroff|pause|none|inject-nmi"},
    {"devices/memballoon"},
    {"devices/memballoon@model", "virtio|none"},
    {"devices/memballoon@autodeflate"},
    {"devices/memballoon@freePageReporting"},
    {"devices/memballoon/stats"},
    {"devices/memballoon/stats@period"},
    {"devices/rng"},
    {"devices/rng@model", "virtio"},
    {"devices/rng/rate"},
    {"devices/rng/rate@bytes"},
    {"devices/rng/rate@period"},
    {"devices/rng/backend"},
    {"devices/rng/backend@model", "random|builtin"},
    {"devices/panic"},
    {"devices/panic@model", "isa"},
};

// What every device may have.
constexpr Served common[] = {
    {"alias"},
    {"alias@name"},
    {"address"},
    {"address@type"},
    {"address@domain"},
    {"address@bus"},
    {"address@slot"},
    {"address@function"},
    {"address@multifunction"},
    {"address@controller"},
    {"address@target"},
    {"address@unit"},
    {"address@port"},
};

constexpr std::string_view character_kinds[] = {"serial", "console", "channel"};

using Table = std::map<std::string, std::string_view, std::less<>>;

Table make_table()
{
    Table table;
    const auto add = [&](const Served &entry) {
        const bool is_root = entry.path.starts_with("domain");
        table.emplace(is_root ? std::string(entry.path) : "domain/" + std::string(entry.path), entry.values);
    };
    std::ranges::for_each(general, add);
    std::ranges::for_each(storage, add);
    std::ranges::for_each(other, add);
    for (const std::string_view kind : character_kinds) {
        for (const Served &entry : characters) {
            std::string path(entry.path);
            path.replace(path.find("KIND"), 4, kind);
            add({path, entry.values});
        }
    }
    return table;
}

const Table &table()
{
    static const Table all = make_table();
    return all;
}

bool is_one_of(std::string_view value, std::string_view choices)
{
    while (!choices.empty()) {
        const auto end = choices.find('|');
        if (choices.substr(0, end) == value)
            return true;
        choices = end == std::string_view::npos ? std::string_view() : choices.substr(end + 1);
    }
    return false;
}

std::string spelled(std::string_view choices)
{
    std::string text(choices);
    for (auto at = text.find('|'); at != std::string::npos; at = text.find('|', at))
        text.replace(at, 1, ", ");
    return text;
}

[[noreturn]] void refuse(const xml::Element &element, const std::string &what)
{
    const std::string place = element.line() == 0
                                  ? std::string()
                                  : fmt::format("line {}, column {}: ", element.line(), element.column());
    throw Error(ErrorCode::ConfigUnsupported, place + what, ErrorDomain::Qemu);
}

bool is_common(const std::string &path, std::string_view name)
{
    return path.starts_with("domain/devices/") &&
           std::ranges::find(common, name, &Served::path) != std::end(common);
}

void check_attributes(const xml::Element &element, const std::string &path)
{
    for (uint32_t index = 0; index < element.attribute_count(); ++index) {
        const std::string_view name = element.attribute_rule(index).name;
        const auto found = table().find(fmt::format("{}@{}", path, name));
        if (found == table().end()) {
            const std::string short_path = path.substr(path.rfind('/') + 1);
            if (is_common(path, fmt::format("{}@{}", short_path, name)))
                continue;
            refuse(element, fmt::format("attribute '{}' of <{}> is not supported by the qemu driver", name,
                                        element.name()));
        }
        const std::string_view value = element.attribute_value(index);
        if (!found->second.empty() && !is_one_of(value, found->second))
            refuse(element, fmt::format("{}='{}' of <{}> is not supported by the qemu driver; it serves: {}",
                                        name, value, element.name(), spelled(found->second)));
    }
}

void check_element(const xml::Element &element, const std::string &path)
{
    // What is foreign to libvirt, and what stands for anything, is kept and means nothing to QEMU.
    if (element.rule() == nullptr || table().contains(path + "/*"))
        return;
    const auto found = table().find(path);
    if (found == table().end() && !is_common(path, element.name()))
        refuse(element, fmt::format("<{}> is not supported by the qemu driver", element.name()));
    if (found != table().end() && !found->second.empty() && !is_one_of(element.text(), found->second))
        refuse(element, fmt::format("'{}' in <{}> is not supported by the qemu driver; it serves: {}",
                                    element.text(), element.name(), spelled(found->second)));
    check_attributes(element, path);
    for (const xml::Element child : element.children())
        check_element(child, fmt::format("{}/{}", path, child.name()));
}

} // namespace

void check_supported(const xml::Element &domain)
{
    check_element(domain, "domain");
}

} // namespace modvirt::qemu::config
