// SPDX-License-Identifier: LGPL-2.1-or-later
// The old calls that count and list networks.
#include "listing.hpp"

namespace modvirt {

namespace {

constexpr CallInfo listing(const char *symbol)
{
    return {symbol, Access::Read, VIR_FROM_NETWORK, 0};
}

constexpr CallInfo info_NumOfNetworks = listing("virConnectNumOfNetworks");
constexpr CallInfo info_ListNetworks = listing("virConnectListNetworks");
constexpr CallInfo info_NumOfDefinedNetworks = listing("virConnectNumOfDefinedNetworks");
constexpr CallInfo info_ListDefinedNetworks = listing("virConnectListDefinedNetworks");

template <class Take, class... Checks>
int list(const CallInfo &info, virConnectPtr conn, uint32_t flags, Take take, Checks... checks) noexcept
{
    return serve<result::Count>(info, &modvirt_network_v1::connect_list_all_networks, arg::Connect(conn),
                                checks..., NetworkSnapshot<Take>(std::move(take)), arg::Flags(flags));
}

} // namespace

extern "C" {

int virConnectNumOfNetworks(virConnectPtr conn)
{
    return list(info_NumOfNetworks, conn, VIR_CONNECT_LIST_NETWORKS_ACTIVE, count_all());
}

int virConnectListNetworks(virConnectPtr conn, char **const names, int maxnames)
{
    return list(info_ListNetworks, conn, VIR_CONNECT_LIST_NETWORKS_ACTIVE, copy_names(names, maxnames),
                room_for_names(names, maxnames));
}

int virConnectNumOfDefinedNetworks(virConnectPtr conn)
{
    return list(info_NumOfDefinedNetworks, conn, VIR_CONNECT_LIST_NETWORKS_INACTIVE, count_all());
}

int virConnectListDefinedNetworks(virConnectPtr conn, char **const names, int maxnames)
{
    return list(info_ListDefinedNetworks, conn, VIR_CONNECT_LIST_NETWORKS_INACTIVE,
                copy_names(names, maxnames), room_for_names(names, maxnames));
}

} // extern "C"

} // namespace modvirt
