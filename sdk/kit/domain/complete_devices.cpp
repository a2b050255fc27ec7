// SPDX-License-Identifier: MIT
// Interfaces, controllers, inputs and the small devices.
#include <algorithm>
#include <functional>
#include <set>
#include <string>

#include <fmt/format.h>

#include "kit/domain/completion.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::domain {

namespace {

using document::remove_children;
using xml::Node;

bool is_virtio_option(std::string_view name)
{
    return name == "iommu" || name == "ats" || name == "packed" || name == "page_per_vq";
}

constexpr std::string_view interface_models[] = {"e1000",    "e1000e",   "igb",   "virtio",   "rtl8139",
                                                 "ne2k_pci", "ne2k_isa", "pcnet", "netfront", "vmxnet3"};

void complete_model(Node interface)
{
    auto model = interface.child("model");
    if (model) {
        std::string lower(model->attribute_or("type", ""));
        std::ranges::transform(lower, lower.begin(), [](char c) {
            return static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
        });
        if (std::ranges::find(interface_models, lower) != std::end(interface_models))
            model->set_attribute("type", lower);
    }
    // The options of <driver> are those of virtio; those that every virtio device has are refused elsewhere.
    const bool virtio = model && model->attribute_or("type", "").starts_with("virtio");
    auto driver = interface.child("driver");
    if (!driver || virtio || interface.attribute("type") == "hostdev")
        return;
    for (const xml::AttributeRule &option : driver->rule()->attributes)
        if (!is_virtio_option(option.name))
            driver->remove_attribute(option.name);
    remove_children(*driver, {"host", "guest"});
    if (std::ranges::none_of(driver->rule()->attributes, [&](const xml::AttributeRule &option) {
            return driver->attribute(option.name).has_value();
        }))
        driver->remove();
}

void complete_interface(Node interface, const Options &options)
{
    if (!interface.attribute("type"))
        interface.set_attribute("type", "user");
    const std::string type(interface.attribute_or("type", ""));
    // A user-mode interface has a source only when passt serves it.
    const auto backend = interface.child("backend");
    if (auto source = interface.child("source");
        source && type == "user" && (!backend || backend->attribute("type") != "passt"))
        source->remove_attribute("dev");
    complete_mac(interface, options);
    complete_model(interface);
    for_each_child(interface, "ip", [](Node ip) {
        if (!ip.attribute("family"))
            ip.set_attribute("family", ip.attribute_or("address", "").find(':') != std::string_view::npos
                                           ? "ipv6"
                                           : "ipv4");
    });
    if (auto target = interface.child("target")) {
        // Names that a host gives at run time are not kept.
        if (target->attribute_or("dev", "").starts_with("vnet"))
            target->remove_attribute("dev");
    }
}

void name_target(Node interface, const std::string &prefix, std::set<std::string> &taken, uint32_t &next)
{
    Node target = interface.child_or_new("target");
    if (target.attribute("dev"))
        return;
    std::string name;
    do
        name = prefix + std::to_string(next++);
    while (taken.contains(name));
    taken.insert(name);
    target.set_attribute("dev", name);
}

bool has_controller(Node devices, std::string_view type, uint32_t index)
{
    const std::string wanted = std::to_string(index);
    for (auto node = devices.child("controller"); node; node = node->next_of_kind())
        if (node->attribute("type") == type && node->attribute("index") == wanted)
            return true;
    return false;
}

// The USB 2 controller of a chipset and its USB 1 companions are one controller, as long as each of them is there once and
// they stand side by side.
bool is_companion(const Node &controller)
{
    return controller.attribute_or("type", "") == "usb" &&
           controller.attribute_or("model", "").starts_with("ich9-");
}

std::optional<std::string> shared_index(Node devices, const std::optional<Node> &before, const Node &controller)
{
    if (!before || !is_companion(*before) || !is_companion(controller))
        return std::nullopt;
    const std::string index(before->attribute_or("index", ""));
    bool is_taken = false;
    for_each_child(devices, "controller", [&](const Node &other) {
        is_taken = is_taken || (is_companion(other) && other.attribute_or("index", "") == index &&
                                other.attribute_or("model", "") == controller.attribute_or("model", ""));
    });
    return is_taken ? std::nullopt : std::optional(index);
}

// Each companion serves two ports of its master.
void complete_master(Node controller)
{
    const std::string_view model = controller.attribute_or("model", "");
    constexpr std::string_view companion = "ich9-uhci";
    if (model.size() != companion.size() + 1 || !model.starts_with(companion) || controller.child("master"))
        return;
    const int number = model.back() - '1';
    controller.append("master").set_attribute("startport", std::to_string(2 * number));
}

void check_iothread(const Node &controller)
{
    constexpr std::string_view virtio_models[] = {"virtio-scsi", "virtio-transitional", "virtio-non-transitional"};
    const auto driver = controller.child("driver");
    const std::string_view model = controller.attribute_or("model", "");
    const bool is_virtio = controller.attribute("type") == "scsi" &&
                           std::ranges::find(virtio_models, model) != std::end(virtio_models);
    if (driver && driver->attribute("iothread") && !is_virtio)
        refuse_xml(*driver, "'iothread' attribute only supported for virtio scsi controllers");
}

void number_controllers(Node devices)
{
    std::optional<Node> usb_before;
    for_each_child(devices, "controller", [&](Node controller) {
        const std::string type(controller.attribute_or("type", ""));
        const std::optional<Node> before = usb_before;
        if (type == "usb")
            usb_before = controller;
        if (controller.attribute("index"))
            return;
        if (const auto shared = shared_index(devices, before, controller)) {
            controller.set_attribute("index", *shared);
            complete_master(controller);
            return;
        }
        uint32_t index = 0;
        while (has_controller(devices, type, index))
            ++index;
        controller.set_attribute("index", std::to_string(index));
    });
}

// The highest controller of that bus on which a disk sits, or -1.
int64_t last_drive_controller(Node devices, std::string_view bus)
{
    int64_t last = -1;
    for_each_child(devices, "disk", [&](Node disk) {
        const auto target = disk.child("target");
        const auto address = disk.child("address");
        if (target && target->attribute("bus") == bus && address && address->attribute("type") == "drive")
            last = std::max<int64_t>(
                last, xml::parse_integer(address->attribute_or("controller", "0")).value_or(0));
    });
    for_each_child(devices, "hostdev", [&](Node hostdev) {
        const auto address = hostdev.child("address");
        if (bus == "scsi" && hostdev.attribute("type") == "scsi" && address)
            last = std::max<int64_t>(
                last, xml::parse_integer(address->attribute_or("controller", "0")).value_or(0));
    });
    return last;
}

// The drive addresses on the SCSI bus that are taken: controller and unit, of bus 0 and target 0.
std::set<std::pair<uint64_t, uint64_t>> scsi_drives(Node devices)
{
    std::set<std::pair<uint64_t, uint64_t>> taken;
    for (auto device = devices.first_child(); device; device = device->next()) {
        const auto target = device->child("target");
        const bool is_disk = device->name() == "disk" && target && target->attribute("bus") == "scsi";
        const bool is_host = device->name() == "hostdev" && device->attribute("type") == "scsi";
        const auto address = device->child("address");
        if ((is_disk || is_host) && address && address->attribute("type") == "drive")
            taken.emplace(document::number(address->attribute("controller")),
                          document::number(address->attribute("unit")));
    }
    return taken;
}

// SCSI devices of the host take the places on the bus that disks leave.
void place_scsi_hostdevs(Node devices)
{
    constexpr uint64_t units = 7; // of a narrow bus, without the controller's own
    auto taken = scsi_drives(devices);
    uint64_t next = 0;
    for_each_child(devices, "hostdev", [&](Node hostdev) {
        if (hostdev.attribute("type") != "scsi" || hostdev.attribute("mode") != "subsystem" ||
            hostdev.child("address"))
            return;
        while (!taken.emplace(next / units, next % units).second)
            ++next;
        Node address = hostdev.append("address");
        address.set_attribute("type", "drive");
        address.set_attribute("controller", std::to_string(next / units));
        address.set_attribute("bus", "0");
        address.set_attribute("target", "0");
        address.set_attribute("unit", std::to_string(next % units));
    });
}

// Beyond this number an address is a mistake, not a wish for that many controllers.
constexpr int64_t most_controllers = 256;

void add_up_to(Node devices, std::string_view type, int64_t last)
{
    if (last >= most_controllers)
        refuse_xml(devices, fmt::format("a device sits on {} controller {}: there may be {} at most", type,
                                        last, most_controllers));
    for (int64_t index = 0; index <= last; ++index) {
        if (has_controller(devices, type, static_cast<uint32_t>(index)))
            continue;
        Node controller = devices.append("controller");
        controller.set_attribute("type", type);
        controller.set_attribute("index", std::to_string(index));
    }
}

// The controller that a device says that it sits on, or the first.
void add_controller_of(const Node &device, std::string_view type)
{
    Node devices = *device.parent();
    const auto address = device.child("address");
    const bool is_placed = address && address->attribute("type") == type;
    const std::string index(is_placed ? address->attribute_or("controller", "0") : "0");
    for (auto node = devices.child("controller"); node; node = node->next_of_kind())
        if (node->attribute("type") == type && node->attribute("index") == index)
            return;
    Node controller = devices.append("controller");
    controller.set_attribute("type", type);
    controller.set_attribute("index", index);
}

void place_smartcards(Node devices)
{
    std::set<std::string, std::less<>> taken; // slots of the first controller
    for_each_child(devices, "smartcard", [&](const Node &card) {
        const auto address = card.child("address");
        if (address && address->attribute("type") == "ccid" && address->attribute("controller") == "0")
            taken.emplace(address->attribute_or("slot", "0"));
    });
    uint32_t slot = 0;
    for_each_child(devices, "smartcard", [&](Node card) {
        if (card.child("address"))
            return;
        while (!taken.emplace(std::to_string(slot)).second)
            ++slot;
        Node address = card.append("address");
        address.set_attribute("type", "ccid");
        address.set_attribute("controller", "0");
        address.set_attribute("slot", std::to_string(slot));
    });
}

void complete_inputs(Node devices, std::string_view os_type)
{
    for_each_child(devices, "input", [&](Node input) {
        const std::string_view type = input.attribute_or("type", "");
        if (type == "evdev" || input.attribute("bus"))
            return;
        if (type == "passthrough")
            input.set_attribute("bus", "virtio");
        else if (type == "tablet")
            input.set_attribute("bus", "usb");
        else
            input.set_attribute("bus", os_type == "hvm" ? "ps2" : "xen");
    });
}

// What names a source of each type of filesystem.
constexpr std::pair<std::string_view, std::string_view> filesystem_sources[] = {
    {"mount", "dir"}, {"bind", "dir"}, {"block", "dev"}, {"file", "file"}, {"template", "name"}};

bool names_source(const Node &filesystem)
{
    const auto source = filesystem.child("source");
    const std::string_view type = filesystem.attribute_or("type", "mount");
    if (type == "ram") {
        if (!source || !source->attribute("usage"))
            refuse_xml(filesystem, "missing 'usage' attribute for RAM filesystem");
        return true;
    }
    if (type == "volume") {
        if (source && source->attribute("pool").has_value() != source->attribute("volume").has_value())
            refuse_xml(*source, "'pool' and 'volume' must be specified together for 'pool' type source");
        return true;
    }
    const auto *const named = std::ranges::find(filesystem_sources, type, &std::pair<std::string_view, std::string_view>::first);
    return source && named != std::end(filesystem_sources) && (source->attribute(named->second) || source->attribute("socket"));
}

void complete_protocol(Node device)
{
    if (device.attribute("type") == "tcp" && !device.child("protocol"))
        device.append("protocol").set_attribute("type", "raw");
}

void complete_rng(Node rng, Node backend)
{
    const std::string_view model = backend.attribute_or("model", "");
    if (model == "egd") {
        backend.set_text("");
        complete_protocol(backend);
    } else {
        while (auto child = backend.first_child())
            child->remove();
    }
    if (model == "builtin")
        backend.set_text("");
    if (model == "random" && backend.text().find_first_not_of(" \t\r\n") == std::string_view::npos)
        backend.set_text("/dev/random");
    // A rate of no bytes is none.
    if (auto rate = rng.child("rate"); rate && document::number(rate->attribute("bytes")) == 0)
        rate->remove();
}

void complete_rngs(Node devices)
{
    for_each_child(devices, "redirdev", complete_protocol);
    for_each_child(devices, "rng", [](Node rng) {
        auto backend = rng.child("backend");
        if (!backend)
            return;
        complete_rng(rng, *backend);
    });
}

void order_controllers(Node devices)
{
    std::vector<Numbered> controllers;
    for_each_child(devices, "controller", [&](Node controller) {
        const auto index = xml::parse_unsigned(controller.attribute_or("index", ""));
        controllers.push_back({controller, std::string(controller.attribute_or("type", "")),
                               index ? std::optional(static_cast<uint32_t>(*index)) : std::nullopt,
                               !index.has_value()});
    });
    if (controllers.size() > 1)
        order(controllers);
}

} // namespace

void check_masters(Node devices)
{
    std::optional<Node> slave;
    for (auto controller = devices.child("controller"); controller; controller = controller->next_of_kind()) {
        if (controller->attribute("type") != "usb" || controller->attribute("model") == "none")
            continue;
        if (!controller->child("master"))
            return;
        slave = controller;
    }
    if (slave)
        refuse(ErrorCode::XmlDetail, *slave,
               "No master USB controller specified: leave <master> out of the one that is");
}

void check_mac(const Node &interface)
{
    const auto mac = interface.child("mac");
    const auto written = mac ? mac->attribute("address") : std::nullopt;
    const auto parsed = written ? xml::parse_mac(*written) : std::nullopt;
    if (parsed && ((*parsed)[0] & 1) != 0)
        refuse_xml(*mac, fmt::format("expected unicast mac address, found multicast '{}'", *written));
}

void complete_mac(Node interface, const Options &options)
{
    Node mac = interface.child_or_new("mac");
    const auto written = mac.attribute("address");
    if (!written) {
        std::array<uint8_t, 6> bytes{
            options.mac_prefix[0], options.mac_prefix[1], options.mac_prefix[2], 0, 0, 0};
        fill_random(options.random, std::span(bytes).subspan(3));
        mac.set_attribute("address", xml::format_mac(bytes));
        return;
    }
    check_mac(interface);
}

void order(const std::vector<Numbered> &devices)
{
    std::vector<const Numbered *> ordered;
    for (const Numbered &device : devices) {
        auto place_to_insert = ordered.end();
        for (auto other = ordered.begin(); other != ordered.end(); ++other) {
            if ((*other)->kind != device.kind)
                continue;
            if (!device.stays_last && (*other)->number > device.number) {
                place_to_insert = other;
                break;
            }
            place_to_insert = other + 1;
        }
        ordered.insert(place_to_insert, &device);
    }
    // Moving each to the end in turn leaves them in this order.
    for (const Numbered *device : ordered)
        Node(device->node).move_before(std::nullopt);
}

void complete_interfaces(Node devices, const Options &options)
{
    std::set<std::string> taken;
    for_each_child(devices, "interface", [&](Node interface) {
        complete_interface(interface, options);
        if (const auto target = interface.child("target"))
            if (const auto name = target->attribute("dev"))
                taken.emplace(*name);
    });
    if (options.interface_target_prefix.empty())
        return;
    uint32_t next = 0;
    for_each_child(devices, "interface", [&](Node interface) {
        name_target(interface, options.interface_target_prefix, taken, next);
    });
}

void complete_filesystem(Node filesystem)
{
    filesystem.tell_fault_of({});
    filesystem.tell_fault_of("source");
    const auto target = filesystem.child("target");
    if (!names_source(filesystem))
        refuse(ErrorCode::NoSource, filesystem,
               std::string(target ? target->attribute_or("dir", "a filesystem") : "a filesystem"));
    for (const std::string_view mode : {"fmode", "dmode"})
        if (const auto written = filesystem.attribute(mode)) {
            // "0" stands before the digits already.
            const std::string digits = fmt::format("{:0>3}", written->substr(1));
            if (digits == "000")
                filesystem.remove_attribute(mode);
            else
                filesystem.set_attribute(mode, "0" + digits);
        }
}

void add_controllers(Node devices)
{
    for (const std::string_view bus : {"scsi", "fdc", "ide", "sata"})
        add_up_to(devices, bus, last_drive_controller(devices, bus));
    for (const std::string_view kind : {"channel", "console"})
        for_each_child(devices, kind, [](const Node &device) {
            if (const auto target = device.child("target"); target && target->attribute("type") == "virtio")
                add_controller_of(device, "virtio-serial");
        });
    for_each_child(devices, "smartcard", [](const Node &card) { add_controller_of(card, "ccid"); });
}

void complete_devices(Node domain, const Options &options)
{
    Node devices = domain.child_or_new("devices");
    const auto os = domain.child("os");
    const auto type = os ? os->child("type") : std::nullopt;
    const std::string os_type(type ? type->text() : "");
    if (!options.default_emulator.empty() && !devices.child("emulator"))
        devices.append("emulator").set_text(options.default_emulator);
    complete_disks(devices, options);
    complete_interfaces(devices, options);
    complete_characters(devices, os_type);
    complete_inputs(devices, os_type);
    complete_display(devices, os_type);
    complete_rngs(devices);
    for_each_child(devices, "controller", check_iothread);
    order_controllers(devices);
    number_controllers(devices);
    if (options.assign_addresses) {
        place_smartcards(devices);
        place_scsi_hostdevs(devices);
    }
    if (options.add_controllers)
        add_controllers(devices);
}

} // namespace modvirt::domain
