// SPDX-License-Identifier: LGPL-2.1-or-later
// The old calls that count and list, on a driver that has three domains.
#include <cstdlib>

#include "support.hpp"

namespace modvirt::testing {

namespace {

constexpr uint32_t active = VIR_CONNECT_LIST_DOMAINS_ACTIVE;

int32_t list_three(modvirt_session *, const modvirt_domain_sink *sink, uint32_t flags, const modvirt_call *)
{
    int number = 0;
    for (const char *name : {"a", "b", "c"}) {
        modvirt_domain_ref domain{sizeof domain, flags == active ? ++number : -1, {}, name};
        if (sink->put(sink, &domain) != 0)
            break;
    }
    return 0;
}

struct OldLists : ApiTest {
    OldLists() { connection.table().connect_list_all_domains = &list_three; }

    PlainConnection connection;
};

} // namespace

TEST_F(OldLists, CountWhatIsThere)
{
    EXPECT_EQ(virConnectNumOfDomains(connection.get()), 3);
    EXPECT_EQ(virConnectNumOfDefinedDomains(connection.get()), 3);
}

TEST_F(OldLists, FillAsMuchAsThereIsRoomFor)
{
    int ids[5] = {};
    EXPECT_EQ(virConnectListDomains(connection.get(), ids, 2), 2);
    EXPECT_THAT(ids, ::testing::ElementsAre(1, 2, 0, 0, 0));
    EXPECT_EQ(virConnectListDomains(connection.get(), ids, 5), 3);
    char *names[2] = {};
    EXPECT_EQ(virConnectListDefinedDomains(connection.get(), names, 2), 2);
    EXPECT_STREQ(names[0], "a");
    EXPECT_STREQ(names[1], "b");
    std::free(names[0]);
    std::free(names[1]);
}

TEST_F(OldLists, NeedNoArrayForNothing)
{
    EXPECT_EQ(virConnectListDomains(connection.get(), nullptr, 0), 0);
    EXPECT_EQ(virConnectListDefinedDomains(connection.get(), nullptr, 0), 0);
}

TEST_F(OldLists, RefuseArraysThatAreNone)
{
    EXPECT_EQ(virConnectListDomains(connection.get(), nullptr, 1), -1);
    EXPECT_EQ(last_message(), "ids in virConnectListDomains must not be NULL");
    char *name = nullptr;
    EXPECT_EQ(virConnectListDefinedDomains(connection.get(), &name, -1), -1);
    EXPECT_EQ(last_message(), "maxnames in virConnectListDefinedDomains must be zero or greater");
}

TEST_F(OldLists, OfADriverWithoutThemAreNotSupported)
{
    connection.table().connect_list_all_domains = nullptr;
    EXPECT_EQ(virConnectNumOfDomains(connection.get()), -1);
    EXPECT_EQ(last_code(), VIR_ERR_NO_SUPPORT);
    EXPECT_EQ(last_message(),
              "this function is not supported by the connection driver: virConnectNumOfDomains");
}

TEST_F(OldLists, GiveHandlesOnlyWhenTheyAreWanted)
{
    EXPECT_EQ(virConnectListAllDomains(connection.get(), nullptr, active), 3);
    virDomainPtr *domains = nullptr;
    ASSERT_EQ(virConnectListAllDomains(connection.get(), &domains, active), 3);
    EXPECT_STREQ(virDomainGetName(domains[2]), "c");
    EXPECT_EQ(virDomainGetID(domains[2]), 3U);
    EXPECT_EQ(domains[3], nullptr);
    for (int index = 0; index < 3; ++index)
        virDomainFree(domains[index]);
    std::free(domains);
}

} // namespace modvirt::testing
