// SPDX-License-Identifier: LGPL-2.1-or-later
#include "document.hpp"

#include <algorithm>
#include <cctype>
#include <initializer_list>

#include <unistd.h>

#include <fmt/format.h>

#include "kit/xml/writer.hpp"

namespace modvirt::qemu::capabilities {

namespace {

using xml::Writer;

std::string vendor_name(const std::string &cpuinfo_name)
{
    if (cpuinfo_name == "GenuineIntel")
        return "Intel";
    if (cpuinfo_name == "AuthenticAMD")
        return "AMD";
    return {};
}

void write_host_cpu(Writer &out, const Host &host)
{
    const NodeInfo node = host.node_info();
    out.open("cpu").element("arch", host.arch());
    if (const auto vendor = vendor_name(host.cpu_property("vendor_id")); !vendor.empty()) {
        out.element("vendor", vendor);
        out.open("signature")
            .attribute("family", host.cpu_property("cpu family"))
            .attribute("model", host.cpu_property("model"))
            .attribute("stepping", host.cpu_property("stepping"))
            .close("signature");
    }
    out.open("topology")
        .attribute("sockets", node.sockets)
        .attribute("dies", 1)
        .attribute("cores", node.cores)
        .attribute("threads", node.threads)
        .close("topology");
    for (const uint64_t size : host.page_sizes_kib())
        out.open("pages").attribute("unit", "KiB").attribute("size", size).close("pages");
    out.close("cpu");
}

void write_cell(Writer &out, const Cell &cell, const std::vector<HostCpu> &cpus)
{
    out.open("cell").attribute("id", cell.id);
    out.open("memory").attribute("unit", "KiB").text(std::to_string(cell.memory_kib)).close("memory");
    out.open("distances");
    for (std::size_t other = 0; other < cell.distances.size(); ++other)
        out.open("sibling").attribute("id", other).attribute("value", cell.distances[other]).close("sibling");
    out.close("distances");
    out.open("cpus").attribute("num", cell.cpus.size());
    for (const HostCpu &cpu : cpus) {
        if (std::find(cell.cpus.begin(), cell.cpus.end(), cpu.id) == cell.cpus.end())
            continue;
        out.open("cpu")
            .attribute("id", cpu.id)
            .attribute("socket_id", cpu.socket)
            .attribute("die_id", cpu.die)
            .attribute("core_id", cpu.core)
            .attribute("siblings", cpu.siblings)
            .close("cpu");
    }
    out.close("cpus").close("cell");
}

void write_host(Writer &out, const Host &host)
{
    out.open("host");
    if (const std::string uuid = host.uuid(); !uuid.empty())
        out.element("uuid", uuid);
    write_host_cpu(out, host);
    const auto cells = host.cells();
    const auto cpus = host.cpus();
    out.open("topology").open("cells").attribute("num", cells.size());
    for (const Cell &cell : cells)
        write_cell(out, cell, cpus);
    out.close("cells").close("topology");
    // Guests run as the user who manages them, under no confinement but QEMU's own system call filter.
    out.open("secmodel").element("model", "none").element("doi", "0").close("secmodel");
    out.close("host");
}

void write_machines(Writer &out, const Emulator &emulator)
{
    const auto write = [&](const Machine &machine, std::string_view name, bool is_alias) {
        out.open("machine");
        if (is_alias)
            out.attribute("canonical", machine.name);
        out.attribute("maxCpus", machine.most_cpus);
        if (machine.is_deprecated)
            out.attribute("deprecated", "yes");
        out.text(name).close("machine");
    };
    // A client takes the first for the default one.
    std::vector<const Machine *> machines = {&emulator.default_machine()};
    for (const Machine &machine : emulator.machines) {
        if (&machine != machines.front())
            machines.push_back(&machine);
    }
    for (const Machine *machine : machines) {
        write(*machine, machine->name, false);
        if (!machine->alias.empty())
            write(*machine, machine->alias, true);
    }
}

void write_guest(Writer &out, const Emulator &emulator)
{
    const bool is_32_bit = emulator.arch == "i686";
    out.open("guest").element("os_type", "hvm");
    out.open("arch").attribute("name", emulator.arch);
    out.element("wordsize", is_32_bit ? 32 : 64).element("emulator", emulator.path);
    write_machines(out, emulator);
    out.open("domain").attribute("type", "qemu").close("domain");
    if (emulator.has_kvm)
        out.open("domain").attribute("type", "kvm").close("domain");
    out.close("arch");
    out.open("features");
    if (is_32_bit)
        out.empty("pae").empty("nonpae");
    out.open("acpi").attribute("default", "on").attribute("toggle", "yes").close("acpi");
    out.open("apic").attribute("default", "on").attribute("toggle", "no").close("apic");
    out.empty("cpuselection").empty("deviceboot");
    out.close("features").close("guest");
}

using Names = std::initializer_list<std::string_view>;

template <class Values>
void write_enum(Writer &out, std::string_view name, const Values &values)
{
    out.open("enum").attribute("name", name);
    for (const auto &value : values)
        out.element("value", std::string_view(value));
    out.close("enum");
}

// Those of `candidates`, pairs of libvirt's word and QEMU's device, that the emulator has.
std::vector<std::string_view>
available(const Emulator &emulator,
          std::initializer_list<std::pair<std::string_view, std::string_view>> candidates)
{
    std::vector<std::string_view> words;
    for (const auto &[word, device] : candidates) {
        if (emulator.has_device(device))
            words.push_back(word);
    }
    return words;
}

void write_domain_cpus(Writer &out, const Emulator &emulator, std::string_view type)
{
    const bool is_kvm = type == "kvm";
    out.open("cpu");
    out.open("mode")
        .attribute("name", "host-passthrough")
        .attribute("supported", is_kvm ? "yes" : "no")
        .close("mode");
    out.open("mode").attribute("name", "maximum").attribute("supported", "yes").close("mode");
    out.open("mode").attribute("name", "host-model").attribute("supported", "no").close("mode");
    out.open("mode").attribute("name", "custom").attribute("supported", "yes");
    for (const CpuModel &cpu : emulator.cpus) {
        if (cpu.name == "host" || cpu.name == "max")
            continue; // they have modes of their own
        out.open("model").attribute("usable", cpu.is_usable ? "yes" : "no");
        if (cpu.is_deprecated)
            out.attribute("deprecated", "yes");
        out.text(cpu.name).close("model");
    }
    out.close("mode").close("cpu");
}

void write_domain_devices(Writer &out, const Emulator &emulator)
{
    out.open("devices");
    out.open("disk").attribute("supported", "yes");
    write_enum(out, "diskDevice", Names{"disk", "cdrom", "floppy"});
    write_enum(out, "bus",
               available(emulator, {{"ide", "ide-hd"},
                                    {"fdc", "floppy"},
                                    {"scsi", "scsi-hd"},
                                    {"virtio", "virtio-blk-pci"},
                                    {"sata", "ahci"}}));
    out.close("disk");
    out.open("graphics").attribute("supported", "yes");
    write_enum(out, "type", Names{"vnc"});
    out.close("graphics");
    out.open("video").attribute("supported", "yes");
    write_enum(out, "modelType",
               available(emulator, {{"vga", "VGA"},
                                    {"cirrus", "cirrus-vga"},
                                    {"vmvga", "vmware-svga"},
                                    {"qxl", "qxl-vga"},
                                    {"virtio", "virtio-vga"},
                                    {"bochs", "bochs-display"}}));
    out.close("video");
    out.open("hostdev").attribute("supported", "no").close("hostdev");
    out.open("rng").attribute("supported", emulator.has_device("virtio-rng-pci") ? "yes" : "no");
    write_enum(out, "model", available(emulator, {{"virtio", "virtio-rng-pci"}}));
    write_enum(out, "backendModel", Names{"random", "builtin"});
    out.close("rng");
    out.close("devices");
}

} // namespace

std::string format_capabilities(const Host &host, const Emulators &emulators)
{
    Writer out;
    out.open("capabilities");
    write_host(out, host);
    for (const auto &emulator : emulators)
        write_guest(out, *emulator);
    out.close("capabilities");
    return std::move(out).str();
}

std::string format_domain_capabilities(const Emulator &emulator, const Machine &machine,
                                       std::string_view type)
{
    Writer out;
    out.open("domainCapabilities");
    out.element("path", emulator.path).element("domain", type).element("machine", machine.name);
    out.element("arch", emulator.arch);
    out.open("vcpu").attribute("max", machine.most_cpus).close("vcpu");
    out.open("os").attribute("supported", "yes").close("os");
    write_domain_cpus(out, emulator, type);
    write_domain_devices(out, emulator);
    out.open("features").open("gic").attribute("supported", "no").close("gic").close("features");
    out.close("domainCapabilities");
    return std::move(out).str();
}

} // namespace modvirt::qemu::capabilities
