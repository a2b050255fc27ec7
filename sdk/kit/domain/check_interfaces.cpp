// SPDX-License-Identifier: MIT
// What contradicts itself in an interface: first as it is given, then when it is complete.
#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "kit/document/route.hpp"
#include "kit/domain/completion.hpp"
#include "kit/xml/ip_address.hpp"

namespace modvirt::domain {

namespace {

using xml::IpAddress;
using xml::Node;

constexpr std::string_view need_source[] = {"network", "bridge", "direct",   "mcast",     "server", "client",
                                            "udp",     "vds",    "internal", "vhostuser", "vdpa"};
constexpr std::string_view with_virtualport[] = {"network", "bridge", "direct", "hostdev"};

// An interface that is a device of the host names that device.
bool names_host_device(const Node &interface)
{
    const auto source = interface.child("source");
    const auto address = source ? source->child("address") : std::nullopt;
    return address && address->attribute("type");
}

void check_ip(const Node &ip)
{
    const auto address = IpAddress::parse(ip.attribute_or("address", ""));
    if (!address)
        return;
    const auto family = ip.attribute("family");
    if (family && (family == "ipv6") != address->is_v6())
        refuse_xml(ip, fmt::format("Invalid address '{}' in <ip>: it is not of family '{}'", address->text(), *family));
    if (document::number(ip.attribute("prefix")) > address->bits())
        refuse_xml(ip, fmt::format("Invalid prefix value '{}' in <ip>", ip.attribute_or("prefix", "")));
    const auto peer = ip.attribute("peer");
    const auto other = peer ? IpAddress::parse(*peer) : std::nullopt;
    if (peer && (!other || other->is_v6() != address->is_v6()))
        document::refuse(ErrorCode::InvalidArg, ErrorDomain::Nowhere, ip, fmt::format("Invalid peer '{}' in <ip>", *peer));
}

void check_teaming(Node owner)
{
    auto teaming = owner.child("teaming");
    if (!teaming || teaming->attribute("type"))
        return;
    if (teaming->attribute("persistent"))
        refuse_unsupported(*teaming, "unknown teaming type: it is 'persistent' or 'transient'");
    teaming->remove();
}

void check_model_name(const Node &interface)
{
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    const auto model = interface.child("model");
    if (model && model->attribute_or("type", "").find_first_not_of(allowed) != std::string_view::npos)
        refuse(ErrorCode::InvalidArg, *model, "Model name contains invalid characters");
}

} // namespace

void check_given_interface(Node interface, const Options &options)
{
    const std::string_view type = interface.attribute_or("type", "user");
    interface.tell_fault_of({});
    check_model_name(interface);
    if (!interface.child("source") && is_one_of(type, need_source))
        refuse_xml(interface, fmt::format("interface type='{}' requires a 'source' element", type));
    for (const std::string_view part : {"source", "model"})
        interface.tell_fault_of(part);
    if (interface.child("virtualport") && !is_one_of(type, with_virtualport))
        refuse_unsupported(interface,
                           fmt::format("<virtualport> element unsupported for <interface type='{}'>", type));
    using document::TrafficOf;
    document::complete_traffic(
        interface, type == "network" ? TrafficOf::NetworkInterface : TrafficOf::Interface, options.random);
    for (const std::string_view part : {"mac", "ip", "route"})
        interface.tell_fault_of(part);
    check_mac(interface);
    for_each_child(interface, "ip", check_ip);
    for_each_child(interface, "route", [](const Node &route) { document::check_route(route, "guest interface: "); });
    interface.tell_fault();
    check_teaming(interface);
    if (type == "hostdev" && !names_host_device(interface))
        refuse_xml(interface, "missing source address type");
}

void check_complete_interface(const Node &interface)
{
    const auto teaming = interface.child("teaming");
    const std::string_view role = teaming ? teaming->attribute_or("type", "") : std::string_view{};
    if (role == "transient" && !teaming->attribute("persistent"))
        refuse_unsupported(*teaming, "teaming persistent attribute must be set if teaming type is 'transient'");
    if (role == "persistent" && teaming->attribute("persistent"))
        refuse_unsupported(*teaming, "teaming persistent attribute not allowed if teaming type is 'persistent'");
    const auto model = interface.child("model");
    if (!model || !model->attribute_or("type", "").starts_with("virtio"))
        check_virtio_options(interface);
}

} // namespace modvirt::domain
