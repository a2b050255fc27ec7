// SPDX-License-Identifier: LGPL-2.1-or-later
// Lists: the old pairs of calls, and ListAll with its groups of flags.
#include "conformance.hpp"

#include <cstdlib>

namespace conformance {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class AList : public Conformance {};

TEST_P(AList, HasWhatFitsOneFlagOfEveryGroup)
{
    define("defined", 1);
    const Domain running = define_and_start("running", 2);
    const Domain transient(virDomainCreateXML(connect(), xml("transient", 3).c_str(), 0));
    ASSERT_NE(transient, nullptr) << last_message();
    EXPECT_THAT(list(), ElementsAre("defined", "running", "transient"));
    EXPECT_THAT(list(VIR_CONNECT_LIST_DOMAINS_ACTIVE), ElementsAre("running", "transient"));
    EXPECT_THAT(list(VIR_CONNECT_LIST_DOMAINS_INACTIVE), ElementsAre("defined"));
    EXPECT_THAT(list(VIR_CONNECT_LIST_DOMAINS_PERSISTENT), ElementsAre("defined", "running"));
    EXPECT_THAT(list(VIR_CONNECT_LIST_DOMAINS_TRANSIENT), ElementsAre("transient"));
    EXPECT_THAT(list(VIR_CONNECT_LIST_DOMAINS_ACTIVE | VIR_CONNECT_LIST_DOMAINS_PERSISTENT),
                ElementsAre("running"));
    EXPECT_THAT(list(VIR_CONNECT_LIST_DOMAINS_SHUTOFF), ElementsAre("defined"));
    EXPECT_THAT(list(VIR_CONNECT_LIST_DOMAINS_RUNNING), ElementsAre("running", "transient"));
    EXPECT_THAT(list(VIR_CONNECT_LIST_DOMAINS_PAUSED), IsEmpty());
    EXPECT_THAT(list(VIR_CONNECT_LIST_DOMAINS_INACTIVE | VIR_CONNECT_LIST_DOMAINS_TRANSIENT), IsEmpty());
}

TEST_P(AList, RefusesFlagsThatDoNotExist)
{
    virDomainPtr *domains = nullptr;
    EXPECT_EQ(virConnectListAllDomains(connect(), &domains, 1u << 30), -1);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
}

TEST_P(AList, OnlyCountsWhenThereIsNowhereToPutIt)
{
    const int before = virConnectListAllDomains(connect(), nullptr, 0);
    define("one", 1);
    define("two", 2);
    EXPECT_EQ(virConnectListAllDomains(connect(), nullptr, 0), before + 2);
}

TEST_P(AList, OfDefinedDomainsIsAsLongAsTheirNumberAndHasTheirNames)
{
    define("one", 1);
    const Domain running = define_and_start("two", 2);
    ASSERT_EQ(virConnectNumOfDefinedDomains(connect()), 1);
    char *names[4] = {};
    ASSERT_EQ(virConnectListDefinedDomains(connect(), names, 4), 1);
    EXPECT_EQ(take_string(names[0]), "one");
}

TEST_P(AList, OfActiveDomainsHasTheirIds)
{
    const int before = virConnectNumOfDomains(connect());
    const Domain running = define_and_start("one", 1);
    ASSERT_EQ(virConnectNumOfDomains(connect()), before + 1);
    int ids[8] = {};
    ASSERT_EQ(virConnectListDomains(connect(), ids, 8), before + 1);
    EXPECT_THAT(ids, ::testing::Contains(static_cast<int>(virDomainGetID(running.get()))));
    EXPECT_EQ(virConnectListDomains(connect(), ids, 0), 0);
}

RUN_ON_EVERY_HYPERVISOR(AList);

} // namespace
} // namespace conformance
