// SPDX-License-Identifier: LGPL-2.1-or-later
// iface-bridge and iface-unbridge: a bridge is put over an interface of the host by rewriting its description: what
// belongs to the wire goes below the bridge, what belongs to the host's address stays above.
#include "commands/commands.hpp"

#include "base/failure.hpp"
#include "base/interface_lookup.hpp"
#include "base/xml_tree.hpp"

#include <algorithm>
#include <iterator>

namespace modvirt::cli {

namespace {

// What describes the wire itself, and moves with it.
bool belongs_to_wire(const XmlNode &node)
{
    const auto *element = std::get_if<XmlElement>(&node);
    return element && (element->name == "mac" || element->name == "bond" || element->name == "vlan");
}

XmlElement description_of(const Interface &interface, const std::string &name)
{
    const LibraryText xml(virInterfaceGetXMLDesc(interface.get(), VIR_INTERFACE_XML_INACTIVE));
    if (!xml)
        fail();
    XmlElement root = XmlDocument(xml.get()).root();
    if (!root.attribute("type"))
        fail("Existing device {} has no type", name);
    return root;
}

void set_attribute(XmlElement &element, const std::string &name, const std::string &value)
{
    for (auto &[key, old] : element.attributes) {
        if (key == name) {
            old = value;
            return;
        }
    }
    element.attributes.emplace_back(name, value);
}

// Moves what belongs to the wire from one element to another.
void move_wire(XmlElement &from, XmlElement &to)
{
    const auto kept = std::stable_partition(from.nodes.begin(), from.nodes.end(),
                                            [](const XmlNode &node) { return !belongs_to_wire(node); });
    std::move(kept, from.nodes.end(), std::back_inserter(to.nodes));
    from.nodes.erase(kept, from.nodes.end());
}

XmlElement bridged(XmlElement wire, const std::string &bridge_name, const Arguments &arguments)
{
    XmlElement inner{"interface",
                     {{"type", *wire.attribute("type")}, {"name", wire.attribute_or("name", "")}},
                     {}};
    move_wire(wire, inner);
    XmlElement bridge{"bridge", {{"stp", arguments.has("no-stp") ? "off" : "on"}}, {}};
    if (!arguments.has("no-stp"))
        bridge.attributes.emplace_back("delay", std::to_string(arguments.unsigned_integer("delay").value_or(0)));
    bridge.nodes.emplace_back(std::move(inner));
    set_attribute(wire, "type", "bridge");
    set_attribute(wire, "name", bridge_name);
    wire.nodes.emplace_back(std::move(bridge));
    return wire;
}

void run_iface_bridge(Session &session, const Arguments &arguments)
{
    const std::string name = arguments.required_text("interface");
    const std::string bridge_name = arguments.required_text("bridge");
    const Interface interface = find_interface(session, name, InterfaceByName);
    if (Interface(virInterfaceLookupByName(session.connection(), bridge_name.c_str())))
        fail("Network device {} already exists", bridge_name);
    static_cast<void>(arguments.unsigned_integer("delay"));
    const XmlElement description = description_of(interface, name);
    if (const std::string type = description.attribute_or("type", ""); type == "bridge")
        fail("Existing device {} is already a bridge", name);
    const std::string written = description.attribute_or("name", "");
    if (written != name)
        fail("Interface name from config {} doesn't match given supplied name {}", written, name);
    const std::string xml = serialize(bridged(description, bridge_name, arguments));
    const Interface bridge(virInterfaceDefineXML(session.connection(), xml.c_str(), 0));
    if (!bridge)
        fail("Failed to define new bridge interface {}", bridge_name);
    session.out.remark("Created bridge {} with attached device {}\n", bridge_name, name);
    if (arguments.has("no-start"))
        return;
    if (virInterfaceCreate(bridge.get(), 0) < 0)
        fail("Failed to start bridge interface {}", bridge_name);
    session.out.remark("Bridge interface {} started\n", bridge_name);
}

// What was below the bridge, with what stood above it.
XmlElement detached(XmlElement root, const std::string &bridge_name)
{
    const auto place = std::find_if(root.nodes.begin(), root.nodes.end(), [](const XmlNode &node) {
        const auto *element = std::get_if<XmlElement>(&node);
        return element && element->name == "bridge";
    });
    if (place == root.nodes.end())
        fail("No bridge node in xml document");
    XmlElement bridge = std::get<XmlElement>(std::move(*place));
    root.nodes.erase(place);
    const auto below = bridge.children("interface");
    if (below.size() > 1)
        fail("Multiple interfaces attached to bridge");
    if (below.empty())
        fail("No interface attached to bridge");
    XmlElement inner = *below.front();
    if (!inner.attribute("name"))
        fail("Device attached to bridge {} has no name", bridge_name);
    if (!inner.attribute("type"))
        fail("Attached device {} has no type", *inner.attribute("name"));
    set_attribute(root, "type", *inner.attribute("type"));
    set_attribute(root, "name", *inner.attribute("name"));
    move_wire(inner, root);
    return root;
}

void run_iface_unbridge(Session &session, const Arguments &arguments)
{
    const std::string name = arguments.required_text("bridge");
    const Interface bridge = find_interface(session, name, InterfaceByName);
    const XmlElement description = description_of(bridge, name);
    if (description.attribute_or("type", "") != "bridge")
        fail("Device {} is not a bridge", name);
    const XmlElement below = detached(description, name);
    const std::string inner_name = below.attribute_or("name", "");
    if (virInterfaceIsActive(bridge.get()) == 1 && virInterfaceDestroy(bridge.get(), 0) < 0)
        fail("Failed to destroy bridge interface {}", name);
    if (virInterfaceUndefine(bridge.get()) < 0)
        fail("Failed to undefine bridge interface {}", name);
    const Interface interface(
        virInterfaceDefineXML(session.connection(), serialize(below).c_str(), 0));
    if (!interface)
        fail("Failed to define new interface {}", inner_name);
    session.out.remark("Device {} un-attached from bridge {}\n", inner_name, name);
    if (arguments.has("no-start"))
        return;
    if (virInterfaceCreate(interface.get(), 0) < 0)
        fail("Failed to start interface {}", inner_name);
    session.out.remark("Interface {} started\n", inner_name);
}

constexpr Option bridge_options[] = {
    argument("interface", "existing interface name", complete_host_interface),
    argument("bridge", "new bridge device name"),
    flag("no-stp", "do not enable STP for this bridge"),
    number("delay", "number of seconds to squelch traffic on newly connected ports"),
    flag("no-start", "don't start the bridge immediately"),
};
constexpr Option unbridge_options[] = {
    argument("bridge", "current bridge device name", complete_host_interface),
    flag("no-start", "don't start the detached interface immediately (not recommended)"),
};

} // namespace

constexpr Command iface_bridge_command{
    .name = "iface-bridge",
    .summary = "create a bridge device and attach an existing network device to it",
    .description = "bridge an existing network device",
    .options = bridge_options,
    .run = run_iface_bridge};
constexpr Command iface_unbridge_command{.name = "iface-unbridge",
                                         .summary = "undefine a bridge device after detaching its device(s)",
                                         .description = "unbridge a network device",
                                         .options = unbridge_options,
                                         .run = run_iface_unbridge};

} // namespace modvirt::cli
