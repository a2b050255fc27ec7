// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "kit/network/completion.hpp"
#include "kit/xml/ip_address.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::network {

namespace {

using document::for_each_child;
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

// The length of an address's network when none is given: that of its old class.
uint32_t default_prefix(const IpAddress &address)
{
    if (address.is_v6())
        return 64;
    const auto within = [&](const char *first, uint32_t prefix) {
        return IpAddress::parse(first)->shares(prefix, address);
    };
    if (within("0.0.0.0", 1))
        return 8;
    if (within("128.0.0.0", 2))
        return 16;
    return within("192.0.0.0", 3) ? 24 : 32;
}

// Nothing for a netmask with holes in it, and for neither netmask nor prefix.
std::optional<uint32_t> given_prefix(Node node)
{
    if (node.attribute("netmask"))
        return address_of(node, "netmask").prefix_of_mask();
    if (node.attribute("prefix"))
        return static_cast<uint32_t>(document::number(node.attribute("prefix")));
    return std::nullopt;
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
    if (name && (name->empty() || name->find_first_of(" \t") != std::string_view::npos))
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
    for_each_child(dhcp, "range", [&](Node range) {
        check_range(range, ip);
        check_lease(range);
    });
    for_each_child(dhcp, "host", [&](Node host) { check_host(host, v6); });
    if (const auto bootp = dhcp.child("bootp"))
        check_bootp(*bootp, v6);
    if (!dhcp.child("range") && !dhcp.child("host"))
        dhcp.remove();
}

void check_ip(Node ip)
{
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
    if (address.is_v6() && ip.child("tftp"))
        refuse_unsupported(ip, "Unsupported <tftp> element in an IPv6 element");
    if (const auto dhcp = ip.child("dhcp"))
        check_dhcp(*dhcp, ip);
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
    const bool v6 = route.attribute("family") == "ipv6";
    const IpAddress address = address_of(route, "address");
    const IpAddress gateway = address_of(route, "gateway");
    for (const IpAddress &one : {address, gateway})
        if (one.is_v6() != v6)
            refuse_xml(route, fmt::format("the family of the route is IPv{}, and '{}' is not of it",
                                          v6 ? 6 : 4, one.text()));
    if (route.attribute("netmask") && v6)
        refuse_xml(route, fmt::format("Specifying netmask invalid for IPv6 address '{}'", address.text()));
    if (route.attribute("netmask") && route.attribute("prefix"))
        refuse_xml(route, "Route definition cannot have both a prefix and a netmask");
    if (document::number(route.attribute("prefix")) > address.bits())
        refuse_xml(route, fmt::format("Invalid prefix {} specified in route definition, must be 0 - {}",
                                      route.attribute_or("prefix", ""), address.bits()));
    // Without a length, the default route is meant, or a single host.
    const bool anywhere = address == address.first_of(0);
    const uint32_t length = given_prefix(route).value_or(anywhere ? 0 : default_prefix(address));
    const bool is_network = address == address.first_of(length);
    if (!is_network || (!anywhere && !given_prefix(route)))
        refuse_xml(route, fmt::format("Address '{}' in route definition is not a network address: give it a "
                                      "prefix or a netmask, with no bits set behind",
                                      address.text()));
    if (!is_reachable(network, gateway))
        refuse_unsupported(route, fmt::format("unreachable static route gateway '{}'", gateway.text()));
}

} // namespace

void complete_addresses(Node network)
{
    for_each_child(network, "ip", check_ip);
    for_each_child(network, "route", [&](Node route) { check_route(route, network); });
}

} // namespace modvirt::network
