// SPDX-License-Identifier: MIT
// Updates of the DHCP server's static hosts and ranges.
#include <fmt/format.h>

#include "kit/network/update_steps.hpp"
#include "kit/xml/ip_address.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::network {

namespace {

using xml::IpAddress;
using xml::Node;

bool is_v6(Node ip)
{
    const auto address = IpAddress::parse(ip.attribute_or("address", ""));
    return address && address->is_v6();
}

bool serves_dhcp(Node ip)
{
    const auto dhcp = ip.child("dhcp");
    return dhcp && (dhcp->child("range") || dhcp->child("host"));
}

std::optional<Node> ip_at(Node network, int32_t index)
{
    return find_child(network, "ip", [&](Node) { return index-- == 0; });
}

// The <ip> that the step is about: the one that is named by its index, else one that has a DHCP server, else one
// of IPv4, else any.
Node find_ip(const Step &step)
{
    if (step.parent_index >= 0) {
        if (const auto ip = ip_at(step.network, step.parent_index))
            return *ip;
        refuse_step(
            ErrorCode::OperationInvalid,
            fmt::format("couldn't update dhcp host entry - no <ip> element found at index {} in network '{}'",
                        step.parent_index, step.name));
    }
    for (const Test &test : {Test(serves_dhcp), Test([](Node ip) { return !is_v6(ip); })})
        if (const auto ip = find_child(step.network, "ip", test))
            return *ip;
    if (const auto ip = step.network.child("ip"))
        return *ip;
    refuse_step(
        ErrorCode::OperationInvalid,
        fmt::format("couldn't update dhcp host entry - no <ip> element found in network '{}'", step.name));
}

Node dhcp_of(const Step &step)
{
    Node ip = find_ip(step);
    const auto is_another_server = [&](Node other) {
        return !(other == ip) && !is_v6(other) && serves_dhcp(other);
    };
    if (!is_v6(ip) && find_child(step.network, "ip", is_another_server))
        refuse_step(ErrorCode::OperationInvalid,
                    "dhcp is supported only for a single IPv4 address on each network");
    return ip.child_or_new("dhcp");
}

bool is_same_value(std::string_view attribute, std::string_view a, std::string_view b)
{
    return attribute == "mac" ? xml::parse_mac(a) == xml::parse_mac(b) : a == b;
}

constexpr std::string_view identities[] = {"mac", "name", "ip"};

bool has_any(Node host, const xml::Element &given)
{
    for (const std::string_view each : identities)
        if (host.attribute(each) && given.attribute(each) &&
            is_same_value(each, *host.attribute(each), *given.attribute(each)))
            return true;
    return false;
}

bool has_all(Node host, const xml::Element &given)
{
    for (const std::string_view each : identities)
        if (given.attribute(each) &&
            (!host.attribute(each) || !is_same_value(each, *host.attribute(each), *given.attribute(each))))
            return false;
    return true;
}

void check_host(const Step &step, bool v6)
{
    const auto mac = step.given.attribute("mac");
    const auto ip = step.given.attribute("ip");
    const bool has_name = step.given.attribute("name").has_value();
    if (mac && !xml::parse_mac(*mac))
        refuse_step(ErrorCode::XmlError,
                    fmt::format("Cannot parse MAC address '{}' in network '{}'", *mac, step.name));
    if (step.command == Command::Delete) {
        if (!mac && !ip && !has_name)
            refuse_step(ErrorCode::XmlError,
                        fmt::format("At least one of name, mac, or ip attribute must be specified for static "
                                    "host definition in network '{}'",
                                    step.name));
        return;
    }
    if (!has_name && !(v6 ? step.given.attribute("id") : mac))
        refuse_step(
            ErrorCode::XmlError,
            fmt::format("Static host definition in {} network '{}' must have {} or name attribute",
                        v6 ? "IPv6" : "IPv4", step.name, v6 ? "id" : "mac"));
    if (!ip)
        refuse_step(ErrorCode::XmlError,
                    fmt::format("Missing IP address in static host definition for network '{}'", step.name));
    const auto address = IpAddress::parse(*ip);
    if (address && address->is_v6() != v6)
        refuse_step(ErrorCode::OperationInvalid, "the address family of a host entry IP must match the "
                                                 "address family of the dhcp element's parent");
}

} // namespace

void update_dhcp_host(const Step &step)
{
    Node dhcp = dhcp_of(step);
    check_host(step, is_v6(*dhcp.parent()));
    const auto any = [&](Node host) { return has_any(host, step.given); };
    const auto all = [&](Node host) { return has_all(host, step.given); };
    const auto value = [&](const char *attribute) { return step.given.attribute_or(attribute, "unknown"); };
    if (step.is_addition()) {
        if (find_child(dhcp, "host", any))
            refuse_step(ErrorCode::OperationInvalid,
                        fmt::format("there is an existing dhcp host entry in network '{}' that matches "
                                    "\"<host mac='{}' name='{}' ip='{}'/>\"",
                                    step.name, value("mac"), value("name"), value("ip")));
        return add_given(step, dhcp);
    }
    auto host = find_child(dhcp, "host", step.command == Command::Modify ? Test(any) : Test(all));
    if (!host && step.command == Command::Modify)
        refuse_step(ErrorCode::OperationInvalid,
                    fmt::format("couldn't locate an existing dhcp host entry with \"mac='{}'\" \"name='{}'\" "
                                "\"ip='{}'\" in network '{}'",
                                value("mac"), value("name"), value("ip"), step.name));
    if (!host)
        refuse_step(ErrorCode::OperationInvalid,
                    fmt::format("couldn't locate a matching dhcp host entry in network '{}'", step.name));
    if (step.command == Command::Modify)
        replace_with_given(step, dhcp, *host);
    else
        host->remove();
}

void update_dhcp_range(const Step &step)
{
    Node dhcp = dhcp_of(step);
    auto range = find_child(dhcp, "range", [&](Node each) {
        return each.attribute("start") == step.given.attribute("start") &&
               each.attribute("end") == step.given.attribute("end");
    });
    if (step.is_addition()) {
        if (range)
            refuse_step(ErrorCode::OperationInvalid,
                        fmt::format("there is an existing dhcp range entry in network '{}' that matches "
                                    "\"<range start='{}' end='{}'/>\"",
                                    step.name, step.given.attribute_or("start", ""),
                                    step.given.attribute_or("end", "")));
        return add_given(step, dhcp);
    }
    if (!range)
        refuse_step(ErrorCode::OperationInvalid,
                    fmt::format("couldn't locate a matching dhcp range entry in network '{}'", step.name));
    range->remove();
}

} // namespace modvirt::network
