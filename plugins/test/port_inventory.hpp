// SPDX-License-Identifier: LGPL-2.1-or-later
// The ports that guests have on the networks of a pretended host.
#pragma once

#include <mutex>
#include <utility>
#include <vector>

#include "kit/network/port.hpp"
#include "kit/store/store.hpp"

namespace modvirt::test {

// All of it may be called from any thread. Whatever looks for one port throws NoNetworkPort.
class PortInventory {
public:
    // Throws NetworkPortExist when the network has a port of that UUID.
    void add(const store::Uuid &network, network::PortPtr port);
    // The same port with another configuration.
    void replace(const store::Uuid &network, network::PortPtr port);
    void remove(const store::Uuid &network, const store::Uuid &port);
    // All of a network that is no more.
    void remove_all(const store::Uuid &network);
    [[nodiscard]] network::PortPtr find(const store::Uuid &network, const store::Uuid &port) const;
    [[nodiscard]] std::vector<network::PortPtr> all(const store::Uuid &network) const;

private:
    struct Entry {
        store::Uuid network;
        network::PortPtr port;
    };
    [[nodiscard]] std::size_t place_of(const store::Uuid &network, const store::Uuid &port) const;

    mutable std::mutex m_lock;
    std::vector<Entry> m_all;
};

} // namespace modvirt::test
