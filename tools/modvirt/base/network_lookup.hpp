// SPDX-License-Identifier: LGPL-2.1-or-later
// Finds the network that a command is about, lists networks, and offers names for completion.
#pragma once

#include "base/handles.hpp"
#include "base/session.hpp"

namespace modvirt::cli {


enum NetworkBy : uint8_t { NetworkByUuid = 1, NetworkByName = 2 };

// The network that the argument <network> names. Throws when there is none.
Network find_network(Session &session, const Arguments &arguments,
                     uint8_t by = NetworkByUuid | NetworkByName);
Network find_network(Session &session, const std::string &text, uint8_t by = NetworkByUuid | NetworkByName);
// `flags` are VIR_CONNECT_LIST_NETWORKS_*. By name.
std::vector<Network> list_networks(Session &session, unsigned flags);

std::string network_name(const Network &network);
// Empty when the library cannot tell.
std::string network_uuid(const Network &network);

std::vector<std::string> complete_network(Session &session, const Arguments &arguments);
std::vector<std::string> complete_active_network(Session &session, const Arguments &arguments);
std::vector<std::string> complete_inactive_network(Session &session, const Arguments &arguments);
std::vector<std::string> complete_persistent_network(Session &session, const Arguments &arguments);

constexpr Option network_option(Completer complete, std::string_view help = "network name or uuid")
{
    return argument("network", help, complete);
}

} // namespace modvirt::cli
