// SPDX-License-Identifier: LGPL-2.1-or-later
// domif-getlink, domif-setlink: whether the cable of a network interface is plugged in.
#include "commands/commands.hpp"

#include "base/device_element.hpp"
#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/json.hpp"
#include "base/mac_address.hpp"

#include <strings.h>

namespace modvirt::cli {

namespace {

void run_domif_getlink(Session &session, const Arguments &arguments)
{
    const std::string name = arguments.required_text("interface");
    const Domain domain = find_domain(session, arguments);
    const DomainXml xml = DomainXml::of(domain, arguments.has("config") ? VIR_DOMAIN_XML_INACTIVE : 0);
    const std::vector<const XmlElement *> found = find_interfaces(xml, name);
    if (found.empty()) {
        const auto mac = parse_mac_address(name);
        fail("Interface ({}: {}) not found.", mac ? "mac" : "dev", mac.value_or(name));
    }
    if (found.size() > 1)
        fail("multiple matching interfaces found");
    const std::string state = attribute_of_child(*found.front(), "link", "state");
    const std::string shown = state.empty() ? "up" : state;
    if (wants_json(session, arguments))
        return print_json(session, {{"interface", json_text(name)}, {"state", json_text(shown)}});
    session.out.print("{} {}", name, shown);
}

// By its name on the host or by its address, whichever comes first and however it is written.
XmlElement interface_called(const DomainXml &xml, const std::string &name)
{
    for (const XmlElement *interface : xml.devices("interface"))
        for (const std::string &known : {attribute_of_child(*interface, "target", "dev"),
                                         attribute_of_child(*interface, "mac", "address")})
            if (strcasecmp(known.c_str(), name.c_str()) == 0)
                return *interface;
    fail("interface '{}' not found", name);
}

void set_state(XmlElement &interface, const std::string &state)
{
    for (XmlNode &node : interface.nodes)
        if (auto *link = std::get_if<XmlElement>(&node); link && link->name == "link") {
            link->attributes = {{"state", state}};
            return;
        }
    interface.nodes.emplace_back(XmlElement{"link", {{"state", state}}, {}});
}

void run_domif_setlink(Session &session, const Arguments &arguments)
{
    const std::string name = arguments.required_text("interface");
    const std::string state = arguments.required_text("state");
    const Domain domain = find_domain(session, arguments);
    if (state != "up" && state != "down")
        fail("invalid link state '{}'", state);
    const bool config = arguments.has("config");
    const bool definition = config || virDomainIsActive(domain.get()) == 0;
    const DomainXml xml = DomainXml::of(domain, config ? VIR_DOMAIN_XML_INACTIVE : 0, Blanks::Kept);
    XmlElement interface = interface_called(xml, name);
    set_state(interface, state);
    const std::string text = serialize_as_it_is(interface);
    if (arguments.has("print-xml"))
        return session.out.write(text);
    const unsigned flags = definition ? VIR_DOMAIN_AFFECT_CONFIG : VIR_DOMAIN_AFFECT_LIVE;
    if (virDomainUpdateDeviceFlags(domain.get(), text.c_str(), flags) < 0)
        fail("Failed to update interface link state");
    session.out.remark("Device updated successfully\n");
}

std::vector<std::string> complete_state(Session &, const Arguments &)
{
    return {"down", "up"};
}

constexpr Option getlink_options[] = {
    domain_option(complete_domain),
    argument("interface", "interface device (MAC Address)", complete_interface),
    alias("persistent", "config"),
    config_option("Get persistent interface state"),
};
constexpr Option setlink_options[] = {
    domain_option(complete_domain),
    argument("interface", "interface device (MAC Address)", complete_interface),
    argument("state", "new state of the device", complete_state),
    alias("persistent", "config"),
    config_option(),
    flag("print-xml", "print XML document rather than set the interface link state"),
};

} // namespace

constexpr Command domif_getlink_command{.name = "domif-getlink",
                                        .summary = "get link state of a virtual interface",
                                        .description = "Get link state of a domain's virtual interface.",
                                        .options = getlink_options,
                                        .run = run_domif_getlink,
                                        .traits = Json};
constexpr Command domif_setlink_command{
    .name = "domif-setlink",
    .summary = "set link state of a virtual interface",
    .description =
        "Set link state of a domain's virtual interface. This command wraps usage of update-device command.",
    .options = setlink_options,
    .run = run_domif_setlink};

} // namespace modvirt::cli
