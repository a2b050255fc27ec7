// SPDX-License-Identifier: LGPL-2.1-or-later
// The leak checker of the sanitizers judges these: what is not freed is reported.
#include <cstdlib>

#include "support.hpp"

namespace modvirt::testing {

namespace {

template <class Record>
Record *allocate(size_t count = 1)
{
    return static_cast<Record *>(std::calloc(count, sizeof(Record)));
}

using Records = ApiTest;

} // namespace

TEST_F(Records, AreFreedWithAllTheirText)
{
    auto *thread = allocate<virDomainIOThreadInfo>();
    thread->cpumap = allocate<unsigned char>(4);
    virDomainIOThreadInfoFree(thread);

    auto *file_system = allocate<virDomainFSInfo>();
    file_system->mountpoint = strdup("/");
    file_system->name = strdup("vda1");
    file_system->fstype = strdup("ext4");
    file_system->ndevAlias = 2;
    file_system->devAlias = allocate<char *>(2);
    file_system->devAlias[0] = strdup("vda");
    file_system->devAlias[1] = strdup("vdb");
    virDomainFSInfoFree(file_system);

    auto *interface = allocate<virDomainInterface>();
    interface->name = strdup("eth0");
    interface->hwaddr = strdup("52:54:00:00:00:01");
    interface->naddrs = 1;
    interface->addrs = allocate<virDomainIPAddress>();
    interface->addrs[0].addr = strdup("192.0.2.1");
    virDomainInterfaceFree(interface);

    auto *lease = allocate<virNetworkDHCPLease>();
    for (char **text :
         {&lease->iface, &lease->mac, &lease->iaid, &lease->ipaddr, &lease->hostname, &lease->clientid})
        *text = strdup("text");
    virNetworkDHCPLeaseFree(lease);
}

TEST_F(Records, OfStatisticsGiveTheirDomainsBack)
{
    PlainConnection connection;
    auto **records = allocate<virDomainStatsRecordPtr>(3);
    for (int index = 0; index < 2; ++index) {
        records[index] = allocate<virDomainStatsRecord>();
        records[index]->dom = connection.new_domain("d", index);
        int capacity = 0;
        virTypedParamsAddString(&records[index]->params, &records[index]->nparams, &capacity, "name", "text");
    }
    virDomainStatsRecordListFree(records);
    EXPECT_EQ(connection.close(), 0);
}

TEST_F(Records, MayBeNull)
{
    virDomainIOThreadInfoFree(nullptr);
    virDomainFSInfoFree(nullptr);
    virDomainInterfaceFree(nullptr);
    virNetworkDHCPLeaseFree(nullptr);
    virDomainStatsRecordListFree(nullptr);
    EXPECT_EQ(virGetLastError(), nullptr);
}

} // namespace modvirt::testing
