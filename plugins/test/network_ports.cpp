// SPDX-License-Identifier: LGPL-2.1-or-later
// The ports of networks, and how fast what is plugged into them may be.
#include "networks.hpp"

#include <iterator>

#include "kit/document/completion.hpp"
#include "kit/network/schema.hpp"
#include "parameters.hpp"

namespace modvirt::test {

namespace {

// VIR_NETWORK_PORT_CREATE_RECLAIM, VIR_NETWORK_PORT_CREATE_VALIDATE
constexpr uint32_t create_reclaim = 1;
constexpr uint32_t validate_port = 2;

struct Rate {
    std::string_view name; // of the parameter
    std::string_view direction;
    std::string_view limit;
};

constexpr Rate rates[] = {
    {"inbound.average", "inbound", "average"},   {"inbound.peak", "inbound", "peak"},
    {"inbound.burst", "inbound", "burst"},       {"inbound.floor", "inbound", "floor"},
    {"outbound.average", "outbound", "average"}, {"outbound.peak", "outbound", "peak"},
    {"outbound.burst", "outbound", "burst"}};

std::span<const KnownParameter> known_rates()
{
    static constexpr KnownParameter known[] = {
        {rates[0].name, ValueType::UInt}, {rates[1].name, ValueType::UInt}, {rates[2].name, ValueType::UInt},
        {rates[3].name, ValueType::UInt}, {rates[4].name, ValueType::UInt}, {rates[5].name, ValueType::UInt},
        {rates[6].name, ValueType::UInt}};
    static_assert(std::size(known) == std::size(rates));
    return known;
}

// Sets a limit of the port; 0 takes it away.
void set_rate(xml::Node port, const Rate &rate, uint32_t value)
{
    xml::Node direction = port.child_or_new("bandwidth").child_or_new(rate.direction);
    if (value != 0)
        direction.set_attribute(rate.limit, std::to_string(value));
    else
        direction.remove_attribute(rate.limit);
}

// Limits beside an average that is gone mean nothing.
void remove_empty_rates(xml::Node port)
{
    const auto bandwidth = port.child("bandwidth");
    for (const char *name : {"inbound", "outbound"}) {
        auto direction = bandwidth ? bandwidth->child(name) : std::nullopt;
        if (direction && !direction->attribute("average") && !direction->attribute("floor"))
            direction->remove();
    }
}

} // namespace

void Networks::network_list_all_ports(const NetworkRef &network, NetworkPortSink &ports, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testNetworkListAllPorts");
    check_exists(network);
    for (const network::PortPtr &port : m_machine->ports().all(network.uuid))
        if (!ports.put({port->uuid}))
            return;
}

FoundNetworkPort Networks::network_port_create_xml(const NetworkRef &network, std::string_view xml,
                                                   uint32_t flags)
{
    refuse_unknown_flags(flags, create_reclaim | validate_port, "testNetworkPortCreateXML");
    xml::ReadOptions options;
    if (flags & validate_port)
        options.strictness = xml::Strictness::Strict;
    const network::PortPtr port = network::parse_port(xml_parser(), xml, options);
    // Under the network's lock, so that it does not stop meanwhile.
    inventory().read(network.uuid, network.name, [&](const NetworkInventory::Object &entry) {
        if (!entry.is_active())
            throw Error(ErrorCode::OperationInvalid,
                        "network '" + entry.name() + "' is not active", ErrorDomain::Network);
        m_machine->ports().add(network.uuid, port);
    });
    return {port->uuid};
}

FoundNetworkPort Networks::network_port_lookup_by_uuid(const NetworkRef &network, const Uuid &uuid)
{
    check_exists(network);
    return {m_machine->ports().find(network.uuid, uuid)->uuid};
}

std::string Networks::network_port_get_xml_desc(const NetworkPortRef &port, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testNetworkPortGetXMLDesc");
    return network::format(*m_machine->ports().find(port.network.uuid, port.uuid));
}

// Those limits that are set.
Parameters Networks::network_port_get_parameters(const NetworkPortRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testNetworkPortGetParameters");
    const network::PortPtr port = m_machine->ports().find(ref.network.uuid, ref.uuid);
    Parameters parameters;
    const auto bandwidth = port->document.root().child("bandwidth");
    for (const Rate &rate : rates) {
        const auto direction = bandwidth ? bandwidth->child(rate.direction) : std::nullopt;
        if (const auto value = direction ? direction->attribute(rate.limit) : std::nullopt)
            parameters.push_back(
                {std::string(rate.name), static_cast<uint32_t>(document::number(value))});
    }
    return parameters;
}

void Networks::network_port_set_parameters(const NetworkPortRef &ref, const Parameters &params,
                                           uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testNetworkPortSetParameters");
    check_parameters(params, known_rates());
    const network::PortPtr port = m_machine->ports().find(ref.network.uuid, ref.uuid);
    xml::Editor editor(network::port_schema(), port->document);
    for (const Rate &rate : rates)
        if (const auto *value = find_value<uint32_t>(params, rate.name))
            set_rate(editor.root(), rate, *value);
    remove_empty_rates(editor.root());
    m_machine->ports().replace(ref.network.uuid, network::complete_port(editor));
}

void Networks::network_port_delete(const NetworkPortRef &port, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testNetworkPortDelete");
    m_machine->ports().remove(port.network.uuid, port.uuid);
}

} // namespace modvirt::test
