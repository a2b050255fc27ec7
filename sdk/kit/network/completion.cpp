// SPDX-License-Identifier: MIT
#include "kit/network/completion.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "kit/xml/value.hpp"

namespace modvirt::network {

namespace {

using document::for_each_child;
using xml::Node;

void complete_identity(Node network, const Options &options)
{
    network.tell_fault_of({});
    document::check_name(network, ErrorDomain::Network);
    network.tell_fault_of("uuid");
    document::complete_uuid(network, options.random);
    // How many guests are connected belongs to the running network.
    network.remove_attribute("connections");
    if (network.attribute("ipv6") == "no")
        network.remove_attribute("ipv6");
    if (!options.keep_dnsmasq_namespace) {
        for_each_child(network, "dnsmasq:options", [](Node node) { node.remove(); });
        network.remove_attribute("xmlns:dnsmasq");
    }
}

// The characters that the name of a service, and that of a protocol, may have besides letters and digits.
void check_service_name(Node srv, std::string_view attribute, std::string_view others)
{
    const auto is_allowed = [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               others.find(c) != std::string_view::npos;
    };
    const std::string_view name = srv.attribute_or(attribute, "");
    if (!std::ranges::all_of(name, is_allowed))
        document::refuse(ErrorCode::XmlDetail, ErrorDomain::Network, srv,
                         fmt::format("invalid character in {} attribute '{}' in DNS SRV record", attribute, name));
}

void check_service(Node srv)
{
    check_service_name(srv, "service", "*+-/_");
    check_service_name(srv, "protocol", "+-/");
    for (const char *attribute : {"port", "priority", "weight"})
        if (srv.attribute(attribute) && !srv.attribute("target"))
            document::refuse(ErrorCode::XmlDetail, ErrorDomain::Network, srv,
                             fmt::format("DNS SRV {} attribute not permitted without target for service '{}'",
                                         attribute, srv.attribute_or("service", "")));
}

void check_dns(Node dns)
{
    const auto refuse = [](Node node, const std::string &message) {
        document::refuse(ErrorCode::XmlDetail, ErrorDomain::Network, node, message);
    };
    for_each_child(dns, "forwarder", [&](Node forwarder) {
        if (!forwarder.attribute("addr") && !forwarder.attribute("domain"))
            refuse_xml(forwarder, "Invalid forwarder element, must contain at least one of addr or domain");
    });
    for_each_child(dns, "txt", [&](Node txt) {
        if (txt.attribute_or("name", "").find(' ') != std::string_view::npos)
            refuse(txt, fmt::format("prohibited character in DNS TXT record name '{}': a blank",
                                    txt.attribute_or("name", "")));
    });
    for_each_child(dns, "srv", check_service);
    for_each_child(dns, "host", [&](Node host) {
        for_each_child(host, "hostname", [&](Node name) {
            if (name.text().empty())
                name.remove();
        });
        if (!host.child("hostname"))
            refuse(host, fmt::format("Missing hostname in the DNS HOST record of {}: add a <hostname>",
                                     host.attribute_or("ip", "")));
    });
    if (dns.attribute("enable") == "no" && dns.first_child())
        refuse_xml(dns, "Extra data in disabled network DNS: leave out what is in <dns enable='no'>");
}

void complete_names(Node network)
{
    network.tell_fault_of("domain");
    if (auto domain = network.child("domain"); domain && !domain->attribute("name"))
        domain->remove();
}

void complete_groups(Node network, const Options &options)
{
    for_each_child(network, "portgroup", [&](Node group) {
        document::complete_traffic(group, document::TrafficOf::PortGroup, options.random);
        group.tell_fault();
        if (group.attribute("default") == "no")
            group.remove_attribute("default");
    });
}

} // namespace

void refuse_xml(const Node &node, const std::string &message)
{
    document::refuse(ErrorCode::XmlError, ErrorDomain::Network, node, message);
}

void refuse_unsupported(const Node &node, const std::string &message)
{
    document::refuse(ErrorCode::ConfigUnsupported, ErrorDomain::Network, node, message);
}

void complete_document(xml::Editor &editor, const Options &options)
{
    using document::TrafficOf;
    Node network = editor.root();
    complete_identity(network, options);
    // In the order in which libvirt reads them, as only the first of several faults is told.
    complete_names(network);
    document::complete_shape(network, TrafficOf::Network);
    for (const std::string_view part : {"port", "bridge", "mac", "mtu", "dns"})
        network.tell_fault_of(part);
    if (const auto dns = network.child("dns"))
        check_dns(*dns);
    document::complete_port_of(network, TrafficOf::Network, options.random);
    complete_groups(network, options);
    complete_addresses(network);
    network.tell_fault_of("forward");
    complete_forward(network);
    network.tell_fault();
    check_mode(network);
}

} // namespace modvirt::network
