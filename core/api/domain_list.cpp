// SPDX-License-Identifier: LGPL-2.1-or-later
// The old call that lists the ids of domains.
#include "listing.hpp"

namespace modvirt {

namespace {

constexpr CallInfo info_ListDomains{"virConnectListDomains", Access::Read, VIR_FROM_DOMAIN, 0};

} // namespace

extern "C" {

int virConnectListDomains(virConnectPtr conn, int *ids, int maxids)
{
    const auto take = [=](const modvirt_domain_ref &domain, int index) {
        if (index >= maxids)
            return false;
        ids[index] = domain.id;
        return true;
    };
    return serve<result::Count>(info_ListDomains, &modvirt_hypervisor_v1::connect_list_all_domains,
                                arg::Connect(conn), Room(ids, maxids, "ids", "maxids"),
                                listed<virDomain>(take), arg::Flags(VIR_CONNECT_LIST_DOMAINS_ACTIVE));
}

} // extern "C"

} // namespace modvirt
