// SPDX-License-Identifier: MIT
// What contradicts itself in a device, or in the devices together.
#include <bit>
#include <set>
#include <string>

#include <fmt/format.h>

#include "kit/domain/completion.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::domain {

namespace {

using document::number;
using xml::Node;

// Addresses

void check_address(Node device)
{
    auto address = device.child("address");
    if (!address)
        return;
    const std::string_view type = address->attribute_or("type", "");
    if (type == "virtio-s390")
        refuse_xml(*address, "virtio-s390 bus doesn't have an address");
    if (type == "ccw") {
        const int given = has(address, "cssid") + has(address, "ssid") + has(address, "devno");
        if (given > 0 && given < 3)
            refuse(ErrorCode::InternalError, *address,
                   "Invalid partial specification for virtio ccw address: cssid, ssid and devno go together");
        if (given == 0) {
            address->set_attribute("cssid", "0x0");
            address->set_attribute("ssid", "0x0");
            address->set_attribute("devno", "0x0000");
        }
    }
    if (type != "pci")
        return;
    // The place of the host bridge stands for any place.
    if (number(address->attribute("domain")) + number(address->attribute("bus")) + number(address->attribute("slot")) ==
            0 &&
        address->attribute("slot") == "0x00" && address->attribute("bus") == "0x00" &&
        address->attribute("domain") == "0x0000")
        for (const std::string_view part : {"domain", "bus", "slot", "function"})
            address->remove_attribute(part);
    if (auto zpci = address->child("zpci")) {
        if (!zpci->attribute("uid") && !zpci->attribute("fid"))
            return zpci->remove();
        if (!zpci->attribute("uid"))
            zpci->set_attribute("uid", "0x0000");
        if (!zpci->attribute("fid"))
            zpci->set_attribute("fid", "0x00000000");
    }
}

// Host devices

void check_usb_source(const Node &hostdev, const Node &source)
{
    if (source.child("vendor") && !source.child("product"))
        refuse(ErrorCode::InternalError, hostdev, "missing product: a USB device is named by both");
    if (source.child("product") && !source.child("vendor"))
        refuse(ErrorCode::InternalError, hostdev, "missing vendor: a USB device is named by both");
}

void check_hostdev(Node hostdev)
{
    const std::string_view type = hostdev.attribute_or("type", "");
    // One that says nothing is not kept.
    Node source = hostdev.child_or_new("source");
    hostdev.tell_fault_of({});
    if (source.attribute("startupPolicy") && type != "usb" && hostdev.attribute("mode") == "subsystem")
        refuse_unsupported(source, "Setting startupPolicy is only allowed for USB devices");
    hostdev.tell_fault();
    if (type == "usb")
        check_usb_source(hostdev, source);
    if (type == "pci" && !source.child("address"))
        source.append("address");
    const auto adapter = source.child("adapter");
    if (type == "scsi" && !source.attribute("protocol") && (!adapter || !adapter->attribute("name")))
        refuse_xml(source, "'adapter' name must be specified for scsi hostdev source");
    if (type == "mdev" && !hostdev.attribute("model"))
        refuse(ErrorCode::XmlError, hostdev, "Missing required attribute 'model' in element 'hostdev'");
    if (type == "mdev" && !hostdev.attribute_or("model", "").starts_with("vfio-"))
        refuse_xml(hostdev, fmt::format("Invalid value for attribute 'model' in element 'hostdev': '{}' is no model of a "
                                        "mediated device",
                                        hostdev.attribute_or("model", "")));
    if (type == "mdev" && !source.child("address"))
        refuse_unsupported(source, "Missing <address> element: a mediated device is named by its UUID");
    if (type != "mdev" && hostdev.attribute("model") && type != "scsi_host")
        refuse_xml(hostdev, "'model' attribute in <hostdev> is only supported when type='mdev'");
    if (type == "scsi_host" && !source.attribute("protocol"))
        refuse_xml(hostdev, "Missing scsi_host subsystem protocol");
    if (type == "scsi_host" && source.attribute("protocol") != "vhost")
        refuse_unsupported(source, "Unknown scsi_host subsystem protocol: it is 'vhost'");
    for (const std::string_view setting : {"sgio", "rawio"})
        if (hostdev.attribute(setting) && type != "scsi" && hostdev.attribute("mode") == "subsystem")
            refuse_xml(hostdev, fmt::format("{} is only supported for scsi host device", setting));
    if (type != "mdev")
        for (const std::string_view setting : {"display", "ramfb"})
            hostdev.remove_attribute(setting);
}

// The small devices

// The kinds of sources that a character device may have; an external TPM has one of them.
bool is_source_type(const Node &tpm, std::string_view type)
{
    for (const xml::ElementRule *const rule : tpm.parent()->rule()->children)
        if (rule->name == "serial")
            return is_one_of(type, rule->attributes[0].value.words);
    return false;
}

void check_given_tpm(Node tpm)
{
    const auto found = tpm.child("backend");
    if (!found)
        return;
    Node backend = *found;
    const std::string_view type = backend.attribute_or("type", "");
    if (type == "passthrough") {
        Node device = backend.child_or_new("device");
        if (!device.attribute("path"))
            device.set_attribute("path", "/dev/tpm0");
    } else if (auto device = backend.child("device")) {
        device->remove();
    }
    if (auto encryption = backend.child("encryption"); encryption && !encryption->attribute("secret"))
        encryption->remove();
    auto source = backend.child("source");
    if (type != "external") {
        if (source)
            source->remove();
        return;
    }
    if (!source || !source->attribute("type"))
        refuse_xml(backend, "missing external TPM backend type: add <source type='unix' mode='connect' path='...'/>");
    if (!is_source_type(tpm, source->attribute_or("type", "")))
        refuse_unsupported(*source, fmt::format("unknown backend type '{}' for external TPM",
                                                source->attribute_or("type", "")));
    const auto mode = source->attribute("mode");
    if (source->attribute("type") == "unix" && !mode)
        source->set_attribute("mode", "connect");
    else if (source->attribute("type") == "unix" && mode != "connect" && mode != "bind")
        refuse_xml(*source, fmt::format("Invalid value for attribute 'mode' in element 'source': '{}'", *mode));
}

void check_tpm(const Node &tpm)
{
    const auto backend = tpm.child("backend");
    const std::string_view type = backend ? backend->attribute_or("type", "") : std::string_view{};
    const auto banks = backend ? backend->child("active_pcr_banks") : std::nullopt;
    if (banks && type == "emulator" && banks->first_child() && backend->attribute("version") != "2.0")
        refuse_xml(*banks, "<active_pcr_banks/> requires TPM version '2.0'");
    const auto source = type == "external" ? backend->child("source") : std::nullopt;
    if (!source)
        return;
    if (source->attribute("type") != "unix")
        refuse_xml(*source, "only source type 'unix' is supported for external TPM device");
    if (source->attribute("mode") != "connect")
        refuse_xml(*source, "only 'connect' mode is supported for external TPM device");
    if (!source->attribute("path"))
        refuse_xml(*source, "missing socket path for external TPM device");
}

void check_smartcard(Node card)
{
    if (card.attribute("mode") != "host-certificates")
        return;
    int certificates = 0;
    for_each_child(card, "certificate", [&](const Node &) { ++certificates; });
    if (certificates != 3)
        refuse_xml(card, "host-certificates mode needs exactly three certificates");
    if (const auto database = card.child("database"); database && !database->text().starts_with('/'))
        refuse_xml(*database, fmt::format("expecting absolute path: {}", database->text()));
}

// "2.30": binary coded decimals, the second with two digits. -1 is any.
void complete_usb_version(Node rule)
{
    const auto written = rule.attribute("version");
    if (!written)
        return;
    if (*written == "-1")
        return rule.remove_attribute("version");
    const std::size_t dot = written->find('.');
    const auto major = xml::parse_unsigned(written->substr(0, dot));
    std::string minor(dot == std::string_view::npos ? "0" : written->substr(dot + 1));
    if (minor.size() == 1)
        minor += '0';
    const auto parsed = xml::parse_unsigned(minor);
    if (!major || *major > 99 || !parsed || minor.size() > 2)
        refuse_xml(rule, fmt::format("Cannot parse USB device version {}", *written));
    rule.set_attribute("version", fmt::format("{}.{:02}", *major, *parsed));
}

void complete_shmem(Node shmem)
{
    Node model = shmem.child_or_new("model");
    if (!model.attribute("type"))
        model.set_attribute("type", "ivshmem");
    if (auto size = shmem.child("size")) {
        // Whole mebibytes.
        constexpr uint64_t mebibyte = 1024 * 1024;
        try {
            const uint64_t mib = xml::scale(number(*size), size->attribute_or("unit", ""), 1, 1) / mebibyte;
            size->set_attribute("unit", "M");
            size->set_text(std::to_string(mib));
        } catch (const Error &error) {
            throw Error(error.code(), place(*size) + error.message(), error.domain());
        }
    }
    const auto msi = shmem.child("msi");
    if (msi && !shmem.child("server"))
        refuse_xml(*msi, "msi option is only supported with a server");
    if (msi)
        Node(*msi).remove_attribute("enabled");
}

void complete_vsock(Node vsock)
{
    Node cid = vsock.child_or_new("cid");
    if (!cid.attribute("auto"))
        cid.set_attribute("auto", cid.attribute("address") ? "no" : "yes");
}

// The name of the firmware's entry on s390.
void check_loadparm(const Node &device)
{
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789. ";
    constexpr std::size_t most = 8;
    const auto boot = device.child("boot");
    const auto parameter = boot ? boot->attribute("loadparm") : std::nullopt;
    if (parameter && (parameter->empty() || parameter->size() > most ||
                      parameter->find_first_not_of(allowed) != std::string_view::npos))
        refuse(ErrorCode::InternalError, *boot,
               fmt::format("invalid loadparm value '{}', expecting up to {} letters, digits, dots and blanks",
                           *parameter, most));
}

void check_lease(const Node &lease)
{
    lease.tell_fault_of("key");
    if (!lease.child("lockspace"))
        refuse(ErrorCode::InternalError, lease, "a lease needs a <lockspace>");
}

void check_sizes(const Node &memory)
{
    constexpr uint64_t least_kib = 128;
    const auto target = memory.child("target");
    if (!target || !target->child("size"))
        refuse_xml(memory, "a memory device needs a <target> with its <size>");
    const auto label = target->child("label");
    const uint64_t size = label ? number(label->child("size")) : 0;
    if (memory.attribute("model") == "nvdimm" && size > 0 && size < least_kib)
        refuse_xml(*label, fmt::format("nvdimm label must be at least {}KiB", least_kib));
}

void check_kind(Node device)
{
    const std::string_view kind = device.name();
    if (kind == "disk")
        check_given_disk(device);
    else if (kind == "controller") {
        if (auto model = device.child("model"); model && model->attribute("name") == "none")
            model->remove();
    } else if (kind == "smartcard")
        check_smartcard(device);
    else if (kind == "serial" || kind == "parallel" || kind == "console" || kind == "channel")
        check_given_character(device);
    else if (kind == "input")
        check_given_input(device);
    else if (kind == "graphics")
        check_given_graphics(device);
    else if (kind == "audio")
        check_given_audio(device);
    else if (kind == "video")
        check_given_video(device);
    else if (kind == "tpm")
        check_given_tpm(device);
    else if (kind == "memory")
        check_sizes(device);
    else if (kind == "shmem")
        complete_shmem(device);
    else if (kind == "vsock")
        complete_vsock(device);
    else if (kind == "redirfilter")
        for_each_child(device, "usbdev", complete_usb_version);
    else if (kind == "memballoon") {
        if (auto stats = device.child("stats"); stats && number(stats->attribute("period")) == 0)
            stats->remove();
    }
}

void check_usb_address(const Node &device)
{
    const auto address = device.child("address");
    // Tablets are on USB when nothing else is said.
    const bool on_usb = device.attribute("bus") == "usb" || (!device.attribute("bus") && device.attribute("type") == "tablet");
    if (on_usb && address && address->attribute("type") != "usb")
        refuse_xml(*address, "Invalid address for a USB device");
}

void check_rom(const Node &device)
{
    const auto rom = device.child("rom");
    if (rom && rom->attribute("enabled") == "no" && (rom->attribute("bar") || rom->attribute("file")))
        refuse_unsupported(*rom, "ROM tuning is not supported when ROM is disabled");
}

constexpr std::string_view virtio_options[] = {"iommu", "ats", "packed", "page_per_vq"};

} // namespace

void check_virtio_options(const Node &device)
{
    const auto driver = device.child("driver");
    for (const std::string_view option : virtio_options)
        if (driver && driver->attribute(option))
            refuse_unsupported(*driver,
                               fmt::format("{} driver option is only supported for virtio devices", option));
}

namespace {

// USB is there as long as a controller does not say that it is not.
void check_redirection(const Node &device)
{
    const Node devices = *device.parent();
    for (auto controller = devices.child("controller"); controller; controller = controller->next_of_kind())
        if (controller->attribute("type") == "usb" && controller->attribute("model") != "none")
            return;
    refuse_unsupported(device, "cannot add redirected USB device: USB is disabled for this domain, which has no "
                               "<controller type='usb'/>");
}

void check_memory_block(const Node &memory, const Node &target)
{
    // A virtio-mem device grows by whole blocks, which are no smaller than the guest's huge pages.
    constexpr uint64_t least_block_kib = 2048;
    const uint64_t block = number(target.child("block"));
    const uint64_t requested = number(target.child("requested"));
    if (!std::has_single_bit(block))
        refuse(ErrorCode::XmlDetail, memory, "block size must be a power of two");
    if (block < least_block_kib)
        refuse(ErrorCode::XmlDetail, memory, fmt::format("block size too small, must be at least {}KiB", least_block_kib));
    if (requested > number(target.child("size")))
        refuse(ErrorCode::XmlDetail, memory, "requested size must be smaller than or equal to <size>");
    if (requested % block != 0)
        refuse(ErrorCode::XmlDetail, memory, "requested size must be an integer multiple of block size");
}

void check_memory_device(const Node &memory)
{
    const std::string_view model = memory.attribute_or("model", "");
    const auto target = memory.child("target");
    const auto source = memory.child("source");
    if (target && target->child("node") && lacks_a_numa_cell(*memory.parent()->parent()))
        refuse(ErrorCode::XmlDetail, memory,
               "can't add memory backend as guest has no NUMA nodes configured: add <cpu><numa>");
    const auto path = source ? source->child("path") : std::nullopt;
    if ((model == "nvdimm" || model == "virtio-pmem") && (!path || path->text().empty()))
        refuse(ErrorCode::XmlDetail, memory, fmt::format("path is required for model '{}'", model));
    if (model == "nvdimm" && memory.attribute("discard") == "yes")
        refuse_unsupported(memory, "discard is not supported for nvdimms");
    if (model == "virtio-mem" && target)
        check_memory_block(memory, *target);
    if (model == "sgx-epc" && memory.child("address"))
        refuse_unsupported(memory, "memory device address is not supported for model 'sgx-epc'");
}

void check_iommu(const Node &iommu)
{
    const std::string_view model = iommu.attribute_or("model", "");
    if (iommu.child("driver") && model != "intel")
        refuse_xml(iommu, fmt::format("iommu model '{}' doesn't support additional attributes", model));
    if (iommu.child("address") && model != "virtio")
        refuse_xml(iommu, fmt::format("iommu model '{}' can't have address", model));
}

void check_vsock(const Node &vsock)
{
    constexpr uint64_t least_guest = 3; // the others are the host's
    const auto cid = vsock.child("cid");
    const auto address = cid ? cid->attribute("address") : std::nullopt;
    if (address && number(address) < least_guest)
        refuse_unsupported(*cid, "guest CIDs must be >= 3");
    if (!vsock.attribute_or("model", "").starts_with("virtio"))
        check_virtio_options(vsock);
}

void check_hostdev_parts(const Node &hostdev)
{
    const auto address = hostdev.child("address");
    const bool is_subsystem = hostdev.attribute("mode") == "subsystem";
    if (is_subsystem && hostdev.attribute("type") == "scsi" && address && address->attribute("type") != "drive")
        refuse_unsupported(*address, "SCSI host device must use 'drive' address type");
    if (is_subsystem && hostdev.attribute("type") == "scsi" && hostdev.attribute("sgio") == "unfiltered")
        refuse_unsupported(hostdev, "unfiltered sgio is no longer supported: leave sgio out");
    const auto teaming = hostdev.child("teaming");
    if (teaming && teaming->attribute("type") != "transient")
        refuse_unsupported(*teaming, "teaming hostdev devices must have type='transient'");
}

void check_smartcard_parts(const Node &card)
{
    const auto address = card.child("address");
    if (address && address->attribute("type") != "ccid")
        refuse_unsupported(*address, "Controllers must use the 'ccid' address type");
    if (card.attribute("mode") == "passthrough")
        check_character_source(card);
}

void check_rng(const Node &rng)
{
    if (const auto backend = rng.child("backend"); backend && backend->attribute("model") == "egd")
        check_character_source(*backend);
}

void check_complete_filesystem(const Node &filesystem)
{
    const auto target = filesystem.child("target");
    if (!target || !target->attribute("dir"))
        refuse(ErrorCode::NoTarget, filesystem, "a filesystem: add <target dir='...'/>");
}

void check_shmem(const Node &shmem)
{
    if (shmem.attribute_or("name", "").find('/') != std::string_view::npos)
        refuse_unsupported(shmem, "shmem name cannot include '/' character");
}

void check_redirdev(const Node &device)
{
    check_redirection(device);
    check_character_source(device);
}

// Only a TCP socket has one.
void drop_protocol(const Node &device)
{
    auto protocol = device.child("protocol");
    if (protocol && device.attribute("type") != "tcp")
        protocol->remove();
}

// QEMU forwards IPv4 alone. That is told before anything else that is wrong about the target.
void check_forward(const Node &channel)
{
    const auto target = channel.child("target");
    if (target && target->attribute("type") == "guestfwd" &&
        target->attribute_or("address", "").find(':') != std::string_view::npos)
        refuse_unsupported(*target, "guestfwd channel only supports IPv4 addresses");
}

void check_serial(const Node &serial)
{
    constexpr uint64_t most_ports = 4;
    const auto target = serial.child("target");
    if (target && target->attribute("type") == "isa-serial" && number(target->attribute("port")) >= most_ports)
        refuse(ErrorCode::InternalError, *target,
               fmt::format("Maximum supported number of ISA serial ports is '{}'", most_ports));
    check_character_source(serial);
}

void check_controller(const Node &controller)
{
    if (controller.attribute("type") != "pci")
        return;
    const std::string_view model = controller.attribute_or("model", "");
    if ((model == "pci-root" || model == "pcie-root") && controller.child("address"))
        refuse_unsupported(controller, "pci-root and pcie-root controllers should not have an address");
    const auto target = controller.child("target");
    const auto expect = [&](std::string_view name, uint64_t least, uint64_t most) {
        const auto given = target ? target->attribute(name) : std::nullopt;
        if (given && (number(given) < least || number(given) > most))
            refuse_unsupported(*target, fmt::format("PCI controller {} '{}' out of range - must be {}-{}", name, *given, least,
                                                    most));
    };
    expect("chassisNr", 1, 255);
    expect("busNr", 1, 254);
    expect("index", 0, 30);
}

struct Validity {
    std::string_view name;
    void (*check)(const Node &device) = nullptr;
};

// In the order in which libvirt goes through the devices of a domain.
constexpr Validity validity_order[] = {{"disk", check_complete_disk},
                          {"interface", check_complete_interface},
                          {"sound", check_audio_of},
                          {"hostdev", check_hostdev_parts},
                          {"video", check_video},
                          {"controller", check_controller},
                          {"smartcard", check_smartcard_parts},
                          {"serial", check_serial},
                          {"parallel", check_character_source},
                          {"channel", check_character_source},
                          {"console", check_character_source},
                          {"input", check_input},
                          {"filesystem", check_complete_filesystem},
                          {"watchdog"},
                          {"memballoon"},
                          {"rng", check_rng},
                          {"nvram"},
                          {"hub"},
                          {"shmem", check_shmem},
                          {"tpm", check_tpm},
                          {"panic"},
                          {"memory", check_memory_device},
                          {"redirdev", check_redirdev},
                          {"iommu", check_iommu},
                          {"vsock", check_vsock},
                          {"graphics", check_listen_networks}};

} // namespace

void check_given_device(Node device, const Options &options)
{
    if (device.name() == "channel")
        check_forward(device);
    if (device.name() == "hostdev")
        check_hostdev(device);
    else if (device.name() == "lease")
        check_lease(device);
    else if (device.name() == "filesystem")
        complete_filesystem(device);
    else if (device.name() == "interface")
        check_given_interface(device, options);
    device.tell_fault();
    check_kind(device);
    check_rom(device);
    drop_protocol(device);
    if (const auto backend = device.child("backend"))
        drop_protocol(*backend);
    const auto source = device.child("source");
    if (source && device.name() != "smartcard" && device.name() != "redirdev")
        check_source_labels(*source);
    if (device.name() == "input" || device.name() == "redirdev")
        check_usb_address(device);
    check_address(device);
    check_loadparm(device);
}

// Those of USB may share a number, as the parts of a chipset's do.
void check_controllers(Node devices)
{
    std::set<std::pair<std::string_view, std::string_view>> seen;
    for_each_child(devices, "controller", [&](const Node &controller) {
        const std::string_view type = controller.attribute_or("type", "");
        const std::string_view index = controller.attribute_or("index", "");
        if (type != "usb" && !seen.emplace(type, index).second)
            refuse_xml(controller, fmt::format("Multiple '{}' controllers with index '{}'", type, index));
    });
}

void check_devices(Node domain)
{
    const Node devices = *domain.child("devices");
    for (const Validity &kind : validity_order)
        for_each_child(devices, kind.name, [&](const Node &device) {
            const auto address = device.child("address");
            if (address && address->attribute("type") == "unassigned" && kind.name != "hostdev")
                refuse_unsupported(*address, "address of type 'unassigned' is supported only for hostdevs");
            if (kind.check != nullptr)
                kind.check(device);
        });
    check_audio_ids(devices);
    check_controllers(devices);
}

} // namespace modvirt::domain
