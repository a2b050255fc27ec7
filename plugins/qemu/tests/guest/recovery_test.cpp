// SPDX-License-Identifier: LGPL-2.1-or-later
// Guests outlive the process that manages them, and the next one finds them.
#include <algorithm>
#include <csignal>

#include "boot_sector.hpp"
#include "host.hpp"
#include "manager_process.hpp"

namespace modvirt::qemu::guest_test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Recovery : public Host {
protected:
    // Starts guests in another process.
    void start_elsewhere(ManagerProcess &manager, const std::vector<Form> &forms)
    {
        ASSERT_TRUE(manager.ask("open " + uri()).is_ok);
        for (const Form &form : forms) {
            const std::string file = m_scratch.write(form.name + ".xml", format(form));
            ASSERT_TRUE(manager.ask("define " + file).is_ok);
            const Answer answer = manager.ask("start " + form.name);
            ASSERT_TRUE(answer.is_ok) << answer.text;
        }
    }
};

TEST_F(Recovery, FindsRunningGuestsWithTheirIdsAndTerminals)
{
    std::string xml;
    {
        ManagerProcess manager;
        start_elsewhere(manager, {{.name = "zero"}, sector_guest("one"), {.name = "two"}});
        ASSERT_TRUE(manager.ask("destroy zero").is_ok);
        ASSERT_TRUE(manager.ask("suspend two").is_ok);
        xml = manager.ask("xml one").text;
    }
    const auto before = emulators_of(root());
    ASSERT_THAT(before, SizeIs(2));
    const Domain one = find("one");
    const Domain two = find("two");
    EXPECT_EQ(virDomainGetID(one.get()), 2U);
    EXPECT_EQ(virDomainGetID(two.get()), 3U);
    EXPECT_EQ(state_of(one).first, VIR_DOMAIN_RUNNING);
    EXPECT_EQ(state_of(two).first, VIR_DOMAIN_PAUSED);
    EXPECT_EQ(live_xml(one), xml);
    EXPECT_EQ(emulators_of(root()), before);
    ASSERT_TRUE(eventually([this] { return boots() == 1; }));
    type(one, 'x');
    ASSERT_EQ(virDomainSuspend(one.get()), 0) << last_message();
    ASSERT_EQ(virDomainResume(one.get()), 0) << last_message();
    const Domain another = start({.name = "three"});
    EXPECT_EQ(virDomainGetID(another.get()), 4U) << "an id is not given twice";
}

TEST_F(Recovery, FindsTheGuestsOfAProcessThatWasKilled)
{
    ManagerProcess manager;
    start_elsewhere(manager, {sector_guest("one")});
    const auto before = emulators_of(root());
    manager.kill();
    const Domain one = find("one");
    EXPECT_EQ(state_of(one).first, VIR_DOMAIN_RUNNING);
    EXPECT_EQ(emulators_of(root()), before);
    ASSERT_TRUE(eventually([this] { return boots() == 1; }));
    ASSERT_EQ(virDomainShutdown(one.get()), 0) << last_message();
    EXPECT_TRUE(eventually([&] { return virDomainIsActive(one.get()) == 0; }));
    EXPECT_EQ(state_of(one), StateAndReason(VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_SHUTDOWN));
}

TEST_F(Recovery, CleansUpAfterGuestsThatEndedMeanwhile)
{
    Domain by_itself = start(sector_guest("one"));
    Domain by_force = start(sector_guest("two"));
    ASSERT_TRUE(eventually([this] { return boots("one") == 1 && boots("two") == 1; }));
    const std::string terminal = terminal_of(by_itself);
    const std::string pid = support::read_file(root() + "/run/" + uuid_of("two") + ".pid");
    by_itself.reset();
    by_force.reset();
    disconnect();
    type(terminal, power_off);
    ASSERT_TRUE(eventually([this] { return emulators_of(root()).size() == 1; }));
    ::kill(std::stoi(pid), SIGKILL);
    ASSERT_TRUE(eventually([this] { return emulators_of(root()).empty(); }));

    EXPECT_EQ(state_of(find("one")), StateAndReason(VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_SHUTDOWN));
    EXPECT_EQ(state_of(find("two")), StateAndReason(VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_CRASHED));
    EXPECT_THAT(files_in("run"), ::testing::Each(::testing::EndsWith(".ran")));
    EXPECT_EQ(virDomainCreate(find("two").get()), 0) << last_message();
}

TEST_F(Recovery, KnowsTransientGuestsAndUndefinedOnes)
{
    {
        const Domain transient(virDomainCreateXML(connect(), format({.name = "one"}).c_str(), 0));
        ASSERT_NE(transient, nullptr) << last_message();
        const Domain undefined = start({.name = "two"});
        ASSERT_EQ(virDomainUndefine(undefined.get()), 0) << last_message();
    }
    disconnect();
    for (const char *name : {"one", "two"}) {
        const Domain domain = find(name);
        ASSERT_NE(domain, nullptr) << last_message();
        EXPECT_EQ(virDomainIsPersistent(domain.get()), 0);
        EXPECT_EQ(virDomainIsActive(domain.get()), 1);
        EXPECT_EQ(virDomainDestroy(domain.get()), 0) << last_message();
        EXPECT_EQ(virDomainIsActive(domain.get()), -1);
    }
    EXPECT_THAT(files_in("run"), IsEmpty());
}

TEST_F(Recovery, TakesInAGuestThatDoesNotAnswerYet)
{
    start(sector_guest("one"));
    disconnect();
    ASSERT_TRUE(eventually([this] { return boots() == 1; }));
    const auto pids = emulators_of(root());
    ASSERT_THAT(pids, SizeIs(1));
    ::kill(pids.front(), SIGSTOP);
    const Domain one = find("one");
    ASSERT_NE(one, nullptr) << last_message();
    EXPECT_EQ(virDomainIsActive(one.get()), 1);
    ::kill(pids.front(), SIGCONT);
    EXPECT_TRUE(eventually([&] { return virDomainSuspend(one.get()) == 0; })) << last_message();
    EXPECT_EQ(state_of(one).first, VIR_DOMAIN_PAUSED);
}

TEST_F(Recovery, DropsASavedStateThatTheGuestHasGoneOnFrom)
{
    ManagerProcess manager;
    start_elsewhere(manager, {sector_guest("one")});
    ASSERT_TRUE(eventually([this] { return boots() == 1; }));
    ASSERT_TRUE(manager.ask("save one").is_ok);
    const std::string image = support::read_file(root() + "/save/one.save");
    ASSERT_TRUE(manager.ask("start one").is_ok);
    manager.kill();
    // As if it was killed a moment earlier: the guest runs, and the image is still there.
    m_scratch.write("root/save/one.save", image);
    const Domain one = find("one");
    EXPECT_EQ(state_of(one).first, VIR_DOMAIN_RUNNING);
    EXPECT_EQ(virDomainHasManagedSaveImage(one.get(), 0), 0)
        << "it would bring old memory to a disk that has changed";
}

TEST_F(Recovery, LeavesAFileThatIsNoStatusAlone)
{
    connect();
    disconnect();
    const std::string file = m_scratch.write("root/run/" + uuid_of("one") + ".status", "{\"format\": 1");
    EXPECT_EQ(virConnectNumOfDomains(connect()), 0) << last_message();
    EXPECT_EQ(support::read_file(file), "{\"format\": 1");
}

TEST_F(Recovery, IsForOneProcessAtATime)
{
    ManagerProcess first;
    ASSERT_TRUE(first.ask("open " + uri()).is_ok);
    ManagerProcess second;
    const Answer refused = second.ask("open " + uri());
    EXPECT_FALSE(refused.is_ok);
    EXPECT_EQ(refused.code, VIR_ERR_OPERATION_FAILED);
    EXPECT_THAT(refused.text, AllOf(HasSubstr(root()), HasSubstr("in use by process ")));
    ASSERT_TRUE(first.ask("close").is_ok);
    EXPECT_TRUE(second.ask("open " + uri()).is_ok);
}

TEST_F(Recovery, StartsMarkedDomainsOnceAfterTheHostWasBooted)
{
    {
        ManagerProcess manager;
        start_elsewhere(manager, {{.name = "one"}});
        ASSERT_TRUE(manager.ask("autostart one").is_ok);
        ASSERT_TRUE(manager.ask("destroy one").is_ok);
        ASSERT_TRUE(manager.ask("define " + m_scratch.write("two.xml", format({.name = "two"}))).is_ok);
        ASSERT_TRUE(manager.ask("autostart two").is_ok);
    }
    EXPECT_EQ(virDomainIsActive(find("one").get()), 0) << "it has run already";
    EXPECT_EQ(virDomainIsActive(find("two").get()), 1);
}

} // namespace
} // namespace modvirt::qemu::guest_test
