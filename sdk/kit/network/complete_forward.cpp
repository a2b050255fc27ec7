// SPDX-License-Identifier: MIT
#include <algorithm>
#include <iterator>
#include <set>

#include <fmt/format.h>

#include "kit/network/completion.hpp"
#include "kit/xml/ip_address.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::network {

namespace {

using document::for_each_child;
using xml::Node;

// In the order of the enumeration.
constexpr std::string_view modes[] = {"none",    "nat",         "route",   "open", "bridge",
                                      "private", "passthrough", "hostdev", "vepa"};

Forward mode_of(Node network)
{
    const auto forward = network.child("forward");
    return forward_named(forward ? forward->attribute_or("mode", "") : "");
}

bool has_bridge_of_its_own(Forward mode)
{
    return mode <= Forward::Open;
}

void remove_all(Node parent, std::string_view name)
{
    for_each_child(parent, name, [](Node node) { node.remove(); });
}

// The first device is named in two places.
void complete_devices(Node forward)
{
    std::set<std::string> devices;
    for_each_child(forward, "interface", [&](Node interface) {
        interface.remove_attribute("connections");
        if (!devices.emplace(interface.attribute_or("dev", "")).second)
            refuse_xml(interface, fmt::format("interface '{}' can only be listed once in a network",
                                              interface.attribute_or("dev", "")));
    });
    for_each_child(forward, "address", [](Node address) { address.remove_attribute("connections"); });
    const auto first = forward.child("interface");
    const auto dev = forward.attribute("dev");
    if (dev && (forward.child("address") || forward.child("pf")))
        refuse_xml(forward, "the <forward> 'dev' attribute cannot be used when <address> or <pf> sub-elements are "
                            "present");
    if (dev && first && first->attribute("dev") != dev)
        refuse_xml(forward, fmt::format("<forward dev='{}'> must match first <interface dev='{}'/>", *dev,
                                        first->attribute_or("dev", "")));
    if (first) {
        forward.set_attribute("dev", std::string(first->attribute_or("dev", "")));
    } else if (dev) {
        const std::string copy(*dev);
        forward.append("interface").set_attribute("dev", copy);
    }
    if (forward.child("interface"))
        remove_all(forward, "address");
    if (forward.child("interface") || forward.child("address"))
        remove_all(forward, "pf");
}

xml::IpAddress nat_end(Node range, std::string_view attribute)
{
    const auto address = xml::IpAddress::parse(range.attribute_or(attribute, ""));
    if (!address || address->is_v6() != (range.parent()->attribute("ipv6") == "yes" && address->is_v6()))
        refuse_xml(range, fmt::format("Bad {} address '{}' in <nat> in <forward>", attribute,
                                      range.attribute_or(attribute, "")));
    return *address;
}

void check_nat(Node nat)
{
    if (const auto address = nat.child("address")) {
        if (nat_end(*address, "end") < nat_end(*address, "start"))
            document::refuse(ErrorCode::InternalError, ErrorDomain::Nowhere, *address,
                             fmt::format("range {} - {} is reversed", address->attribute_or("start", ""),
                                         address->attribute_or("end", "")));
    }
    if (const auto port = nat.child("port"))
        if (document::number(port->attribute("end")) < document::number(port->attribute("start")))
            document::refuse(ErrorCode::XmlDetail, ErrorDomain::Network, *port,
                             "Missing or invalid 'end' attribute in <port> in <nat>: it is below 'start'");
}

void expect_nat(const Node &forward, Forward mode)
{
    if (const auto nat = forward.child("nat"); nat && mode != Forward::Nat)
        refuse_xml(*nat, "The <nat> element can only be used when <forward> 'mode' is 'nat'");
}

void check_forward(Node network, Node forward, Forward mode)
{
    expect_nat(forward, mode);
    if (const auto nat = forward.child("nat"))
        check_nat(*nat);
    const auto first = forward.child("interface");
    if (mode == Forward::Open && first)
        refuse_xml(forward, "forward dev not allowed with forward mode='open'");
    if (has_bridge_of_its_own(mode)) {
        if (!network.child("ip"))
            refuse_xml(forward,
                       fmt::format("{} forwarding requested, but no IP address provided: add an <ip>",
                                   forward.attribute_or("mode", "")));
        if (first && first->next_of_kind())
            refuse_xml(*first->next_of_kind(),
                       "multiple forwarding interfaces specified, only one is supported");
    }
}

void complete_bridge(Node network)
{
    Node bridge = network.child_or_new("bridge");
    if (!bridge.attribute("stp"))
        bridge.set_attribute("stp", "on");
    if (!bridge.attribute("delay"))
        bridge.set_attribute("delay", "0");
}

// A bridge that somebody else made: this network only names it.
void check_bridge(Node network, Node bridge, std::string_view mode)
{
    if (bridge.attribute("delay") == "0")
        bridge.remove_attribute("delay");
    if (bridge.attribute("delay") || bridge.attribute("stp") || bridge.attribute("zone"))
        refuse_xml(bridge, fmt::format("bridge delay/stp/zone options only allowed in route, nat, and "
                                       "isolated mode, not in {}",
                                       mode));
    if (bridge.attribute("name") && mode != "bridge")
        refuse_xml(bridge, fmt::format("bridge name not allowed in {} mode", mode));
    if (bridge.attribute("name") && network.child("forward")->child("interface"))
        refuse_xml(bridge, "A network with forward mode='bridge' can specify a bridge name or a forward dev, "
                           "but not both");
}

} // namespace

Forward forward_named(std::string_view mode)
{
    const auto *const found = std::ranges::find(modes, mode);
    return found == std::end(modes) ? Forward::None : static_cast<Forward>(found - std::begin(modes));
}

void complete_forward(Node network)
{
    auto forward = network.child("forward");
    if (!forward)
        return;
    const Forward mode = mode_of(network);
    complete_devices(*forward);
    if (mode == Forward::None) {
        expect_nat(*forward, mode);
        return forward->remove();
    }
    check_forward(network, *forward, mode);
}

void check_mode(Node network)
{
    const Forward mode = mode_of(network);
    if (auto mac = network.child("mac")) {
        const auto address = xml::parse_mac(mac->attribute_or("address", ""));
        if (address && ((*address)[0] & 1) != 0)
            refuse_xml(*mac,
                       fmt::format("Invalid multicast bridge mac address '{}'", xml::format_mac(*address)));
    }
    if (auto mtu = network.child("mtu"); mtu && document::number(mtu->attribute("size")) == 0)
        mtu->remove();
    if (has_bridge_of_its_own(mode))
        return complete_bridge(network);
    const std::string_view name = modes[static_cast<std::size_t>(mode)];
    if (const auto bridge = network.child("bridge"))
        check_bridge(network, *bridge, name);
    if (const auto mtu = network.child("mtu"))
        refuse_xml(
            *mtu,
            fmt::format("mtu size only allowed in open, route, nat, and isolated mode, not in {}", name));
}

} // namespace modvirt::network
