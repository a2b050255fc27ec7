// SPDX-License-Identifier: MIT
#include "kit/nodedev/config.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include <fmt/format.h>

#include "kit/document/completion.hpp"
#include "kit/nodedev/schema.hpp"
#include "kit/xml/formatter.hpp"

namespace modvirt::nodedev {

namespace {

using xml::Node;

// What a capability of one type cannot do without.
struct Needs {
    std::string_view type;
    std::span<const std::string_view> elements;
};

constexpr std::string_view pci_needs[] = {"domain", "bus", "slot", "function"};
constexpr std::string_view usb_device_needs[] = {"bus", "device"};
constexpr std::string_view usb_needs[] = {"number", "class", "subclass", "protocol"};
constexpr std::string_view net_needs[] = {"interface"};
constexpr std::string_view target_needs[] = {"target"};
constexpr std::string_view scsi_needs[] = {"host", "bus", "target", "lun"};
constexpr std::string_view storage_needs[] = {"block"};
constexpr std::string_view typed_needs[] = {"type"};
constexpr Needs all_needs[] = {{"pci", pci_needs},
                               {"usb_device", usb_device_needs},
                               {"usb", usb_needs},
                               {"net", net_needs},
                               {"scsi_target", target_needs},
                               {"scsi", scsi_needs},
                               {"storage", storage_needs},
                               {"drm", typed_needs},
                               {"mdev", typed_needs}};

[[noreturn]] void refuse(Node node, const std::string &message)
{
    document::refuse(ErrorCode::InternalError, ErrorDomain::Nodedev, node, message);
}

// How large the blocks of a medium are is what the host finds.
void remove_block_sizes(Node capability)
{
    document::remove_children(capability, {"logical_block_size", "num_blocks"});
}

// libvirt writes the capabilities within another in an order of its own, that of the words in the table.
void order_inner(Node capability)
{
    const auto inner = capability.child("capability");
    if (!inner)
        return;
    // All of them before any is moved: a walk would come to those that were moved again, two of a type without end.
    std::vector<Node> nodes;
    document::for_each_child(capability, "capability", [&](Node node) { nodes.push_back(node); });
    for (const std::string_view type : inner->rule()->attributes.front().value.words)
        for (Node node : nodes)
            if (node.attribute("type") == type)
                node.move_before(std::nullopt);
}

// By its text; the type of a mediated device is an attribute.
bool tells(const Node &capability, std::string_view element)
{
    const auto found = capability.child(element);
    return found && (!found->text().empty() || found->attribute("id"));
}

void check_capability(Node capability)
{
    const std::string_view type = capability.attribute_or("type", "");
    for (const Needs &needs : all_needs)
        if (needs.type == type)
            for (const std::string_view element : needs.elements)
                if (!tells(capability, element))
                    refuse(capability,
                           fmt::format("no {} supplied for a device of type '{}'", element, type));
    // The host sets the driver and counts the virtual ports.
    document::for_each_child(capability, "capability", [](Node inner) {
        if (inner.attribute("type") == "vport_ops")
            for (const char *count : {"max_vports", "vports"})
                inner.child_or_new(count).set_text("0");
        remove_block_sizes(inner);
    });
    remove_block_sizes(capability);
    order_inner(capability);
}

void add_capabilities(std::vector<std::string_view> &types, const xml::Element &parent)
{
    for (const xml::Element capability : parent.children("capability")) {
        types.push_back(capability.attribute_or("type", ""));
        add_capabilities(types, capability);
    }
}

std::string_view find_text(const xml::Element &parent, std::string_view name)
{
    if (const auto text = parent.child_text(name))
        return *text;
    for (const xml::Element capability : parent.children("capability"))
        if (const std::string_view text = find_text(capability, name); !text.empty())
            return text;
    return {};
}

// The values of a complete document.
ConfigPtr describe(xml::Document document)
{
    auto config = std::make_shared<Config>();
    config->document = std::move(document);
    const xml::Element device = config->document.root();
    config->name = device.child_text("name").value_or("");
    config->parent = device.child_text("parent").value_or("");
    config->wwnn = find_text(device, "wwnn");
    config->wwpn = find_text(device, "wwpn");
    add_capabilities(config->capabilities, device);
    return config;
}

} // namespace

ConfigPtr complete(xml::Editor &editor)
{
    Node device = editor.root();
    if (device.child_or_new("name").text().empty())
        device.child("name")->set_text("new device");
    if (!device.child("capability"))
        refuse(device, fmt::format("no device capabilities for '{}'", device.child("name")->text()));
    document::for_each_child(device, "capability", check_capability);
    document::remove_children(device, {"driver"});
    return describe(editor.finish());
}

ConfigPtr parse(const modvirt_xml_v1 &parser, std::string_view text, const xml::ReadOptions &read_options)
{
    xml::Editor editor = xml::read(parser, text, schema(), read_options);
    return complete(editor);
}

std::string format(const Config &config)
{
    return xml::format(config.document);
}

} // namespace modvirt::nodedev
