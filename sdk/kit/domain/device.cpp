// SPDX-License-Identifier: MIT
#include "kit/domain/device.hpp"

#include <fmt/format.h>

#include "kit/domain/aliases.hpp"
#include "kit/domain/completion.hpp"
#include "kit/domain/device_edit.hpp"
#include "kit/domain/device_kind.hpp"
#include "kit/domain/device_match.hpp"
#include "kit/domain/schema.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::domain {

namespace {

using document::number;
using xml::Node;

uint64_t size_of_memory(const Node &memory)
{
    const auto target = memory.child("target");
    return target ? number(target->child("size")) : 0;
}

void set_kib(Node domain, std::string_view element, uint64_t kib)
{
    Node node = domain.child_or_new(element);
    node.set_attribute("unit", "KiB");
    node.set_text(std::to_string(kib));
}

// A memory device is a part of all the memory that the guest has.
void count_memory(Node domain, uint64_t kib, Deed deed)
{
    for (const std::string_view element : {"memory", "currentMemory"}) {
        const uint64_t now = number(domain.child(element));
        const uint64_t less = now > kib ? now - kib : 0;
        set_kib(domain, element, deed == Deed::Attach ? now + kib : less);
    }
}

void check_room_for_memory(Node domain, const Node &memory)
{
    const auto most = domain.child("maxMemory");
    if (!most)
        refuse_unsupported(memory,
                           "cannot use/hotplug a memory device when domain 'maxMemory' is not defined");
    uint64_t count = 1;
    for_each_child(domain.child_or_new("devices"), "memory", [&](const Node &) { ++count; });
    if (const auto slots = most->attribute("slots"); slots && count > number(slots))
        refuse_unsupported(memory, fmt::format("memory device count '{}' exceeds slots count '{}'", count, *slots));
    const uint64_t size = size_of_memory(memory);
    if (size > number(most) || number(domain.child("memory")) > number(most) - size)
        refuse_unsupported(memory, fmt::format("Attaching memory device with size '{}' would exceed domain's "
                                               "maxMemory config size '{}'",
                                               size, number(most)));
}

[[noreturn]] void refuse_twin(const Node &wanted, Side side)
{
    const std::string_view kind = wanted.name();
    const auto part = [&](std::string_view child, std::string_view attribute) {
        const auto found = wanted.child(child);
        return found ? found->attribute_or(attribute, "") : std::string_view();
    };
    const auto text = [&](std::string_view child) {
        const auto found = wanted.child(child);
        return found ? found->text() : std::string_view();
    };
    std::string message = "device is already in the domain configuration";
    if (kind == "disk")
        message = fmt::format("target {} already exists", part("target", "dev"));
    else if (kind == "filesystem")
        message = "Target already exists";
    else if (kind == "lease")
        message = fmt::format("Lease {} in lockspace {} already exists", text("key"), text("lockspace"));
    else if (kind == "watchdog")
        message = "domain already has a watchdog";
    else if (kind == "vsock")
        message = "domain already has a vsock device";
    else if (kind == "controller" && side == Side::Live)
        throw Error(ErrorCode::OperationFailed,
                    fmt::format("target {}:{} already exists", wanted.attribute_or("type", ""),
                                wanted.attribute_or("index", "")));
    else if (kind == "controller")
        message = fmt::format("controller index='{}' already exists", wanted.attribute_or("index", ""));
    else if (kind != "hostdev" && kind != "shmem")
        message = "chardev already exists";
    throw Error(ErrorCode::OperationInvalid, message);
}

// The completion of a live document refuses a second disk of a name itself, as part of the document; and two
// pieces of shared memory may show a running guest the same.
bool is_left_to_completion(const Node &wanted, Side side)
{
    return side == Side::Live && (wanted.name() == "disk" || wanted.name() == "shmem");
}

bool is_drive_device(const Node &disk)
{
    return disk.name() == "disk" && (disk.attribute("device") == "cdrom" || disk.attribute("device") == "floppy");
}

bool sits_on(const Node &device, const Node &controller)
{
    const std::string_view type = controller.attribute_or("type", "");
    const auto target = device.child("target");
    const auto address = device.child("address");
    const bool is_disk = device.name() == "disk" && target && target->attribute("bus") == type;
    const bool is_host = device.name() == "hostdev" && type == "scsi" && device.attribute("type") == "scsi";
    return (is_disk || is_host) && address && address->attribute("type") == "drive" &&
           address->attribute("controller") == controller.attribute("index");
}

void check_idle(Node devices, const Node &controller)
{
    for (auto device = devices.first_child(); device; device = device->next())
        if (sits_on(*device, controller))
            throw Error(ErrorCode::OperationFailed, "device cannot be detached: device is busy");
}

// The first console is the first serial port seen once more: it goes with the port, and not by itself.
void remove(Node devices, Node device)
{
    const auto is_on_serial = [](const Node &console) {
        const auto target = console.child("target");
        return target && target->attribute("type") == "serial";
    };
    if (device.name() == "console" && is_on_serial(device) && devices.child("serial"))
        throw Error(ErrorCode::OperationInvalid,
                    "detaching serial console is not supported: detach its serial port");
    auto console = devices.child("console");
    if (console && is_on_serial(*console) && device == devices.child("serial"))
        console->remove();
    device.remove();
}

DeviceChange take(DeviceEdit &edit, Node device)
{
    const DeviceKind &kind = device_kind(device);
    check_deed(kind, Deed::Detach, edit.side());
    DeviceChange change;
    if (edit.is_live()) {
        check_hot(device, Deed::Detach);
        if (device.name() == "controller")
            check_idle(edit.devices(), device);
        change.alias = alias_of(device);
    }
    if (device.name() == "memory")
        count_memory(edit.domain(), size_of_memory(device), Deed::Detach);
    remove(edit.devices(), device);
    edit.complete();
    change.config = edit.finish();
    return change;
}

} // namespace

xml::Document parse_device(const modvirt_xml_v1 &parser, std::string_view text, const ParseOptions &options)
{
    xml::Editor editor =
        xml::read_child(parser, text, schema(), devices_rule(),
                        {options.strictness, options.findings, xml::Refusal::Unsupported});
    static_cast<void>(device_kind(editor.root()));
    return editor.finish(xml::Positions::Keep);
}

xml::Document parse_new_device(const modvirt_xml_v1 &parser, std::string_view text, const Options &options)
{
    const xml::Document device = parse_device(parser, text);
    if (device.root().name() != "interface" || device.root().child("mac"))
        return device;
    xml::Editor editor(device.root());
    complete_mac(editor.root(), options);
    return editor.finish(xml::Positions::Keep);
}

DeviceChange with_device(const Config &config, const xml::Document &device, Side side, const Options &options)
{
    xml::Editor described(device.root());
    const Node wanted = described.root();
    const DeviceKind &kind = device_kind(wanted);
    DeviceEdit edit(config, side, options);
    const auto twin = find_twin(edit.devices(), wanted);
    if (twin && edit.is_live() && is_drive_device(wanted) && is_drive_device(*twin))
        return with_changed_device(config, device, side, options);
    check_deed(kind, Deed::Attach, side);
    if (twin && !is_left_to_completion(wanted, side))
        refuse_twin(wanted, side);
    if (wanted.name() == "memory") {
        check_room_for_memory(edit.domain(), wanted);
        count_memory(edit.domain(), size_of_memory(wanted), Deed::Attach);
    }
    const Node added = edit.add(device.root());
    edit.complete();
    if (edit.is_live())
        check_hot(added, Deed::Attach);
    DeviceChange change;
    if (edit.is_live())
        change.alias = alias_of(added);
    change.config = edit.finish();
    return change;
}

DeviceChange without_device(const Config &config, const xml::Document &device, Side side, const Options &options)
{
    xml::Editor described(device.root());
    const Node wanted = described.root();
    check_deed(device_kind(wanted), Deed::Detach, side);
    if (side == Side::Live && wanted.name() == "controller")
        check_hot(wanted, Deed::Detach);
    DeviceEdit edit(config, side, options);
    return take(edit, get_device(edit.devices(), wanted, side));
}

DeviceChange without_alias(const Config &config, std::string_view alias, Side side, const Options &options)
{
    DeviceEdit edit(config, side, options);
    for (auto device = edit.devices().first_child(); device; device = device->next())
        if (!alias.empty() && alias_of(*device) == alias)
            return take(edit, *device);
    throw Error(ErrorCode::InternalError, fmt::format("no device found with alias {}", alias), ErrorDomain::Domain);
}

} // namespace modvirt::domain
