// SPDX-License-Identifier: LGPL-2.1-or-later
#include "networks.hpp"

#include <optional>

#include <fmt/format.h>

#include "kit/network/update.hpp"

namespace modvirt::test {

namespace {

using NetworkEntry = NetworkInventory::Object;

constexpr uint32_t list_known = 0x3f;   // virConnectListAllNetworksFlags
constexpr uint32_t event_lifecycle = 0; // VIR_NETWORK_EVENT_ID_LIFECYCLE
// VIR_NETWORK_UPDATE_AFFECT_LIVE, VIR_NETWORK_UPDATE_AFFECT_CONFIG
constexpr uint32_t affect_live = 1;
constexpr uint32_t affect_config = 2;
constexpr uint32_t define_validate = 1; // VIR_NETWORK_DEFINE_VALIDATE, VIR_NETWORK_CREATE_VALIDATE

network::ConfigPtr parse(std::string_view text, uint32_t flags)
{
    xml::ReadOptions options;
    if (flags & define_validate)
        options.strictness = xml::Strictness::Strict;
    return network::parse(xml_parser(), text, {}, options);
}

FoundNetwork found(const network::Config &config)
{
    return {config.uuid, config.name};
}

} // namespace

std::unique_ptr<Networks> Networks::open(const OpenRequest &request)
{
    return std::make_unique<Networks>(OpenMachines::get(request.connection()),
                                      OpenMachines::injection(request.connection()));
}

void Networks::connect_list_all_networks(NetworkSink &networks, uint32_t flags)
{
    refuse_unknown_flags(flags, list_known, "testConnectListAllNetworks");
    inventory().for_each([&](const NetworkEntry &entry) {
        return !entry.is_listed(flags) || networks.put(found(*entry.current()));
    });
}

FoundNetwork Networks::network_lookup_by_name(std::string_view name)
{
    return found(*inventory().find_name(name));
}

FoundNetwork Networks::network_lookup_by_uuid(const Uuid &uuid)
{
    return found(*inventory().find_uuid(uuid));
}

FoundNetwork Networks::network_create_xml_flags(std::string_view xml, uint32_t flags)
{
    refuse_unknown_flags(flags, define_validate, "testNetworkCreateXMLFlags");
    const network::ConfigPtr config = parse(xml, flags);
    inventory().create(config);
    tell(found(*config), Life::Started);
    return found(*config);
}

FoundNetwork Networks::network_define_xml_flags(std::string_view xml, uint32_t flags)
{
    refuse_unknown_flags(flags, define_validate, "testNetworkDefineXMLFlags");
    const network::ConfigPtr config = parse(xml, flags);
    inventory().define(config);
    tell(found(*config), Life::Defined);
    return found(*config);
}

void Networks::network_undefine(const NetworkRef &network)
{
    FoundNetwork gone;
    inventory().change(network.uuid, network.name, [&](NetworkEntry &entry) {
        if (entry.is_active())
            throw Error(ErrorCode::OperationInvalid,
                        fmt::format("Network '{}' is still running", entry.name()));
        gone = found(*entry.current());
        entry.undefine();
    });
    tell(gone, Life::Undefined);
}

void Networks::network_create(const NetworkRef &network)
{
    FoundNetwork started;
    inventory().change(network.uuid, network.name, [&](NetworkEntry &entry) {
        if (entry.is_active())
            throw Error(ErrorCode::OperationInvalid,
                        fmt::format("Network '{}' is already running", entry.name()));
        started = found(*entry.current());
        entry.start();
    });
    tell(started, Life::Started);
}

// One that does not run is left as it is, as stock's test driver has it.
void Networks::network_destroy(const NetworkRef &network)
{
    std::optional<FoundNetwork> stopped;
    inventory().change(network.uuid, network.name, [&](NetworkEntry &entry) {
        if (entry.is_active())
            stopped = found(*entry.current());
        m_machine->ports().remove_all(entry.uuid());
        entry.stop();
    });
    if (stopped)
        tell(*stopped, Life::Stopped);
}

std::string Networks::network_get_xml_desc(const NetworkRef &network, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testNetworkGetXMLDesc");
    const auto config = inventory().read(network.uuid, network.name,
                                         [](const NetworkEntry &entry) { return entry.current(); });
    return network::format(*config);
}

std::string Networks::network_get_bridge_name(const NetworkRef &network)
{
    return inventory().read(network.uuid, network.name, [](const NetworkEntry &entry) {
        if (entry.current()->bridge.empty())
            throw Error(ErrorCode::InternalError,
                        fmt::format("network '{}' does not have a bridge name.", entry.name()));
        return std::string(entry.current()->bridge);
    });
}

bool Networks::network_get_autostart(const NetworkRef &network)
{
    return inventory().read(network.uuid, network.name,
                            [](const NetworkEntry &entry) { return entry.autostart(); });
}

void Networks::network_set_autostart(const NetworkRef &network, int32_t autostart)
{
    inventory().change(network.uuid, network.name,
                       [&](NetworkEntry &entry) { entry.set_autostart(autostart != 0); });
}

bool Networks::network_is_active(const NetworkRef &network)
{
    return inventory().read(network.uuid, [](const NetworkEntry &entry) { return entry.is_active(); });
}

bool Networks::network_is_persistent(const NetworkRef &network)
{
    return inventory().read(network.uuid, [](const NetworkEntry &entry) { return entry.is_persistent(); });
}

void Networks::network_update(const NetworkRef &network, uint32_t command, uint32_t section,
                              int32_t parent_index, std::string_view xml, uint32_t flags)
{
    refuse_unknown_flags(flags, affect_live | affect_config, "testNetworkUpdate");
    const network::Update update{command, section, parent_index, xml};
    inventory().change(network.uuid, network.name, [&](NetworkEntry &entry) {
        const bool is_live = flags == 0 ? entry.is_active() : (flags & affect_live) != 0;
        const bool is_config = flags == 0 ? !is_live : (flags & affect_config) != 0;
        if (is_live && !entry.is_active())
            throw Error(ErrorCode::OperationInvalid, "network is not running", ErrorDomain::Network);
        if (is_config && !entry.is_persistent())
            throw Error(ErrorCode::OperationInvalid,
                        "cannot change persistent config of a transient network", ErrorDomain::Network);
        network::ConfigPtr live = entry.current();
        network::ConfigPtr defined = entry.defined();
        if (is_live)
            live = network::with_update(*live, xml_parser(), update);
        if (is_config)
            defined = network::with_update(*defined, xml_parser(), update);
        if (is_live)
            entry.set_live(std::move(live));
        if (is_config)
            entry.set_defined(std::move(defined));
    });
}

void Networks::tell(const FoundNetwork &network, Life life) const
{
    OpenMachines::for_each_connection(*m_machine, [&](modvirt_connection *connection) {
        emit(connection, event_lifecycle, network, static_cast<int32_t>(life));
    });
}

// Throws NoNetwork.
void Networks::check_exists(const NetworkRef &network) const
{
    inventory().read(network.uuid, network.name, [](const NetworkEntry &) {});
}

} // namespace modvirt::test
