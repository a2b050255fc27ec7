// SPDX-License-Identifier: LGPL-2.1-or-later
// The calls that free what other calls have given: records with text in them.
#include <cstdlib>
#include <span>

#include "handle.hpp"

namespace modvirt {

extern "C" {

void virDomainIOThreadInfoFree(virDomainIOThreadInfoPtr info)
{
    if (info == nullptr)
        return;
    std::free(info->cpumap);
    std::free(info);
}

void virDomainFSInfoFree(virDomainFSInfoPtr info)
{
    if (info == nullptr)
        return;
    std::free(info->mountpoint);
    std::free(info->name);
    std::free(info->fstype);
    if (info->devAlias != nullptr)
        for (char *alias : std::span(info->devAlias, info->ndevAlias))
            std::free(alias);
    std::free(info->devAlias);
    std::free(info);
}

void virDomainInterfaceFree(virDomainInterfacePtr iface)
{
    if (iface == nullptr)
        return;
    std::free(iface->name);
    std::free(iface->hwaddr);
    if (iface->addrs != nullptr)
        for (const virDomainIPAddress &address : std::span(iface->addrs, iface->naddrs))
            std::free(address.addr);
    std::free(iface->addrs);
    std::free(iface);
}

void virNetworkDHCPLeaseFree(virNetworkDHCPLeasePtr lease)
{
    if (lease == nullptr)
        return;
    for (char *text :
         {lease->iface, lease->mac, lease->iaid, lease->ipaddr, lease->hostname, lease->clientid})
        std::free(text);
    std::free(lease);
}

// The list ends with a null pointer.
void virDomainStatsRecordListFree(virDomainStatsRecordPtr *stats)
{
    if (stats == nullptr)
        return;
    for (virDomainStatsRecordPtr *next = stats; *next != nullptr; ++next) {
        virTypedParamsFree((*next)->params, (*next)->nparams);
        if ((*next)->dom != nullptr)
            release_object((*next)->dom);
        std::free(*next);
    }
    std::free(stats);
}

} // extern "C"

} // namespace modvirt
