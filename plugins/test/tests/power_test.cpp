// SPDX-License-Identifier: LGPL-2.1-or-later
// Guests that put themselves to sleep.
#include "fake_host.hpp"

namespace modvirt::test::testing {
namespace {

using ::testing::ElementsAre;

constexpr uint32_t to_memory = 0;
constexpr uint32_t to_disk = 1;

class PowerTest : public DriverTest {
protected:
    std::string state(const DomainRef &domain)
    {
        const DomainState state = m_driver->domain_get_state(domain, 0);
        return std::to_string(state.state) + "/" + std::to_string(state.reason);
    }

    ErrorCode sleeping(const DomainRef &domain, uint32_t target, uint64_t duration = 0, uint32_t flags = 0)
    {
        return failure_of([&] { m_driver->domain_pm_suspend_for_duration(domain, target, duration, flags); }).code;
    }
};

} // namespace

TEST_F(PowerTest, AGuestSleepsUntilItIsWoken)
{
    LiveDomain domain = start("a", 1);
    m_host.take_events();
    EXPECT_EQ(sleeping(domain, to_memory), ErrorCode::Ok);
    EXPECT_EQ(state(domain), "7/0");
    EXPECT_THAT(m_host.take_events(), ElementsAre("a #12  0", "a 7 0 2"));
    EXPECT_EQ(sleeping(domain, to_memory), ErrorCode::OperationInvalid);
    m_driver->domain_pm_wakeup(domain, 0);
    EXPECT_EQ(state(domain), "1/8");
    EXPECT_THAT(m_host.take_events(), ElementsAre("a #11  0", "a 2 4 2"));
    EXPECT_EQ(failure_of([&] { m_driver->domain_pm_wakeup(domain, 0); }).code, ErrorCode::OperationInvalid);
}

TEST_F(PowerTest, AGuestThatSleepsOnItsDiskIsOff)
{
    LiveDomain domain = start("a", 1);
    m_host.take_events();
    EXPECT_EQ(sleeping(domain, to_disk), ErrorCode::Ok);
    EXPECT_EQ(state(domain), "5/1");
    EXPECT_THAT(m_host.take_events(), ElementsAre("a #14  0", "a 7 1 2", "a 5 0 -1"));
    EXPECT_EQ(failure_of([&] { m_driver->domain_pm_wakeup(domain, 0); }).code, ErrorCode::OperationInvalid);
}

TEST_F(PowerTest, WhatCannotBeIsToldBeforeTheDomainIsLookedAt)
{
    LiveDomain off = define("a", 1);
    EXPECT_EQ(sleeping(off, to_memory, 10), ErrorCode::ArgumentUnsupported);
    EXPECT_EQ(sleeping(off, 3), ErrorCode::InvalidArg);
    EXPECT_EQ(sleeping(off, to_memory, 0, 1), ErrorCode::InvalidArg);
    EXPECT_EQ(sleeping(off, to_memory), ErrorCode::OperationInvalid);
}

TEST_F(PowerTest, ADomainMayForbidAKindOfSleep)
{
    LiveDomain domain = start("a", 1, "<pm><suspend-to-mem enabled='no'/><suspend-to-disk enabled='no'/></pm>");
    for (const uint32_t target : {0U, 1U, 2U})
        EXPECT_EQ(sleeping(domain, target), ErrorCode::OperationUnsupported);
}

} // namespace modvirt::test::testing
