// SPDX-License-Identifier: LGPL-2.1-or-later
#include "complete.hpp"

#include <algorithm>

#include <sys/utsname.h>
#include <unistd.h>

#include <fmt/format.h>

#include <modvirt/error.hpp>

#include "kit/domain/schema.hpp"
#include "kit/xml/value.hpp"
#include "pci.hpp"
#include "support.hpp"

namespace modvirt::qemu::config {

namespace {

using xml::Node;

std::string host_arch()
{
    utsname name{};
    ::uname(&name);
    return name.machine == std::string_view("x86_64") ? "x86_64" : "i686";
}

domain::Options options(std::string_view arch = {})
{
    domain::Options options;
    options.types = {"qemu", "kvm"};
    options.os_types = {"hvm"};
    options.default_arch = arch.empty() ? host_arch() : std::string(arch);
    options.interface_target_prefix = "";
    options.keep_qemu_namespace = true;
    return options;
}

[[noreturn]] void refuse(ErrorCode code, const std::string &what)
{
    throw Error(code, what, ErrorDomain::Qemu);
}

bool has_controller(Node devices, std::string_view type)
{
    for (auto node = devices.child("controller"); node; node = node->next_of_kind()) {
        if (node->attribute("type") == type)
            return true;
    }
    return false;
}

Node add_controller(Node devices, std::string_view type, std::string_view model)
{
    Node controller = devices.append("controller");
    controller.set_attribute("type", type);
    controller.set_attribute("index", "0");
    if (!model.empty())
        controller.set_attribute("model", model);
    return controller;
}

void complete_controllers(Node devices, MachineKind machine, const capabilities::Emulator &emulator)
{
    const bool is_q35 = machine == MachineKind::Q35;
    const std::string_view usb_model = is_q35 ? "qemu-xhci" : "piix3-uhci";
    if (!has_controller(devices, "usb"))
        add_controller(devices, "usb", usb_model);
    for (auto node = devices.child("controller"); node; node = node->next_of_kind()) {
        const std::string_view type = node->attribute_or("type", "");
        const std::string_view model = node->attribute_or("model", "");
        if (type == "usb" && model.empty())
            node->set_attribute("model", usb_model);
        if (type == "scsi" && (model.empty() || model == "auto"))
            node->set_attribute("model", emulator.has_device("lsi53c895a") ? "lsilogic" : "virtio-scsi");
        if (type == "ide" && is_q35)
            refuse(ErrorCode::ConfigUnsupported, "IDE controllers are unsupported for this QEMU binary or "
                                                 "machine type: use bus='sata' with q35");
        if (type == "ide" && node->attribute_or("index", "0") != "0")
            refuse(ErrorCode::ConfigUnsupported,
                   "Only a single IDE controller is supported for this machine type");
        if (type == "fdc" && node->attribute_or("index", "0") != "0")
            refuse(ErrorCode::ConfigUnsupported,
                   "a machine has one floppy controller, so at most the floppies fda and "
                   "fdb");
    }
}

// The bus of the board is number 0: it is there before the other controllers get their numbers.
void add_root_bus(Node domain)
{
    const auto os = domain.child("os");
    const auto type = os ? os->child("type") : std::nullopt;
    const auto kind =
        machine_kind(type ? type->attribute_or("machine", "pc") : "pc").value_or(MachineKind::I440fx);
    Node devices = domain.child_or_new("devices");
    for (auto node = devices.child("controller"); node; node = node->next_of_kind()) {
        if (node->attribute("type") == "pci" && node->attribute_or("model", "").ends_with("-root"))
            return;
    }
    add_controller(devices, "pci", kind == MachineKind::Q35 ? "pcie-root" : "pci-root");
}

// A format is never guessed from what a guest may have written.
void complete_disks(Node devices)
{
    for (auto node = devices.child("disk"); node; node = node->next_of_kind()) {
        Node driver = node->child_or_new("driver");
        driver.set_attribute("name", "qemu");
        if (!driver.attribute("type"))
            driver.set_attribute("type", "raw");
    }
}

void complete_interfaces(Node devices)
{
    for (auto node = devices.child("interface"); node; node = node->next_of_kind()) {
        Node model = node->child_or_new("model");
        if (model.attribute_or("type", "").empty())
            model.set_attribute("type", "rtl8139");
    }
}

void complete_serials(Node devices)
{
    for (auto node = devices.child("serial"); node; node = node->next_of_kind()) {
        Node target = node->child_or_new("target");
        if (!target.attribute("type"))
            target.set_attribute("type", "isa-serial");
        target.child_or_new("model").set_attribute("name", "isa-serial");
    }
}

// Consoles and channels share the ports of one virtio-serial controller; port 0 is kept for consoles by its
// rules.
void complete_virtio_ports(Node devices)
{
    uint32_t next = 1;
    for (const std::string_view kind : {"channel", "console"}) {
        for (auto node = devices.child(kind); node; node = node->next_of_kind()) {
            const auto address = node->child("address");
            if (address && address->attribute("type") == "virtio-serial")
                next = std::max(next,
                                static_cast<uint32_t>(
                                    xml::parse_unsigned(address->attribute_or("port", "0")).value_or(0) + 1));
        }
    }
    for (const std::string_view kind : {"channel", "console"}) {
        for (auto node = devices.child(kind); node; node = node->next_of_kind()) {
            const auto target = node->child("target");
            if (!target || target->attribute("type") != "virtio" || node->child("address"))
                continue;
            Node address = node->append("address");
            address.set_attribute("type", "virtio-serial");
            address.set_attribute("controller", "0");
            address.set_attribute("bus", "0");
            address.set_attribute("port", std::to_string(next++));
        }
    }
}

bool has_input(Node devices, std::string_view type)
{
    for (auto node = devices.child("input"); node; node = node->next_of_kind()) {
        if (node->attribute("type") == type && node->attribute("bus") == "ps2")
            return true;
    }
    return false;
}

// A PC has both, and who looks at its screen uses them.
void complete_inputs(Node devices)
{
    if (!devices.child("graphics"))
        return;
    for (const std::string_view type : {"mouse", "keyboard"}) {
        if (has_input(devices, type))
            continue;
        Node input = devices.append("input");
        input.set_attribute("type", type);
        input.set_attribute("bus", "ps2");
    }
}

void complete_small_devices(Node devices)
{
    if (!devices.child("memballoon"))
        devices.append("memballoon").set_attribute("model", "virtio");
    for (auto node = devices.child("panic"); node; node = node->next_of_kind())
        node->set_attribute("model", "isa");
}

// libvirt numbers devices itself; only names that an application chose are kept.
void drop_aliases(Node devices)
{
    for (auto device = devices.first_child(); device; device = device->next()) {
        auto alias = device->child("alias");
        if (alias && !alias->attribute_or("name", "").starts_with("ua-"))
            alias->remove();
    }
}

const capabilities::Machine &resolve_machine(Node type, const capabilities::Emulator &emulator)
{
    const std::string_view wanted = type.attribute_or("machine", "");
    const capabilities::Machine *machine =
        wanted.empty() ? &emulator.default_machine() : emulator.find_machine(wanted);
    if (machine == nullptr)
        refuse(ErrorCode::InvalidArg,
               fmt::format("the machine '{}' is not supported by emulator '{}'", wanted, emulator.path));
    if (!machine_kind(machine->name))
        refuse(ErrorCode::ConfigUnsupported,
               fmt::format(
                   "the machine '{}' is not served by the qemu driver, only pc and q35 and their versions",
                   machine->name));
    type.set_attribute("machine", machine->name);
    return *machine;
}

void check_cpus(const domain::Config &config, const capabilities::Machine &machine)
{
    if (config.vcpus_max > machine.most_cpus)
        refuse(ErrorCode::ConfigUnsupported,
               fmt::format("Maximum CPUs greater than specified machine type limit {}", machine.most_cpus));
}

void check_acceleration(const domain::Config &config, const capabilities::Emulator &emulator)
{
    if (config.type == "kvm" && !emulator.has_kvm)
        refuse(ErrorCode::ConfigUnsupported, fmt::format("Emulator '{}' does not support virt type 'kvm': "
                                                         "/dev/kvm is missing or this user may not use "
                                                         "it; use type='qemu'",
                                                         emulator.path));
    if (config.arch != emulator.arch && !(config.arch == "i686" && emulator.arch == "x86_64"))
        refuse(ErrorCode::ConfigUnsupported,
               fmt::format("Emulator '{}' does not support arch '{}'", emulator.path, config.arch));
}

// QEMU does one thing or the other when a guest ends: it could not tell a reset that is an end from a power
// off that is a new boot.
void check_actions(const domain::Config &config)
{
    if (config.on_poweroff == domain::Action::Restart && config.on_reboot == domain::Action::Destroy)
        refuse(ErrorCode::ConfigUnsupported,
               "the qemu driver does not serve <on_reboot>destroy</on_reboot> together with "
               "<on_poweroff>restart</on_poweroff>: leave one of them out");
}

} // namespace

std::string default_emulator(std::string_view arch)
{
    const std::string path = fmt::format("/usr/bin/qemu-system-{}", arch == "i686" ? "i386" : arch);
    // A 64-bit processor runs 32-bit guests.
    if (arch == "i686" && ::access(path.c_str(), X_OK) != 0)
        return default_emulator("x86_64");
    return path;
}

std::string emulator_path(const domain::Config &config)
{
    const auto devices = config.document.root().child("devices");
    const auto emulator = devices ? devices->child_text("emulator") : std::nullopt;
    return emulator && !emulator->empty() ? std::string(*emulator) : default_emulator(config.arch);
}

domain::ConfigPtr define(const Context &context, std::string_view text, Validation validation)
{
    xml::ReadOptions reading;
    reading.strictness =
        validation == Validation::Schema ? xml::Strictness::Strict : xml::Strictness::Lenient;
    xml::Editor editor = xml::read(context.parser, text, domain::schema(), reading);
    check_supported(editor.finish(xml::Positions::Keep).root());
    add_root_bus(editor.root());
    const auto described = domain::complete(editor, options());

    xml::Editor second(domain::schema(), described->document);
    Node devices = second.root().child_or_new("devices");
    const std::string program = emulator_path(*described);
    const auto emulator = context.emulators.get(program);
    check_acceleration(*described, *emulator);
    check_actions(*described);
    devices.child_or_new("emulator").set_text(program);
    const auto &machine = resolve_machine(second.root().child_or_new("os").child_or_new("type"), *emulator);
    check_cpus(*described, machine);
    const MachineKind kind = *machine_kind(machine.name);
    drop_aliases(devices);
    complete_controllers(devices, kind, *emulator);
    complete_disks(devices);
    complete_interfaces(devices);
    complete_serials(devices);
    complete_virtio_ports(devices);
    complete_inputs(devices);
    complete_small_devices(devices);
    assign_pci_addresses(second.root(), kind);
    return domain::complete(second, options());
}

domain::ConfigPtr load(const Context &context, std::string_view text)
{
    return domain::parse(context.parser, text, options());
}

domain::ConfigPtr described(xml::Editor &editor)
{
    return domain::complete(editor, options());
}

} // namespace modvirt::qemu::config
