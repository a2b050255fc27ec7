// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "kit/document/route.hpp"
#include "kit/network/completion.hpp"
#include "kit/xml/ip_address.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::network {

namespace {

using document::default_prefix;
using document::for_each_child;
using document::given_prefix;
using xml::IpAddress;
using xml::Node;

// The tables have made sure that these are addresses.
IpAddress address_of(Node node, std::string_view attribute)
{
    return IpAddress::parse(node.attribute_or(attribute, "")).value_or(IpAddress{});
}

[[noreturn]] void refuse_range(Node range, std::string_view fault)
{
    document::refuse(ErrorCode::InternalError, ErrorDomain::Nowhere, range,
                     fmt::format("range {} - {} {}", range.attribute_or("start", ""),
                                 range.attribute_or("end", ""), fault));
}

void check_range(Node range, Node ip)
{
    constexpr uint64_t most = 65535;
    const IpAddress start = address_of(range, "start");
    const IpAddress end = address_of(range, "end");
    const IpAddress host = address_of(ip, "address");
    if (start.is_v6() != end.is_v6() || start.is_v6() != host.is_v6())
        refuse_range(range, "mixes address families");
    if (end < start)
        refuse_range(range, "is reversed");
    const auto prefix = given_prefix(ip);
    if (ip.attribute("netmask") && !prefix)
        refuse_range(range, "is in a network whose netmask has holes");
    const uint32_t length = prefix.value_or(default_prefix(host));
    if (!start.shares(length, host) || !end.shares(length, host))
        refuse_range(range, fmt::format("is not entirely within network {}/{}", host.text(), length));
    if (!host.is_v6() && length < 31 && start == host.first_of(length))
        refuse_range(range, "starts with the address of the network itself");
    if (!host.is_v6() && length < 31 && end == host.last_of(length))
        refuse_range(range, "ends with the broadcast address");
    if (start.distance_to(end) > most)
        refuse_range(range, fmt::format("is too large (> {})", most));
}

void check_lease(Node owner)
{
    auto lease = owner.child("lease");
    if (!lease)
        return;
    const auto expiry = lease->attribute("expiry");
    if (!expiry)
        return lease->remove();
    if (document::number(expiry) == 0)
        return lease->remove_attribute("unit");
    if (!lease->attribute("unit"))
        lease->set_attribute("unit", "minutes");
    const std::string_view unit = lease->attribute_or("unit", "");
    const uint64_t least = unit == "seconds" ? 120 : unit == "minutes" ? 2 : 1;
    if (document::number(expiry) < least)
        refuse_unsupported(*lease, "The minimum lease time should be greater than 2 minutes");
}

bool is_alphanumeric(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9');
}

void check_host(Node host, bool v6)
{
    const auto mac = host.attribute("mac");
    const auto id = host.attribute("id");
    const auto name = host.attribute("name");
    if (mac && v6)
        refuse_xml(
            host, fmt::format("Invalid to specify MAC address '{}' in an IPv6 static host definition", *mac));
    if (mac) {
        const auto parsed = xml::parse_mac(*mac);
        if (!parsed)
            refuse_xml(host, fmt::format("Cannot parse MAC address '{}'", *mac));
        if (((*parsed)[0] & 1) != 0)
            refuse_xml(host, fmt::format("expected unicast mac address, found multicast '{}'", *mac));
    }
    if (id && id->find_first_not_of("0123456789abcdefABCDEF:") != std::string_view::npos)
        refuse_xml(host,
                   fmt::format("Invalid character in id '{}': only hexadecimal digits and ':' may be", *id));
    if (name && (name->empty() || !is_alphanumeric(name->front()) || name->find_first_of(" \t") != std::string_view::npos))
        refuse_xml(host, fmt::format("Cannot use host name '{}'", *name));
    if (v6 ? !id && !name : !mac && !name)
        refuse_xml(host, fmt::format("Static host definition in an {} network must have {} or name attribute",
                                     v6 ? "IPv6" : "IPv4", v6 ? "id" : "mac"));
    if (!host.attribute("ip"))
        refuse_xml(host, "Missing IP address in static host definition");
    check_lease(host);
}

void check_bootp(Node bootp, bool v6)
{
    // It is DHCP for IPv4 alone, and without a file there is nothing to boot.
    if (v6 || !bootp.attribute("file"))
        return bootp.remove();
    const auto server = bootp.attribute("server");
    if (!server)
        return;
    const auto address = IpAddress::parse(*server);
    if (!address)
        document::refuse(ErrorCode::SystemError, ErrorDomain::Nowhere, bootp,
                         fmt::format("Cannot parse socket address '{}'", *server));
    bootp.set_attribute("server", address->text());
}

void check_dhcp(Node dhcp, Node ip)
{
    const bool v6 = address_of(ip, "address").is_v6();
    // One after the other as they stand, so that the first fault is told.
    for (auto child = dhcp.first_child(); child;) {
        const auto next = child->next();
        child->tell_fault();
        if (child->name() == "range") {
            check_range(*child, ip);
            check_lease(*child);
        } else if (child->name() == "host") {
            check_host(*child, v6);
        } else {
            check_bootp(*child, v6);
        }
        child = next;
    }
    if (!dhcp.child("range") && !dhcp.child("host"))
        dhcp.remove();
}

void check_ip(Node ip)
{
    ip.tell_fault_of({});
    const IpAddress address = address_of(ip, "address");
    const std::string_view family = ip.attribute_or("family", "ipv4");
    if (address.is_v6() && family == "ipv4")
        refuse_unsupported(
            ip, fmt::format("family 'ipv4' (or none) specified for non-IPv4 address '{}'", address.text()));
    if (!address.is_v6() && family == "ipv6")
        refuse_unsupported(ip,
                           fmt::format("Family 'ipv6' specified for non-IPv6 address '{}'", address.text()));
    if (ip.attribute("netmask") && address.is_v6())
        refuse_unsupported(ip, fmt::format("netmask not allowed for IPv6 address '{}'", address.text()));
    if (ip.attribute("netmask") && address_of(ip, "netmask").is_v6())
        refuse_unsupported(ip, fmt::format("Invalid netmask '{}' for address '{}': both must be IPv4",
                                           ip.attribute_or("netmask", ""), address.text()));
    if (ip.attribute("netmask") && ip.attribute("prefix"))
        refuse_unsupported(ip, "IP address cannot have both a prefix and a netmask");
    if (document::number(ip.attribute("prefix")) > address.bits())
        refuse_unsupported(ip, fmt::format("Invalid IPv{} prefix '{}'", address.is_v6() ? 6 : 4,
                                           ip.attribute_or("prefix", "")));
    if (const auto dhcp = ip.child("dhcp"))
        check_dhcp(*dhcp, ip);
    if (address.is_v6() && ip.child("tftp"))
        refuse_unsupported(ip, "Unsupported <tftp> element in an IPv6 element");
}

bool is_reachable(Node network, const IpAddress &gateway)
{
    bool reachable = false;
    for_each_child(network, "ip", [&](Node ip) {
        const IpAddress address = address_of(ip, "address");
        reachable |= address.shares(given_prefix(ip).value_or(default_prefix(address)), gateway);
    });
    return reachable;
}

void check_route(Node route, Node network)
{
    document::check_route(route, fmt::format("network '{}': ", network.child("name")->text()));
    const IpAddress gateway = address_of(route, "gateway");
    if (!is_reachable(network, gateway))
        refuse_unsupported(route, fmt::format("unreachable static route gateway '{}'", gateway.text()));
}

} // namespace

void complete_addresses(Node network)
{
    for_each_child(network, "ip", [](const Node &ip) {
        check_ip(ip);
        ip.tell_fault();
    });
    for_each_child(network, "route", [&](const Node &route) {
        route.tell_fault();
        check_route(route, network);
    });
}

} // namespace modvirt::network
