// SPDX-License-Identifier: LGPL-2.1-or-later
// Starting, pausing and ending domains.
#include "conformance.hpp"

namespace conformance {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ADomain : public Conformance {};

TEST_P(ADomain, ThatIsStartedIsActiveAndHasAnId)
{
    const Domain domain = define_and_start("one", 1);
    EXPECT_EQ(virDomainIsActive(domain.get()), 1);
    EXPECT_EQ(state_of(domain), VIR_DOMAIN_RUNNING);
    EXPECT_EQ(reason_of(domain), VIR_DOMAIN_RUNNING_BOOTED);
    const unsigned id = virDomainGetID(domain.get());
    EXPECT_NE(id, static_cast<unsigned>(-1));
    const Domain by_id(virDomainLookupByID(connect(), static_cast<int>(id)));
    ASSERT_NE(by_id, nullptr) << last_message();
    EXPECT_STREQ(virDomainGetName(by_id.get()), "one");
    EXPECT_THAT(take_string(virDomainGetXMLDesc(domain.get(), 0)),
                ::testing::HasSubstr(" id='" + std::to_string(id) + "'"));
    EXPECT_THAT(take_string(virDomainGetXMLDesc(domain.get(), VIR_DOMAIN_XML_INACTIVE)),
                ::testing::Not(::testing::HasSubstr(" id='")));
}

TEST_P(ADomain, CannotBeStartedTwice)
{
    const Domain domain = define_and_start("one", 1);
    EXPECT_EQ(virDomainCreate(domain.get()), -1);
    EXPECT_THAT(last_code(), ::testing::AnyOf(VIR_ERR_OPERATION_INVALID, VIR_ERR_INTERNAL_ERROR));
    EXPECT_EQ(virDomainCreateXML(connect(), xml("one", 1).c_str(), 0), nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_OPERATION_INVALID);
    EXPECT_EQ(state_of(domain), VIR_DOMAIN_RUNNING);
}

TEST_P(ADomain, IsPausedByASuspendAndRunsOnAfterAResume)
{
    const Domain domain = define_and_start("one", 1);
    SKIP_UNLESS_SERVED(virDomainSuspend(domain.get()));
    EXPECT_EQ(state_of(domain), VIR_DOMAIN_PAUSED);
    EXPECT_EQ(reason_of(domain), VIR_DOMAIN_PAUSED_USER);
    EXPECT_EQ(virDomainResume(domain.get()), 0) << last_message();
    EXPECT_EQ(state_of(domain), VIR_DOMAIN_RUNNING);
    EXPECT_EQ(reason_of(domain), VIR_DOMAIN_RUNNING_UNPAUSED);
}

TEST_P(ADomain, CanBeStartedPaused)
{
    const Domain domain = define("one", 1);
    SKIP_UNLESS_SERVED(virDomainCreateWithFlags(domain.get(), VIR_DOMAIN_START_PAUSED));
    EXPECT_EQ(state_of(domain), VIR_DOMAIN_PAUSED);
    EXPECT_EQ(virDomainResume(domain.get()), 0) << last_message();
    EXPECT_EQ(state_of(domain), VIR_DOMAIN_RUNNING);
}

TEST_P(ADomain, ThatIsDestroyedIsShutOffAndStaysDefined)
{
    const Domain domain = define_and_start("one", 1);
    const int id = static_cast<int>(virDomainGetID(domain.get()));
    EXPECT_EQ(virDomainDestroy(domain.get()), 0) << last_message();
    EXPECT_EQ(state_of(domain), VIR_DOMAIN_SHUTOFF);
    EXPECT_EQ(reason_of(domain), VIR_DOMAIN_SHUTOFF_DESTROYED);
    EXPECT_EQ(virDomainGetID(domain.get()), static_cast<unsigned>(-1));
    EXPECT_EQ(virDomainLookupByID(connect(), id), nullptr);
    EXPECT_EQ(virDomainDestroy(domain.get()), -1);
    EXPECT_EQ(last_code(), VIR_ERR_OPERATION_INVALID);
    EXPECT_EQ(virDomainCreate(domain.get()), 0) << last_message();
    EXPECT_EQ(state_of(domain), VIR_DOMAIN_RUNNING);
}

TEST_P(ADomain, ThatIsTransientIsGoneWhenItEnds)
{
    const Domain domain(virDomainCreateXML(connect(), xml("one", 1).c_str(), 0));
    ASSERT_NE(domain, nullptr) << last_message();
    EXPECT_EQ(virDomainIsPersistent(domain.get()), 0);
    EXPECT_EQ(virDomainDestroy(domain.get()), 0);
    EXPECT_THAT(list(), IsEmpty());
    EXPECT_EQ(virDomainIsActive(domain.get()), -1);
    EXPECT_EQ(last_code(), VIR_ERR_NO_DOMAIN);
}

TEST_P(ADomain, BecomesPersistentWhenItIsDefinedWhileItRuns)
{
    const Domain domain(virDomainCreateXML(connect(), xml("one", 1).c_str(), 0));
    ASSERT_NE(domain, nullptr) << last_message();
    define("one", 1);
    EXPECT_EQ(virDomainIsPersistent(domain.get()), 1);
    EXPECT_EQ(virDomainIsActive(domain.get()), 1);
    EXPECT_EQ(virDomainDestroy(domain.get()), 0);
    EXPECT_THAT(list(), ElementsAre("one"));
}

TEST_P(ADomain, BecomesTransientWhenItIsUndefinedWhileItRuns)
{
    const Domain domain = define_and_start("one", 1);
    EXPECT_EQ(virDomainUndefine(domain.get()), 0) << last_message();
    EXPECT_EQ(virDomainIsPersistent(domain.get()), 0);
    EXPECT_EQ(virDomainIsActive(domain.get()), 1);
    EXPECT_EQ(virDomainDestroy(domain.get()), 0);
    EXPECT_THAT(list(), IsEmpty());
}

TEST_P(ADomain, ThatIsInactiveCannotBePausedRebootedOrShutDown)
{
    const Domain domain = define("one", 1);
    for (int (*const call)(virDomainPtr) : {&virDomainSuspend, &virDomainShutdown, &virDomainDestroy}) {
        SKIP_UNLESS_SERVED(call(domain.get()));
        EXPECT_EQ(call(domain.get()), -1);
        EXPECT_THAT(last_code(), ::testing::AnyOf(VIR_ERR_OPERATION_INVALID, VIR_ERR_INTERNAL_ERROR));
    }
    SKIP_UNLESS_SERVED(virDomainReboot(domain.get(), 0));
    EXPECT_EQ(virDomainReboot(domain.get(), 0), -1);
    EXPECT_EQ(last_code(), VIR_ERR_OPERATION_INVALID);
    EXPECT_EQ(state_of(domain), VIR_DOMAIN_SHUTOFF);
}

TEST_P(ADomain, RunsOnAfterAReset)
{
    const Domain domain = define_and_start("one", 1);
    SKIP_UNLESS_SERVED(virDomainReset(domain.get(), 0));
    EXPECT_EQ(state_of(domain), VIR_DOMAIN_RUNNING);
    EXPECT_EQ(virDomainReset(domain.get(), 1), -1);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
}

TEST_P(ADomain, IsInformedAboutByOneCall)
{
    const Domain domain = define_and_start("one", 1);
    virDomainInfo info{};
    ASSERT_EQ(virDomainGetInfo(domain.get(), &info), 0) << last_message();
    EXPECT_EQ(info.state, VIR_DOMAIN_RUNNING);
    EXPECT_EQ(info.maxMem, 65536u);
    EXPECT_LE(info.memory, info.maxMem);
    EXPECT_EQ(info.nrVirtCpu, 1);
    EXPECT_NE(take_string(virDomainGetOSType(domain.get())), "");
}

TEST_P(ADomain, RefusesFlagsThatDoNotExist)
{
    const Domain domain = define("one", 1);
    const unsigned wrong = 1u << 30;
    EXPECT_EQ(virDomainCreateWithFlags(domain.get(), wrong), -1);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
    EXPECT_EQ(virDomainGetXMLDesc(domain.get(), wrong), nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
    EXPECT_EQ(virDomainUndefineFlags(domain.get(), wrong), -1);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
    EXPECT_EQ(virDomainCreateXML(connect(), xml("two", 2).c_str(), wrong), nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
    EXPECT_THAT(list(VIR_CONNECT_LIST_DOMAINS_ACTIVE), IsEmpty());
}

RUN_ON_EVERY_HYPERVISOR(ADomain);

} // namespace
} // namespace conformance
