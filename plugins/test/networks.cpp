// SPDX-License-Identifier: LGPL-2.1-or-later
#include "networks.hpp"

#include <fmt/format.h>

namespace modvirt::test {

namespace {

using NetworkEntry = NetworkInventory::Object;

constexpr uint32_t list_known = 0x3f;   // virConnectListAllNetworksFlags
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
    auto machine = OpenMachines::find(request.connection());
    if (!machine)
        throw Error(ErrorCode::InternalError,
                    "the networks of a test connection were opened without its domains");
    return std::make_unique<Networks>(std::move(machine), OpenMachines::injection(request.connection()));
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
    return found(*config);
}

FoundNetwork Networks::network_define_xml_flags(std::string_view xml, uint32_t flags)
{
    refuse_unknown_flags(flags, define_validate, "testNetworkDefineXMLFlags");
    const network::ConfigPtr config = parse(xml, flags);
    inventory().define(config);
    return found(*config);
}

void Networks::network_undefine(const NetworkRef &network)
{
    inventory().change(network.uuid, network.name, [](NetworkEntry &entry) {
        if (entry.is_active())
            throw Error(ErrorCode::OperationInvalid,
                        fmt::format("Network '{}' is still running", entry.name()));
        entry.undefine();
    });
}

void Networks::network_create(const NetworkRef &network)
{
    inventory().change(network.uuid, network.name, [](NetworkEntry &entry) {
        if (entry.is_active())
            throw Error(ErrorCode::OperationInvalid,
                        fmt::format("Network '{}' is already running", entry.name()));
        entry.start();
    });
}

// One that does not run is left as it is, as stock's test driver has it.
void Networks::network_destroy(const NetworkRef &network)
{
    inventory().change(network.uuid, network.name, [](NetworkEntry &entry) { entry.stop(); });
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

} // namespace modvirt::test
