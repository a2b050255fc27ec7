// SPDX-License-Identifier: MIT
// How the traffic of a port or a network is shaped and tagged.
#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "kit/document/completion.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::document {

namespace {

using xml::Node;

struct PortType {
    std::string_view type;
    std::span<const std::string_view> needed;
    std::string_view made = {}; // a needed UUID that is made when it is absent
    std::string_view optional = {};
    bool drops_extra = false; // parameters of other types are no error
};

constexpr std::string_view vepa_parameters[] = {"managerid", "typeid", "typeidversion", "instanceid"};
constexpr std::string_view profile_parameters[] = {"profileid"};
constexpr std::string_view interface_parameters[] = {"interfaceid"};
constexpr PortType port_types[] = {{"802.1Qbg", vepa_parameters, "instanceid"},
                                   {"802.1Qbh", profile_parameters},
                                   {"openvswitch", interface_parameters, "interfaceid", "profileid"},
                                   {"midonet", interface_parameters, {}, {}, true}};

// libvirt's error for these belongs to the network driver's part of old.
[[noreturn]] void refuse_port(Node port, std::string_view what, std::string_view how, std::string_view where)
{
    refuse(ErrorCode::XmlError, ErrorDomain::Net, port,
           fmt::format("{} {} {} <virtualport type='{}'>", how, what, where, port.attribute_or("type", "")));
}

void refuse_extra_parameters(Node port, const PortType &type)
{
    auto parameters = port.child("parameters");
    if (!parameters)
        return;
    for (const xml::AttributeRule &attribute : parameters->rule()->attributes) {
        if (!parameters->attribute(attribute.name) || attribute.name == type.optional ||
            std::ranges::find(type.needed, attribute.name) != type.needed.end())
            continue;
        if (!type.drops_extra)
            refuse_port(port, attribute.name, "extra", "unsupported in");
        parameters->remove_attribute(attribute.name);
    }
}

void complete_parameters(Node port, const PortType &type, const Random &random)
{
    Node parameters = port.child_or_new("parameters");
    for (const std::string_view name : type.needed) {
        if (parameters.attribute(name))
            continue;
        if (name != type.made)
            refuse_port(port, name, "missing", "in");
        parameters.set_attribute(name, xml::format_uuid(random_uuid(random)));
    }
}

// The network decides later which type it is: whatever that may need is made now.
void complete_open_port(Node port, const Random &random)
{
    Node parameters = port.child_or_new("parameters");
    for (const std::string_view name : {"instanceid", "interfaceid"})
        if (!parameters.attribute(name))
            parameters.set_attribute(name, xml::format_uuid(random_uuid(random)));
}

void complete_virtualport(Node port, TrafficOf whom, const Random &random)
{
    const auto *type = std::ranges::find(port_types, port.attribute_or("type", ""), &PortType::type);
    if (type == std::end(port_types)) {
        if (whom == TrafficOf::NetworkInterface)
            return complete_open_port(port, random);
        if (whom == TrafficOf::PortGroup)
            return port.child("parameters") ? void() : port.remove();
        refuse(ErrorCode::XmlError, ErrorDomain::Nowhere, port, "missing required virtualport type");
    }
    refuse_extra_parameters(port, *type);
    if (whom == TrafficOf::Interface || whom == TrafficOf::NetworkInterface)
        complete_parameters(port, *type, random);
}

void complete_vlan(Node vlan)
{
    uint32_t tags = 0;
    uint32_t natives = 0;
    for_each_child(vlan, "tag", [&](Node tag) {
        ++tags;
        if (tag.attribute("nativeMode") && ++natives > 1)
            refuse(ErrorCode::XmlError, ErrorDomain::Nowhere, tag, "duplicate native vlan setting");
    });
    if (tags == 0)
        refuse(ErrorCode::XmlError, ErrorDomain::Nowhere, vlan,
               "missing tag id - each <vlan> must have at least one <tag id='n'/> subelement");
    const bool refused = vlan.attribute("trunk") == "no";
    if (refused && (tags > 1 || natives > 0))
        refuse(ErrorCode::XmlError, ErrorDomain::Nowhere, vlan,
               "invalid \"trunk='no'\" in <vlan> - trunk='yes' is required for more than one vlan tag");
    if (refused)
        vlan.remove_attribute("trunk");
    else if (tags > 1)
        vlan.set_attribute("trunk", "yes");
}

// A rate that limits nothing is none.
void complete_rate(Node rate, TrafficOf whom)
{
    if (number(rate.attribute("floor")) > 0 && rate.name() == "outbound")
        refuse(ErrorCode::ConfigUnsupported, ErrorDomain::Nowhere, rate,
               "'floor' attribute allowed only in <inbound> element");
    if (rate.attribute("floor") && whom != TrafficOf::NetworkInterface && whom != TrafficOf::Port)
        refuse(ErrorCode::ConfigUnsupported, ErrorDomain::Nowhere, rate,
               "floor attribute is not supported for this config");
    if (!rate.attribute("average") && !rate.attribute("floor"))
        refuse(ErrorCode::XmlDetail, ErrorDomain::Nowhere, rate,
               "Missing mandatory average or floor attributes");
    if (!rate.attribute("average") && (rate.attribute("peak") || rate.attribute("burst")))
        refuse(ErrorCode::ConfigUnsupported, ErrorDomain::Nowhere, rate, "'peak' and 'burst' require 'average' attribute");
    // Zero is no limit.
    for (const char *limit : {"average", "peak", "floor", "burst"})
        if (rate.attribute(limit) == "0")
            rate.remove_attribute(limit);
    if (!rate.attribute("average") && !rate.attribute("floor"))
        rate.remove();
}

void complete_bandwidth(Node bandwidth, TrafficOf whom)
{
    if (bandwidth.attribute("classID") && whom != TrafficOf::Port)
        refuse(ErrorCode::XmlDetail, ErrorDomain::Nowhere, bandwidth,
               "classID attribute not supported on <bandwidth> in this usage context");
    if (!bandwidth.child("inbound") && !bandwidth.child("outbound"))
        return bandwidth.remove();
    for (const char *direction : {"inbound", "outbound"})
        if (const auto rate = bandwidth.child(direction))
            complete_rate(*rate, whom);
}

} // namespace

void complete_port_of(Node parent, TrafficOf whom, const Random &random)
{
    parent.tell_fault_of("virtualport");
    if (const auto port = parent.child("virtualport"))
        complete_virtualport(*port, whom, random);
}

void complete_shape(Node parent, TrafficOf whom)
{
    parent.tell_fault_of("bandwidth");
    if (const auto bandwidth = parent.child("bandwidth"))
        complete_bandwidth(*bandwidth, whom);
    parent.tell_fault_of("vlan");
    if (const auto vlan = parent.child("vlan"))
        complete_vlan(*vlan);
}

void complete_traffic(Node parent, TrafficOf whom, const Random &random)
{
    complete_port_of(parent, whom, random);
    complete_shape(parent, whom);
}

} // namespace modvirt::document
