// SPDX-License-Identifier: LGPL-2.1-or-later
// The old calls that count and list domains.
#include "listing.hpp"

namespace modvirt {

namespace {

constexpr CallInfo listing(const char *symbol)
{
    return {symbol, Access::Read, VIR_FROM_DOMAIN, 0};
}

constexpr CallInfo info_NumOfDomains = listing("virConnectNumOfDomains");
constexpr CallInfo info_ListDomains = listing("virConnectListDomains");
constexpr CallInfo info_NumOfDefinedDomains = listing("virConnectNumOfDefinedDomains");
constexpr CallInfo info_ListDefinedDomains = listing("virConnectListDefinedDomains");

template <class Take, class... Checks>
int list(const CallInfo &info, virConnectPtr conn, uint32_t flags, Take take, Checks... checks) noexcept
{
    return serve<result::Count>(info, &modvirt_hypervisor_v1::connect_list_all_domains, arg::Connect(conn),
                                checks..., DomainSnapshot<Take>(std::move(take)), arg::Flags(flags));
}

} // namespace

extern "C" {

int virConnectNumOfDomains(virConnectPtr conn)
{
    return list(info_NumOfDomains, conn, VIR_CONNECT_LIST_DOMAINS_ACTIVE, count_all());
}

int virConnectListDomains(virConnectPtr conn, int *ids, int maxids)
{
    const auto take = [=](const modvirt_domain_ref &domain, int index) {
        if (index >= maxids)
            return false;
        ids[index] = domain.id;
        return true;
    };
    return list(info_ListDomains, conn, VIR_CONNECT_LIST_DOMAINS_ACTIVE, take,
                Room(ids, maxids, "ids", "maxids"));
}

int virConnectNumOfDefinedDomains(virConnectPtr conn)
{
    return list(info_NumOfDefinedDomains, conn, VIR_CONNECT_LIST_DOMAINS_INACTIVE, count_all());
}

int virConnectListDefinedDomains(virConnectPtr conn, char **const names, int maxnames)
{
    return list(info_ListDefinedDomains, conn, VIR_CONNECT_LIST_DOMAINS_INACTIVE, copy_names(names, maxnames),
                room_for_names(names, maxnames));
}

} // extern "C"

} // namespace modvirt
