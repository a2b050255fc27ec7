// SPDX-License-Identifier: MIT
// What contradicts itself in a device, or in the devices together.
#include <algorithm>
#include <set>
#include <string>

#include <fmt/format.h>

#include "kit/domain/completion.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::domain {

namespace {

using document::number;
using xml::Node;

bool has(const std::optional<Node> &node, std::string_view attribute)
{
    return node && node->attribute(attribute);
}

template <typename Words>
bool is_one_of(std::string_view word, const Words &words)
{
    return std::ranges::find(words, word) != std::end(words);
}

// Addresses

void check_address(Node device)
{
    auto address = device.child("address");
    if (!address)
        return;
    const std::string_view type = address->attribute_or("type", "");
    if (type == "virtio-s390")
        refuse_xml(*address, "virtio-s390 bus doesn't have an address");
    if (type == "unassigned" && device.name() != "hostdev")
        refuse_unsupported(*address, "address of type 'unassigned' is supported only for hostdevs");
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

// Labels of what a device is backed by

void check_source_label(Node owner)
{
    std::set<std::string_view> models;
    for_each_child(owner, "seclabel", [&](Node label) {
        const auto model = label.attribute("model");
        if (!models.insert(model.value_or("")).second)
            refuse(ErrorCode::XmlDetail, label,
                   fmt::format("seclabel for model {} is already provided", model.value_or("<null>")));
        if (label.child("label") && label.attribute("relabel") == "no")
            refuse_xml(label, "Cannot specify a label if relabelling is turned off");
    });
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
    if (source.attribute("startupPolicy") && type != "usb" && hostdev.attribute("mode") == "subsystem")
        refuse_unsupported(source, "Setting startupPolicy is only allowed for USB devices");
    if (type == "usb")
        check_usb_source(hostdev, source);
    if (type == "pci" && !source.child("address"))
        source.append("address");
    if (type == "mdev" && !hostdev.attribute("model"))
        refuse(ErrorCode::XmlError, hostdev, "Missing required attribute 'model' in element 'hostdev'");
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

void check_tpm(Node tpm)
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
        if (const auto banks = backend.child("active_pcr_banks");
            banks && type == "emulator" && banks->first_child() && backend.attribute("version") != "2.0")
            refuse_xml(*banks, "<active_pcr_banks/> requires TPM version '2.0'");
        return;
    }
    if (!source || !source->attribute("type"))
        refuse_xml(backend, "missing external TPM backend type: add <source type='unix' mode='connect' path='...'/>");
    if (source->attribute("type") != "unix")
        refuse_xml(*source, "only source type 'unix' is supported for external TPM device");
    if (!source->attribute("mode"))
        source->set_attribute("mode", "connect");
    if (source->attribute("mode") != "connect")
        refuse_xml(*source, "only 'connect' mode is supported for external TPM device");
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

void complete_listens(const Node &graphics)
{
    for_each_child(graphics, "listen", [&](const Node &listen) {
        const bool by_network = listen.attribute("type") == "network";
        if (by_network && listen.attribute_or("network", "").empty())
            refuse_xml(listen, "'network' attribute is required for listen type 'network'");
        if (!by_network && !listen.attribute_or("network", "").empty())
            refuse_xml(listen, "'network' attribute is valid only for listen type 'network'");
        const std::string_view type = listen.attribute_or("type", "");
        if (graphics.attribute("type") == "rdp" && (type == "socket" || type == "none"))
            refuse_unsupported(listen,
                               fmt::format("listen type '{}' is not available for graphics type 'rdp'", type));
    });
}

// "2020-01-02T03:04:05"
bool is_time(std::string_view text)
{
    constexpr std::string_view form = "dddd-dd-ddTdd:dd:dd";
    return text.size() == form.size() && std::ranges::equal(text, form, [](char character, char wanted) {
               return wanted == 'd' ? character >= '0' && character <= '9' : character == wanted;
           });
}

void check_password(Node graphics)
{
    if (!graphics.attribute("passwd")) {
        graphics.remove_attribute("passwdValidTo");
        graphics.remove_attribute("connected");
        return;
    }
    if (const auto until = graphics.attribute("passwdValidTo"); until && !is_time(*until))
        refuse(ErrorCode::InternalError, graphics,
               fmt::format("cannot parse password validity time '{}', expect YYYY-MM-DDTHH:MM:SS", *until));
    if (graphics.attribute("type") == "vnc" && graphics.attribute_or("connected", "keep") != "keep")
        refuse_unsupported(graphics, "VNC supports connected='keep' only");
}

void check_audio_side(const Node &audio, std::string_view side)
{
    const auto node = audio.child(side);
    if (!node)
        return;
    const bool is_fixed = node->attribute("fixedSettings") == "yes";
    if (is_fixed && node->attribute("mixingEngine") != "yes")
        refuse_unsupported(*node, "fixed audio settings requires mixing engine: add mixingEngine='yes'");
    if (!is_fixed && node->child("settings"))
        refuse_unsupported(*node, "audio settings specified without fixed settings flag: add fixedSettings='yes'");
}

// What a PC has.
void check_input_bus(const Node &input)
{
    const auto os = input.parent()->parent()->child("os");
    const auto os_type = os ? os->child("type") : std::nullopt;
    if (!os_type || os_type->text() != "hvm")
        return;
    const std::string_view type = input.attribute_or("type", "");
    if (input.attribute("bus") == "ps2" && type != "mouse" && type != "keyboard")
        refuse(ErrorCode::InternalError, input, fmt::format("ps2 bus does not support {} input device", type));
    if (input.attribute("bus") == "xen")
        refuse(ErrorCode::InternalError, input, "unsupported input bus xen");
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

// What is told of a device before its parts are completed.
void check_given_device(Node device)
{
    const std::string_view kind = device.name();
    if (kind == "hostdev")
        check_hostdev(device);
    else if (kind == "filesystem")
        complete_filesystem(device);
    else if (kind == "input")
        check_input_bus(device);
    else if (kind == "tpm")
        check_tpm(device);
    else if (kind == "smartcard")
        check_smartcard(device);
    else if (kind == "shmem")
        complete_shmem(device);
    else if (kind == "vsock")
        complete_vsock(device);
    else if (kind == "redirfilter")
        for_each_child(device, "usbdev", complete_usb_version);
    else if (kind == "graphics") {
        complete_listens(device);
        check_password(device);
    } else if (kind == "audio") {
        check_audio_side(device, "input");
        check_audio_side(device, "output");
    } else if (kind == "lease" && !device.child("lockspace"))
        refuse(ErrorCode::InternalError, device, "a lease needs a <lockspace>");
    else if (kind == "memballoon") {
        if (auto stats = device.child("stats"); stats && number(stats->attribute("period")) == 0)
            stats->remove();
    }
    if (const auto source = device.child("source"))
        check_source_label(*source);
}

// Character devices

void check_channel_name(const Node &device, const std::optional<Node> &source)
{
    const auto name = source ? source->attribute("channel") : std::nullopt;
    if (!name || name->empty())
        refuse_unsupported(device, "Missing source channel attribute for char device");
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
    if (name->find_first_not_of(allowed) != std::string_view::npos)
        refuse(ErrorCode::InvalidArg, *source, "Invalid character in source channel for char device");
}

// A UDP device sends to one address and is bound to another one.
bool names_service(const Node &device, std::string_view type)
{
    bool found = false;
    for_each_child(device, "source", [&](const Node &source) {
        found = found || (source.attribute("service") && (type == "tcp" || source.attribute("mode") != "bind"));
    });
    return found;
}

void check_source(const Node &device)
{
    const std::string_view type = device.attribute_or("type", "");
    const auto source = device.child("source");
    constexpr std::string_view with_path[] = {"dev", "file", "pipe", "unix"};
    const bool chooses_path = type == "unix" && device.name() == "channel";
    if (is_one_of(type, with_path) && !chooses_path && !has(source, "path"))
        refuse(ErrorCode::InternalError, device, "Missing source path attribute for char device");
    if (type == "tcp" && !has(source, "host"))
        refuse(ErrorCode::InternalError, device, "Missing source host attribute for char device");
    if ((type == "tcp" || type == "udp") && !names_service(device, type))
        refuse(ErrorCode::InternalError, device, "Missing source service attribute for char device");
    if (type == "nmdm" && has(source, "master") != has(source, "slave"))
        refuse(ErrorCode::InternalError, device,
               "Should define both master and slave path attributes for nmdm device");
    if (type == "spiceport" || type == "dbus")
        check_channel_name(device, source);
    const auto reconnect = source ? source->child("reconnect") : std::nullopt;
    if (reconnect && reconnect->attribute("enabled") == "yes" && source->attribute("mode") == "bind")
        refuse(ErrorCode::InternalError, *reconnect, "chardev reconnect is possible only for connect mode");
}

void check_characters(Node devices)
{
    for (const std::string_view kind : {"serial", "parallel", "console", "channel", "smartcard", "redirdev"})
        for_each_child(devices, kind, [&](const Node &device) {
            const auto target = device.child("target");
            const bool on_virtio = kind == "channel" && target && target->attribute("type") == "virtio";
            const bool is_port = kind == "serial" || kind == "parallel" || kind == "console" || kind == "channel";
            if (device.attribute("type") == "spicevmc" && is_port && !on_virtio)
                refuse_unsupported(device, "spicevmc device type only supports virtio");
            check_source(device);
        });
    for_each_child(devices, "rng", [](const Node &rng) {
        if (const auto backend = rng.child("backend"); backend && backend->attribute("model") == "egd")
            check_source(*backend);
    });
}

// Sound

void check_audio(Node devices)
{
    std::set<std::string_view> ids;
    for_each_child(devices, "audio", [&](const Node &audio) {
        const std::string_view id = audio.attribute_or("id", "");
        if (!ids.insert(id).second)
            refuse_xml(audio, fmt::format("audio ID {} is used multiple times", id));
    });
    for (const std::string_view kind : {"sound", "graphics"})
        for_each_child(devices, kind, [&](const Node &device) {
            const auto audio = device.child("audio");
            if (audio && !ids.contains(audio->attribute_or("id", "")))
                refuse_xml(*audio, fmt::format("no audio device with ID {}", audio->attribute_or("id", "")));
        });
}

// Inputs and video

void check_input(const Node &input)
{
    const std::string_view type = input.attribute_or("type", "");
    const std::string_view bus = input.attribute_or("bus", "");
    const std::string_view model = input.attribute_or("model", "");
    if (!model.empty() && bus != "virtio")
        refuse_unsupported(input, fmt::format("only bus 'virtio' is supported for input model '{}'", model));
    if (type == "passthrough" && bus != "virtio")
        refuse_unsupported(input, "only bus 'virtio' is supported for 'passthrough' input devices");
    if (type == "evdev" && !bus.empty())
        refuse_unsupported(input, "input evdev doesn't support bus element");
}

constexpr std::string_view virtio_options[] = {"iommu", "ats", "packed", "page_per_vq"};

void check_virtio_options(const Node &device)
{
    const auto driver = device.child("driver");
    for (const std::string_view option : virtio_options)
        if (driver && driver->attribute(option))
            refuse_unsupported(*driver,
                               fmt::format("{} driver option is only supported for virtio devices", option));
}

void check_video(const Node &video)
{
    const auto model = video.child("model");
    const std::string_view type = model ? model->attribute_or("type", "") : std::string_view{};
    if (type != "qxl")
        for (const std::string_view memory : {"ram", "vram64", "vgamem"})
            if (model && model->attribute(memory))
                refuse_unsupported(*model, fmt::format("{} attribute only supported for video type qxl", memory));
    const auto driver = video.child("driver");
    const bool by_vhost = driver && driver->attribute("name") == "vhostuser";
    if (by_vhost && type != "virtio")
        refuse_unsupported(*driver, "'vhostuser' driver is only supported with 'virtio' device");
    if (const auto acceleration = model ? model->child("acceleration") : std::nullopt) {
        if (!acceleration->attribute("accel2d") && !acceleration->attribute("accel3d") &&
            !acceleration->attribute("rendernode"))
            refuse_unsupported(*acceleration, "missing values for acceleration");
        if (acceleration->attribute("rendernode") && !by_vhost)
            refuse_unsupported(*acceleration, "unsupported rendernode accel attribute without 'vhostuser'");
    }
    if (type != "virtio")
        check_virtio_options(video);
}

void check_rom(const Node &device)
{
    const auto rom = device.child("rom");
    if (rom && rom->attribute("enabled") == "no" && (rom->attribute("bar") || rom->attribute("file")))
        refuse_unsupported(*rom, "ROM tuning is not supported when ROM is disabled");
}

void check_usb_address(const Node &device)
{
    const auto address = device.child("address");
    const bool on_usb = device.attribute("bus") == "usb" || device.name() == "hub";
    if (on_usb && address && address->attribute("type") != "usb")
        refuse_xml(*address, "Invalid address for a USB device");
}

void check_redirection(Node devices)
{
    const auto device = devices.child("redirdev");
    if (!device)
        return;
    for (auto controller = devices.child("controller"); controller; controller = controller->next_of_kind())
        if (controller->attribute("type") == "usb" && controller->attribute("model") != "none")
            return;
    refuse_unsupported(*device,
                       "cannot add redirected USB device: USB is disabled for this domain, which has no "
                       "<controller type='usb'/>");
}

void check_device(const Node &device)
{
    const std::string_view kind = device.name();
    check_rom(device);
    if (kind == "input")
        check_input(device);
    else if (kind == "video")
        check_video(device);
    else if (kind == "shmem" && device.attribute_or("name", "").find('/') != std::string_view::npos)
        refuse_unsupported(device, "shmem name cannot include '/' character");
    else if (kind == "iommu" && device.child("address") && device.attribute("model") != "virtio")
        refuse_xml(device, fmt::format("iommu model '{}' can't have address", device.attribute_or("model", "")));
    else if (kind == "vsock" && !device.attribute_or("model", "").starts_with("virtio"))
        check_virtio_options(device);
    else if (kind == "smartcard") {
        const auto address = device.child("address");
        if (address && address->attribute("type") != "ccid")
            refuse_unsupported(*address, "Controllers must use the 'ccid' address type");
    }
}

} // namespace

void check_given_devices(Node devices)
{
    // Kind by kind, as libvirt reads them.
    for (const xml::ElementRule *const kind : devices.rule()->children)
        for_each_child(devices, kind->name, [](Node device) {
            check_given_device(device);
            check_loadparm(device);
            if (device.name() == "input" || device.name() == "redirdev")
                check_usb_address(device);
            check_address(device);
        });
}

void check_devices(Node devices)
{
    for (auto device = devices.first_child(); device; device = device->next())
        check_device(*device);
    check_redirection(devices);
    check_characters(devices);
    check_audio(devices);
}

} // namespace modvirt::domain
