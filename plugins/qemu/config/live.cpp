// SPDX-License-Identifier: LGPL-2.1-or-later
#include "live.hpp"

#include <fmt/format.h>

#include "kit/domain/schema.hpp"
#include "kit/xml/formatter.hpp"
#include "kit/xml/value.hpp"
#include "machine.hpp"

namespace modvirt::qemu::config {

namespace {

using xml::Node;

std::string_view attribute_of(const Node &node, std::string_view child, std::string_view attribute)
{
    const auto found = node.child(child);
    return found ? found->attribute_or(attribute, "") : std::string_view();
}

// a is 0, b is 1, aa is 26: the letters behind "vd" or "sd".
uint32_t letter_index(std::string_view target)
{
    uint32_t index = 0;
    std::size_t count = 0;
    for (const char letter : target.substr(std::min<std::size_t>(2, target.size()))) {
        if (letter < 'a' || letter > 'z' || count > 4)
            break;
        index = (count++ == 0 ? 0 : (index + 1) * 26) + static_cast<uint32_t>(letter - 'a');
    }
    return index;
}

std::string disk_alias(const Node &disk)
{
    const std::string_view bus = attribute_of(disk, "target", "bus");
    const auto at = [&](std::string_view part) { return attribute_of(disk, "address", part); };
    if (bus == "virtio" || bus == "usb")
        return fmt::format("{}-disk{}", bus, letter_index(attribute_of(disk, "target", "dev")));
    if (bus == "scsi")
        return fmt::format("scsi{}-{}-{}-{}", at("controller"), at("bus"), at("target"), at("unit"));
    return fmt::format("{}{}-{}-{}", bus, at("controller"), at("bus"), at("unit"));
}

std::string controller_alias(const Node &controller, MachineKind machine)
{
    const std::string_view type = controller.attribute_or("type", "");
    const std::string_view index = controller.attribute_or("index", "0");
    if (type == "pci")
        return fmt::format("{}.{}", machine == MachineKind::Q35 && index == "0" ? "pcie" : "pci", index);
    // The built-in ones have the names that QEMU gives their buses.
    if (index == "0" && type == "usb")
        return "usb";
    if (index == "0" && ((type == "ide" && machine == MachineKind::I440fx) ||
                         (type == "sata" && machine == MachineKind::Q35)))
        return "ide";
    return fmt::format("{}{}", type, index);
}

std::string_view numbered_prefix(std::string_view device)
{
    if (device == "interface")
        return "net";
    if (device == "memballoon")
        return "balloon";
    if (device == "serial" || device == "console" || device == "channel" || device == "input" ||
        device == "sound" || device == "video" || device == "watchdog" || device == "rng" ||
        device == "panic")
        return device;
    return {};
}

bool is_serial_console(const Node &device)
{
    return device.name() == "console" && attribute_of(device, "target", "type") == "serial";
}

void set_alias(Node device, const std::string &name)
{
    if (device.child("alias"))
        return; // the application's own
    device.append("alias").set_attribute("name", name);
}

void add_aliases(Node domain, MachineKind machine)
{
    auto devices = domain.child("devices");
    if (!devices)
        return;
    std::map<std::string_view, uint32_t> counts;
    std::string first_serial = "serial0";
    if (const auto serial = devices->child("serial"); serial && serial->child("alias"))
        first_serial = serial->child("alias")->attribute_or("name", "serial0");
    uint32_t usb = 0;
    for (auto device = devices->first_child(); device; device = device->next()) {
        const std::string_view name = device->name();
        if (name == "disk") {
            set_alias(*device, disk_alias(*device));
        } else if (name == "controller") {
            // Companions of one controller carry its index; QEMU needs a name for each.
            const bool is_usb = device->attribute("type") == "usb";
            const bool again = is_usb && usb > 0 && device->attribute_or("index", "0") == "0";
            set_alias(*device, again ? fmt::format("usb-part{}", usb) : controller_alias(*device, machine));
            usb += is_usb ? 1U : 0U;
        } else if (is_serial_console(*device)) {
            ++counts["console"];
            set_alias(*device, first_serial);
        } else if (const auto prefix = numbered_prefix(name); !prefix.empty()) {
            set_alias(*device, fmt::format("{}{}", prefix, counts[prefix]++));
        }
    }
}

void add_facts(Node domain, const RunFacts &facts)
{
    auto devices = domain.child("devices");
    for (auto device = devices ? devices->first_child() : std::nullopt; device; device = device->next()) {
        if (device->name() == "graphics" && device->attribute("type") == "vnc" && facts.vnc_port >= 0) {
            device->set_attribute("port", std::to_string(facts.vnc_port));
            if (facts.vnc_websocket >= 0)
                device->set_attribute("websocket", std::to_string(facts.vnc_websocket));
            auto listen = device->child("listen");
            if (listen && listen->attribute("type") == "address" && !listen->attribute("address")) {
                listen->set_attribute("address", default_listen_address);
                device->set_attribute("listen", default_listen_address);
            }
        }
        const auto pty = facts.ptys.find(std::string(attribute_of(*device, "alias", "name")));
        if (pty == facts.ptys.end() || device->attribute("type") != "pty")
            continue;
        device->child_or_new("source").set_attribute("path", pty->second);
        if (device->name() == "console")
            device->set_attribute("tty", pty->second);
    }
}

// Images are numbered as libvirt numbers them: those of the last disk come first.
void add_chain(Node disk, const DiskSource &source, uint32_t &number)
{
    disk.child("source")->set_attribute("index", std::to_string(number++));
    if (auto configured = disk.child("backingStore"))
        configured->remove();
    Node above = disk;
    for (const BackingImage &image : source.chain) {
        if (!image.is_here)
            return;
        Node store = above.append("backingStore");
        store.set_attribute("type", image.is_block ? "block" : "file");
        store.set_attribute("index", std::to_string(number++));
        store.append("format").set_attribute("type", image.format);
        store.append("source").set_attribute(image.is_block ? "dev" : "file", image.path);
        above = store;
    }
    above.append("backingStore");
}

void add_sources(Node domain, const DiskSources &sources)
{
    std::vector<Node> disks;
    const auto devices = domain.child("devices");
    for (auto disk = devices ? devices->child("disk") : std::nullopt; disk; disk = disk->next_of_kind())
        disks.push_back(*disk);
    uint32_t number = 1;
    for (auto disk = disks.rbegin(); disk != disks.rend(); ++disk) {
        const auto found = sources.find(attribute_of(*disk, "target", "dev"));
        if (found != sources.end() && disk->child("source"))
            add_chain(*disk, found->second, number);
    }
}

MachineKind kind_of(const domain::Config &config)
{
    return machine_kind(config.machine).value_or(MachineKind::I440fx);
}

} // namespace

xml::Document with_aliases(const domain::Config &config)
{
    xml::Editor editor(domain::schema(), config.document);
    add_aliases(editor.root(), kind_of(config));
    return editor.finish();
}

std::string format_live(const domain::Config &config, int32_t id, const RunFacts &facts, uint64_t memory_kib,
                        Secrets secrets)
{
    xml::Editor editor(domain::schema(), config.document);
    add_aliases(editor.root(), kind_of(config));
    add_facts(editor.root(), facts);
    add_sources(editor.root(), facts.sources);
    editor.root().child_or_new("currentMemory").set_text(std::to_string(memory_kib));
    const std::string id_text = std::to_string(id);
    xml::FormatRules rules;
    rules.secrets = secrets == Secrets::Include ? xml::Secrets::Include : xml::Secrets::Omit;
    rules.root_attribute = "id";
    rules.root_value = id_text;
    return xml::format(editor.finish(), rules);
}

std::string_view alias_of(const xml::Element &device)
{
    const auto alias = device.child("alias");
    return alias ? alias->attribute_or("name", "") : std::string_view();
}

} // namespace modvirt::qemu::config
