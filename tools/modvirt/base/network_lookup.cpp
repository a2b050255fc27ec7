// SPDX-License-Identifier: LGPL-2.1-or-later
// A text is tried as a UUID and as a name, in this order.
#include "base/network_lookup.hpp"

#include "base/failure.hpp"
#include "base/library_error.hpp"

#include <algorithm>
#include <strings.h>

namespace modvirt::cli {

namespace {

std::vector<std::string> names_of(Session &session, unsigned flags)
{
    std::vector<std::string> names;
    for (const Network &network : list_networks(session, flags))
        names.push_back(network_name(network));
    return names;
}

} // namespace

Network find_network(Session &session, const Arguments &arguments, uint8_t by)
{
    return find_network(session, arguments.required_text("network"), by);
}

Network find_network(Session &session, const std::string &text, uint8_t by)
{
    virConnectPtr connection = session.connection();
    Network network;
    if ((by & NetworkByUuid) && text.size() == VIR_UUID_STRING_BUFLEN - 1)
        network.reset(virNetworkLookupByUUIDString(connection, text.c_str()));
    if (!network && (by & NetworkByName)) {
        forget_library_error();
        network.reset(virNetworkLookupByName(connection, text.c_str()));
    }
    if (!network)
        fail("failed to get network '{}'", text);
    return network;
}

std::vector<Network> list_networks(Session &session, unsigned flags)
{
    virNetworkPtr *raw = nullptr;
    const int count = virConnectListAllNetworks(session.connection(), &raw, flags);
    const std::unique_ptr<virNetworkPtr, FreeMemory> guard(raw);
    if (count < 0)
        fail("Failed to list networks");
    std::vector<Network> networks(raw, raw + count);
    std::stable_sort(networks.begin(), networks.end(), [](const Network &one, const Network &other) {
        return strcasecmp(virNetworkGetName(one.get()), virNetworkGetName(other.get())) < 0;
    });
    return networks;
}

std::string network_name(const Network &network)
{
    const char *name = virNetworkGetName(network.get());
    return name ? name : "";
}

std::string network_uuid(const Network &network)
{
    char text[VIR_UUID_STRING_BUFLEN] = "";
    return virNetworkGetUUIDString(network.get(), text) < 0 ? "" : text;
}

std::vector<std::string> complete_network(Session &session, const Arguments &)
{
    return names_of(session, 0);
}

std::vector<std::string> complete_active_network(Session &session, const Arguments &)
{
    return names_of(session, VIR_CONNECT_LIST_NETWORKS_ACTIVE);
}

std::vector<std::string> complete_inactive_network(Session &session, const Arguments &)
{
    return names_of(session, VIR_CONNECT_LIST_NETWORKS_INACTIVE);
}

std::vector<std::string> complete_persistent_network(Session &session, const Arguments &)
{
    return names_of(session, VIR_CONNECT_LIST_NETWORKS_PERSISTENT);
}

} // namespace modvirt::cli
