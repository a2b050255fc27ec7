// SPDX-License-Identifier: MIT
#include "networks.hpp"

namespace @name_@ {

using modvirt::Error;
using modvirt::ErrorCode;

std::unique_ptr<Networks> Networks::open(const modvirt::OpenRequest &)
{
    return std::make_unique<Networks>();
}

void Networks::connect_list_all_networks(modvirt::NetworkSink &networks, uint32_t flags)
{
    // Of virConnectListAllNetworksFlags, in groups: one trait of every group that is named must be there.
    constexpr uint32_t inactive = 1, active = 2, persistent = 4, no_autostart = 32;
    constexpr uint32_t groups[] = {0x3, 0xc, 0x30};
    const uint32_t traits = persistent | no_autostart | (m_switch.is_active ? active : inactive);
    for (const uint32_t group : groups)
        if ((flags & group) != 0 && (flags & group & traits) == 0)
            return;
    networks.put({m_switch.uuid, m_switch.name});
}

modvirt::FoundNetwork Networks::network_lookup_by_name(std::string_view name)
{
    if (m_switch.name != name)
        throw Error(ErrorCode::NoNetwork, "no network with matching name '" + std::string(name) + "'");
    return {m_switch.uuid, m_switch.name};
}

modvirt::FoundNetwork Networks::network_lookup_by_uuid(const modvirt::Uuid &uuid)
{
    if (m_switch.uuid != uuid)
        throw Error(ErrorCode::NoNetwork, "no network with matching uuid");
    return {m_switch.uuid, m_switch.name};
}

void Networks::network_create(const modvirt::NetworkRef &network)
{
    Switch &found = find(network);
    if (found.is_active)
        throw Error(ErrorCode::OperationInvalid, "network '" + found.name + "' is already active");
    found.is_active = true;
}

void Networks::network_destroy(const modvirt::NetworkRef &network)
{
    Switch &found = find(network);
    if (!found.is_active)
        throw Error(ErrorCode::OperationInvalid, "network '" + found.name + "' is not active");
    found.is_active = false;
}

std::string Networks::network_get_bridge_name(const modvirt::NetworkRef &network)
{
    return find(network).bridge;
}

bool Networks::network_is_active(const modvirt::NetworkRef &network)
{
    return find(network).is_active;
}

bool Networks::network_is_persistent(const modvirt::NetworkRef &)
{
    return true;
}

Networks::Switch &Networks::find(const modvirt::NetworkRef &network)
{
    if (m_switch.uuid != network.uuid)
        throw Error(ErrorCode::NoNetwork, "no network with matching name '" + std::string(network.name) + "'");
    return m_switch;
}

} // namespace @name_@
