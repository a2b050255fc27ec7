// SPDX-License-Identifier: LGPL-2.1-or-later
#include "port_inventory.hpp"

#include <fmt/format.h>

#include "modvirt/error.hpp"

namespace modvirt::test {

void PortInventory::add(const store::Uuid &network, network::PortPtr port)
{
    const std::lock_guard lock(m_lock);
    for (const Entry &entry : m_all)
        if (entry.network == network && entry.port->uuid == port->uuid)
            throw Error(ErrorCode::NetworkPortExist,
                        fmt::format("the network has a port with UUID '{}' already", store::to_text(port->uuid)),
                        ErrorDomain::Network);
    m_all.push_back({network, std::move(port)});
}

void PortInventory::replace(const store::Uuid &network, network::PortPtr port)
{
    const std::lock_guard lock(m_lock);
    Entry &entry = m_all[place_of(network, port->uuid)];
    entry.port = std::move(port);
}

void PortInventory::remove(const store::Uuid &network, const store::Uuid &port)
{
    const std::lock_guard lock(m_lock);
    m_all.erase(m_all.begin() + static_cast<std::ptrdiff_t>(place_of(network, port)));
}

void PortInventory::remove_all(const store::Uuid &network)
{
    const std::lock_guard lock(m_lock);
    std::erase_if(m_all, [&](const Entry &entry) { return entry.network == network; });
}

network::PortPtr PortInventory::find(const store::Uuid &network, const store::Uuid &port) const
{
    const std::lock_guard lock(m_lock);
    return m_all[place_of(network, port)].port;
}

std::vector<network::PortPtr> PortInventory::all(const store::Uuid &network) const
{
    const std::lock_guard lock(m_lock);
    std::vector<network::PortPtr> ports;
    for (const Entry &entry : m_all)
        if (entry.network == network)
            ports.push_back(entry.port);
    return ports;
}

std::size_t PortInventory::place_of(const store::Uuid &network, const store::Uuid &port) const
{
    for (std::size_t place = 0; place < m_all.size(); ++place)
        if (m_all[place].network == network && m_all[place].port->uuid == port)
            return place;
    throw Error(ErrorCode::NoNetworkPort,
                fmt::format("no network port with matching UUID '{}'", store::to_text(port)),
                ErrorDomain::Network);
}

} // namespace modvirt::test
