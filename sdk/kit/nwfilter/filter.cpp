// SPDX-License-Identifier: MIT
#include "kit/nwfilter/filter.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "kit/nwfilter/parameters.hpp"
#include "kit/nwfilter/schema.hpp"
#include "kit/xml/formatter.hpp"
#include "kit/xml/ip_address.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::nwfilter {

namespace {

using xml::Node;

// Chains are visited in the order of their priorities. A chain is called after its protocol, or begins so:
// arp-x.
struct Chain {
    std::string_view protocol;
    int priority;
};

constexpr Chain chains[] = {{"mac", -800},  {"vlan", -750}, {"stp", 0},    {"arp", -500},
                            {"rarp", -400}, {"ipv4", -700}, {"ipv6", -600}};

constexpr std::string_view operations[] = {"Request",       "Reply",         "Request_Reverse",
                                           "Reply_Reverse", "DRARP_Request", "DRARP_Reply",
                                           "DRARP_Error",   "InARP_Request", "ARP_NAK"};

void complete_chain(Node filter)
{
    const std::string_view name = filter.attribute_or("chain", "root");
    if (name == "root") {
        if (filter.attribute("priority") == "0")
            filter.remove_attribute("priority");
        return;
    }
    const auto *const chain = std::ranges::find(chains, name.substr(0, name.find('-')), &Chain::protocol);
    if (chain == std::end(chains))
        document::refuse(
            ErrorCode::InvalidArg, ErrorDomain::NwFilter, filter,
            fmt::format("Invalid chain name '{}': a chain is called root, or begins with mac, vlan, "
                        "stp, arp, rarp, ipv4 or ipv6",
                        name));
    if (!filter.attribute("priority") && chain->priority != 0)
        filter.set_attribute("priority", std::to_string(chain->priority));
}

// A netmask is written as the length of its network.
void shorten_mask(Node protocol, std::string_view attribute)
{
    const auto mask = protocol.attribute(attribute);
    if (!mask || mask->starts_with('$') || mask->find_first_not_of("0123456789") == std::string_view::npos)
        return;
    const auto address = xml::IpAddress::parse(*mask);
    const auto prefix = address ? address->prefix_of_mask() : std::nullopt;
    if (!prefix)
        document::refuse(
            ErrorCode::InternalError, ErrorDomain::NwFilter, protocol,
            fmt::format("{} has illegal value {}: it is a netmask or its length", attribute, *mask));
    protocol.set_attribute(attribute, std::to_string(*prefix));
}

void name_operation(Node protocol)
{
    const auto written = protocol.attribute("opcode");
    const auto number = written ? xml::parse_any_base(*written) : std::nullopt;
    if (number && *number >= 1 && *number <= std::size(operations))
        protocol.set_attribute("opcode", operations[*number - 1]);
}

void check_states(Node protocol)
{
    const auto given = protocol.attribute("state");
    if (!given || given->starts_with('$'))
        return;
    constexpr std::string_view states[] = {"NEW", "ESTABLISHED", "RELATED", "INVALID", "NONE"};
    for (std::string_view rest = *given; !rest.empty();) {
        const std::size_t comma = rest.find(',');
        if (std::ranges::find(states, rest.substr(0, comma)) == std::end(states))
            document::refuse(ErrorCode::InternalError, ErrorDomain::NwFilter, protocol,
                             fmt::format("state has illegal value {}: it is a list of {}", *given,
                                         fmt::join(states, ", ")));
        rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
    }
}

void complete_rule(Node rule)
{
    for (const char *attribute : {"action", "direction"})
        if (!rule.attribute(attribute))
            document::refuse(ErrorCode::InternalError, ErrorDomain::NwFilter, rule,
                             fmt::format("rule node requires {} attribute", attribute));
    const auto match = rule.attribute("statematch");
    if (match == "0")
        rule.set_attribute("statematch", "false");
    else if (match && *match != "false")
        rule.remove_attribute("statematch");
    for (auto protocol = rule.first_child(); protocol; protocol = protocol->next()) {
        for (const char *mask : {"srcipmask", "dstipmask", "arpsrcipmask", "arpdstipmask"})
            shorten_mask(*protocol, mask);
        name_operation(*protocol);
        check_states(*protocol);
    }
}

} // namespace

FilterPtr parse_filter(const modvirt_xml_v1 &parser, std::string_view text, const document::Random &random,
                       const xml::ReadOptions &read_options)
{
    xml::Editor editor = xml::read(parser, text, filter_schema(), read_options);
    Node root = editor.root();
    complete_chain(root);
    document::complete_uuid(root, random);
    root.child("uuid")->move_before(root.first_child());
    document::for_each_child(root, "rule", complete_rule);
    document::for_each_child(root, "filterref", sort_parameters);

    auto filter = std::make_shared<Filter>();
    filter->document = editor.finish();
    const xml::Element element = filter->document.root();
    filter->name = element.attribute_or("name", "");
    filter->uuid = xml::parse_uuid(element.child_text("uuid").value_or("")).value_or(Uuid{});
    filter->chain = element.attribute_or("chain", "");
    for (const xml::Element reference : element.children("filterref"))
        filter->refers.push_back(reference.attribute_or("filter", ""));
    return filter;
}

std::string format(const Filter &filter)
{
    return xml::format(filter.document);
}

} // namespace modvirt::nwfilter
