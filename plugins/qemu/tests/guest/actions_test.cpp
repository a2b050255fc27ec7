// SPDX-License-Identifier: LGPL-2.1-or-later
// What becomes of a guest that powers off, resets or crashes by itself: its domain says so.
#include <algorithm>

#include "boot_sector.hpp"
#include "host.hpp"

namespace modvirt::qemu::guest_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class Actions : public Host {
protected:
    Domain boot(const std::string &actions)
    {
        Domain domain = start(sector_guest("one", actions));
        EXPECT_TRUE(eventually([this] { return boots() == 1; }));
        return domain;
    }

    void expect_end(const Domain &domain, int reason)
    {
        EXPECT_TRUE(eventually([&] { return virDomainIsActive(domain.get()) == 0; }));
        EXPECT_EQ(state_of(domain), StateAndReason(VIR_DOMAIN_SHUTOFF, reason));
        EXPECT_THAT(emulators_of(root()), IsEmpty());
    }

    void expect_another_boot(const Domain &domain, const std::vector<pid_t> &before)
    {
        EXPECT_TRUE(eventually([this] { return boots() == 2; }));
        EXPECT_TRUE(eventually([&] { return state_of(domain).first == VIR_DOMAIN_RUNNING; }));
        EXPECT_EQ(emulators_of(root()), before) << "a restart keeps the process";
    }

    [[nodiscard]] std::vector<pid_t> emulators() const { return emulators_of(root()); }
};

TEST_F(Actions, DestroyIsTheEndOfAGuestThatPowersOff)
{
    const Domain domain = boot("<on_poweroff>destroy</on_poweroff>");
    type(domain, power_off);
    expect_end(domain, VIR_DOMAIN_SHUTOFF_SHUTDOWN);
}

TEST_F(Actions, RestartBootsAGuestAgainThatPowersOff)
{
    const Domain domain = boot("<on_poweroff>restart</on_poweroff>");
    const auto before = emulators();
    type(domain, power_off);
    expect_another_boot(domain, before);
    ASSERT_EQ(virDomainDestroy(domain.get()), 0) << last_message();
    EXPECT_THAT(emulators(), IsEmpty());
}

TEST_F(Actions, RestartBootsAGuestAgainThatResets)
{
    const Domain domain = boot("<on_reboot>restart</on_reboot>");
    const auto before = emulators();
    type(domain, reset);
    expect_another_boot(domain, before);
}

TEST_F(Actions, DestroyIsTheEndOfAGuestThatResets)
{
    const Domain domain = boot("<on_reboot>destroy</on_reboot>");
    type(domain, reset);
    expect_end(domain, VIR_DOMAIN_SHUTOFF_SHUTDOWN);
    EXPECT_EQ(boots(), 1U);
}

TEST_F(Actions, DestroyOnResetLeavesAResetFromOutsideAlone)
{
    const Domain domain = boot("<on_reboot>destroy</on_reboot>");
    const auto before = emulators();
    ASSERT_EQ(virDomainReset(domain.get(), 0), 0) << last_message();
    expect_another_boot(domain, before);
    type(domain, reset);
    expect_end(domain, VIR_DOMAIN_SHUTOFF_SHUTDOWN);
}

TEST_F(Actions, DestroyOnResetLeavesAnOrderedRebootAlone)
{
    const Domain domain = boot("<on_reboot>destroy</on_reboot>");
    const auto before = emulators();
    ASSERT_EQ(virDomainReboot(domain.get(), 0), 0) << last_message();
    expect_another_boot(domain, before);
    type(domain, reset);
    expect_end(domain, VIR_DOMAIN_SHUTOFF_SHUTDOWN);
}

TEST_F(Actions, RestartOnPowerOffAndDestroyOnResetExcludeEachOther)
{
    const Form form = sector_guest("one", "<on_poweroff>restart</on_poweroff><on_reboot>destroy</on_reboot>");
    EXPECT_EQ(virDomainDefineXML(connect(), format(form).c_str()), nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_CONFIG_UNSUPPORTED);
    EXPECT_THAT(last_message(), HasSubstr("on_poweroff"));
}

TEST_F(Actions, DestroyIsTheEndOfAGuestThatPanics)
{
    const Domain domain = boot("<on_crash>destroy</on_crash>");
    type(domain, panic);
    expect_end(domain, VIR_DOMAIN_SHUTOFF_CRASHED);
}

TEST_F(Actions, RestartBootsAGuestAgainThatPanics)
{
    const Domain domain = boot("<on_crash>restart</on_crash>");
    const auto before = emulators();
    type(domain, panic);
    expect_another_boot(domain, before);
    ASSERT_EQ(virDomainShutdown(domain.get()), 0) << last_message();
    expect_end(domain, VIR_DOMAIN_SHUTOFF_SHUTDOWN);
}

TEST_F(Actions, PreserveKeepsAGuestThatPanicsForALook)
{
    const Domain domain = boot("<on_crash>preserve</on_crash>");
    type(domain, panic);
    EXPECT_TRUE(eventually(
        [&] { return state_of(domain) == StateAndReason(VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED); }));
    EXPECT_EQ(virDomainIsActive(domain.get()), 1);
    EXPECT_THAT(emulators(), SizeIs(1));
    ASSERT_EQ(virDomainDestroy(domain.get()), 0) << last_message();
    expect_end(domain, VIR_DOMAIN_SHUTOFF_DESTROYED);
}

TEST_F(Actions, CoredumpDestroyWritesTheMemoryDownFirst)
{
    const Domain domain = boot("<on_crash>coredump-destroy</on_crash>");
    type(domain, panic);
    expect_end(domain, VIR_DOMAIN_SHUTOFF_CRASHED);
    ASSERT_THAT(files_in("dump"), ElementsAre(StartsWith("one-")));
    EXPECT_THAT(support::read_file(root() + "/dump/" + files_in("dump").front()), StartsWith("\x7f"
                                                                                             "ELF"));
}

TEST_F(Actions, CoredumpRestartWritesTheMemoryDownAndBootsAgain)
{
    const Domain domain = boot("<on_crash>coredump-restart</on_crash>");
    const auto before = emulators();
    type(domain, panic);
    expect_another_boot(domain, before);
    EXPECT_THAT(files_in("dump"), ElementsAre(StartsWith("one-")));
}

} // namespace
} // namespace modvirt::qemu::guest_test
