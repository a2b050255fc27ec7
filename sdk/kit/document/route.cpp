// SPDX-License-Identifier: MIT
#include "kit/document/route.hpp"

#include <string>

#include <fmt/format.h>

#include "kit/document/completion.hpp"

namespace modvirt::document {

using xml::IpAddress;
using xml::Node;

namespace {

// The tables have made sure that these are addresses.
IpAddress address_of(const Node &node, std::string_view attribute)
{
    return IpAddress::parse(node.attribute_or(attribute, "")).value_or(IpAddress{});
}

bool is_network_address(const Node &route, const IpAddress &address)
{
    if (route.attribute("netmask"))
        return address == address.masked(address_of(route, "netmask"));
    // Without a length, the default route is meant.
    const bool is_anywhere = address == address.first_of(0);
    const auto prefix = given_prefix(route);
    return prefix ? address == address.first_of(*prefix) : is_anywhere;
}

} // namespace

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

std::optional<uint32_t> given_prefix(const Node &node)
{
    if (node.attribute("netmask"))
        return address_of(node, "netmask").prefix_of_mask();
    if (node.attribute("prefix"))
        return static_cast<uint32_t>(document::number(node.attribute("prefix")));
    return std::nullopt;
}

void check_route(const Node &route, std::string_view whose)
{
    const auto expect = [&](bool holds, const std::string &message) {
        if (!holds)
            refuse(ErrorCode::XmlError, ErrorDomain::Network, route, std::string(whose) + message);
    };
    const bool v6 = route.attribute("family") == "ipv6";
    const IpAddress address = address_of(route, "address");
    const IpAddress gateway = address_of(route, "gateway");
    for (const IpAddress &one : {address, gateway})
        expect(one.is_v6() == v6, fmt::format("the family of the route is IPv{}, and '{}' is not of it", v6 ? 6 : 4, one.text()));
    expect(!route.attribute("netmask") || !v6,
           fmt::format("Specifying netmask invalid for IPv6 address '{}'", address.text()));
    expect(!route.attribute("netmask") || !address_of(route, "netmask").is_v6(),
           fmt::format("Invalid netmask '{}' for address '{}': both must be IPv4", route.attribute_or("netmask", ""),
                       address.text()));
    expect(!route.attribute("netmask") || !route.attribute("prefix"), "Route definition cannot have both a prefix and a netmask");
    expect(number(route.attribute("prefix")) <= address.bits(),
           fmt::format("Invalid prefix {} specified in route definition, must be 0 - {}", route.attribute_or("prefix", ""),
                       address.bits()));
    expect(is_network_address(route, address),
           fmt::format("Address '{}' in route definition is not a network address: give it a prefix or a netmask, with no "
                       "bits set behind",
                       address.text()));
}

} // namespace modvirt::document
