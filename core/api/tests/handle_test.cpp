// SPDX-License-Identifier: LGPL-2.1-or-later
#include <thread>

#include "support.hpp"

namespace modvirt::testing {

namespace {

using Handles = ApiTest;

} // namespace

TEST_F(Handles, AreFreedWithTheirLastReference)
{
    PlainConnection connection;
    const virDomainPtr domain = connection.new_domain("a", 1);
    EXPECT_EQ(virDomainRef(domain), 0);
    EXPECT_EQ(virDomainFree(domain), 0);
    EXPECT_STREQ(virDomainGetName(domain), "a");
    EXPECT_EQ(virDomainFree(domain), 0);
    EXPECT_EQ(connection.close(), 0);
}

TEST_F(Handles, KeepTheirConnectionOpen)
{
    PlainConnection connection;
    const virDomainPtr domain = connection.new_domain("a", 1);
    EXPECT_EQ(connection.close(), 1);
    EXPECT_NE(virDomainGetConnect(domain), nullptr);
    EXPECT_EQ(virDomainFree(domain), 0);
}

TEST_F(Handles, OfAnotherKindAreRefused)
{
    PlainConnection connection;
    const virDomainPtr domain = connection.new_domain("a", 1);
    EXPECT_EQ(virNetworkGetName(reinterpret_cast<virNetworkPtr>(domain)), nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_NETWORK);
    EXPECT_EQ(virGetLastErrorDomain(), VIR_FROM_NETWORK);
    EXPECT_EQ(virConnectRef(reinterpret_cast<virConnectPtr>(domain)), -1);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_CONN);
    EXPECT_EQ(virDomainGetName(reinterpret_cast<virDomainPtr>(connection.get())), nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_DOMAIN);
    virDomainFree(domain);
}

TEST_F(Handles, OfKindsThatNobodyMakesAreRefusedInTheirOwnWords)
{
    EXPECT_EQ(virStoragePoolFree(nullptr), -1);
    EXPECT_EQ(last_message(), "invalid storage pool pointer in virStoragePoolFree");
    EXPECT_EQ(virGetLastErrorDomain(), VIR_FROM_STORAGE);
    EXPECT_EQ(virSecretGetUsageType(nullptr), -1);
    EXPECT_EQ(last_message(), "Invalid secret: virSecretGetUsageType");
    EXPECT_EQ(virNetworkPortGetNetwork(nullptr), nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_NETWORK_PORT);
    EXPECT_EQ(virDomainCheckpointGetName(nullptr), nullptr);
    EXPECT_EQ(virGetLastErrorDomain(), VIR_FROM_DOMAIN_CHECKPOINT);
}

TEST_F(Handles, KnowTheirIdentity)
{
    PlainConnection connection;
    const virDomainPtr domain = connection.new_domain("a", 0xab);
    unsigned char uuid[VIR_UUID_BUFLEN] = {};
    char text[VIR_UUID_STRING_BUFLEN] = {};
    EXPECT_EQ(virDomainGetUUID(domain, uuid), 0);
    EXPECT_EQ(uuid[0], 0xab);
    EXPECT_EQ(virDomainGetUUIDString(domain, text), 0);
    EXPECT_STREQ(text, "ab000000-0000-0000-0000-000000000000");
    EXPECT_EQ(virDomainGetUUIDString(domain, nullptr), -1);
    EXPECT_EQ(last_message(), "buf in virDomainGetUUIDString must not be NULL");
    virDomainFree(domain);
}

TEST_F(Handles, AreCountedByManyThreadsAtOnce)
{
    PlainConnection connection;
    const virDomainPtr domain = connection.new_domain("a", 1);
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread)
        threads.emplace_back([&] {
            for (int round = 0; round < 2000; ++round) {
                virDomainRef(domain);
                virConnectRef(connection.get());
                virConnectClose(connection.get());
                virDomainFree(domain);
            }
        });
    for (std::thread &thread : threads)
        thread.join();
    EXPECT_EQ(virDomainFree(domain), 0);
    EXPECT_EQ(connection.close(), 0);
}

TEST_F(Handles, OfAReadOnlyConnectionChangeNothing)
{
    PlainConnection connection;
    connection.get()->is_read_only = true;
    const virDomainPtr domain = connection.new_domain("a", 1);
    EXPECT_EQ(virDomainDestroy(domain), -1);
    EXPECT_EQ(last_code(), VIR_ERR_OPERATION_DENIED);
    EXPECT_EQ(virDomainMigrateToURI(domain, "x:///", 0, nullptr, 0), -1);
    EXPECT_EQ(last_code(), VIR_ERR_OPERATION_DENIED);
    virDomainFree(domain);
}

} // namespace modvirt::testing
