// SPDX-License-Identifier: LGPL-2.1-or-later
// The life of a guest, from its start to what is left of it.
#include <csignal>
#include <filesystem>

#include "boot_sector.hpp"
#include "host.hpp"

namespace modvirt::qemu::guest_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class Life : public Host {};

TEST_F(Life, BeginsWithAProcessThatBootsAndWritesToItsConsole)
{
    const Domain domain = start(sector_guest());
    EXPECT_THAT(emulators_of(root()), SizeIs(1));
    EXPECT_EQ(state_of(domain), StateAndReason(VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_BOOTED));
    EXPECT_TRUE(eventually([this] { return boots() == 1; }));
    EXPECT_THAT(emulators_of(root()), SizeIs(1));
}

TEST_F(Life, ShowsItsIdTerminalPortAndAliasesWhileItLasts)
{
    Form form = sector_guest();
    form.devices += "<interface type='user'><model type='virtio'/></interface>"
                    "<graphics type='vnc' autoport='yes'/><memballoon model='virtio'/>";
    const Domain domain = start(form);
    const std::string xml = live_xml(domain);
    EXPECT_THAT(xml, HasSubstr("<domain type='qemu' id='1'>"));
    EXPECT_THAT(value_after(xml, "<console type='pty' tty='"), ::testing::StartsWith("/dev/pts/"));
    EXPECT_TRUE(std::filesystem::is_character_file(value_after(xml, "<console type='pty' tty='")));
    EXPECT_GE(std::stoi(value_after(xml, "<graphics type='vnc' port='")), 5900);
    for (const char *alias : {"ide0-0-0", "net0", "serial0", "balloon0", "pci.0"})
        EXPECT_THAT(xml, HasSubstr(std::string("<alias name='") + alias + "'/>"));
    ASSERT_EQ(virDomainDestroy(domain.get()), 0) << last_message();
    const std::string after = live_xml(domain);
    EXPECT_THAT(after, HasSubstr("<domain type='qemu'>"));
    EXPECT_THAT(after, HasSubstr("port='-1'"));
    EXPECT_THAT(after, Not(HasSubstr("/dev/pts/")));
    EXPECT_THAT(after, Not(HasSubstr("<alias")));
}

TEST_F(Life, StandsStillFromASuspendToAResume)
{
    const Domain domain = start(sector_guest());
    ASSERT_TRUE(eventually([this] { return boots() == 1; }));
    ASSERT_EQ(virDomainSuspend(domain.get()), 0) << last_message();
    EXPECT_EQ(state_of(domain), StateAndReason(VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_USER));
    ASSERT_EQ(virDomainReset(domain.get(), 0), 0) << last_message();
    EXPECT_FALSE(eventually([this] { return boots() > 1; }, std::chrono::milliseconds(600)))
        << "a guest that is paused does not boot";
    ASSERT_EQ(virDomainResume(domain.get()), 0) << last_message();
    EXPECT_EQ(state_of(domain), StateAndReason(VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_UNPAUSED));
    EXPECT_TRUE(eventually([this] { return boots() == 2; }));
}

TEST_F(Life, CanBeginPaused)
{
    const Domain domain = start(sector_guest(), VIR_DOMAIN_START_PAUSED);
    EXPECT_EQ(state_of(domain), StateAndReason(VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_USER));
    ASSERT_EQ(virDomainResume(domain.get()), 0) << last_message();
    EXPECT_TRUE(eventually([this] { return boots() == 1; }));
}

TEST_F(Life, GoesOnFromTheBootSectorAfterAReset)
{
    const Domain domain = start(sector_guest());
    ASSERT_TRUE(eventually([this] { return boots() == 1; }));
    const auto before = emulators_of(root());
    ASSERT_EQ(virDomainReset(domain.get(), 0), 0) << last_message();
    EXPECT_TRUE(eventually([this] { return boots() == 2; }));
    EXPECT_EQ(emulators_of(root()), before);
    EXPECT_EQ(virDomainGetID(domain.get()), 1U);
}

TEST_F(Life, EndsWhenTheGuestObeysItsPowerButton)
{
    const Domain domain = start(sector_guest());
    ASSERT_TRUE(eventually([this] { return boots() == 1; }));
    ASSERT_EQ(virDomainShutdown(domain.get()), 0) << last_message();
    EXPECT_TRUE(eventually([&] { return virDomainIsActive(domain.get()) == 0; }));
    EXPECT_EQ(state_of(domain), StateAndReason(VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_SHUTDOWN));
    EXPECT_THAT(emulators_of(root()), IsEmpty());
}

TEST_F(Life, IsNotAskedToEndWhileItStandsStill)
{
    const Domain domain = start(sector_guest(), VIR_DOMAIN_START_PAUSED);
    EXPECT_EQ(virDomainShutdown(domain.get()), -1);
    EXPECT_EQ(last_code(), VIR_ERR_OPERATION_INVALID);
    ASSERT_EQ(virDomainResume(domain.get()), 0) << last_message();
    ASSERT_TRUE(eventually([this] { return boots() == 1; }));
    EXPECT_EQ(virDomainShutdownFlags(domain.get(), VIR_DOMAIN_SHUTDOWN_GUEST_AGENT), -1);
    EXPECT_EQ(last_code(), VIR_ERR_ARGUMENT_UNSUPPORTED) << "nobody talks to an agent";
    EXPECT_EQ(virDomainIsActive(domain.get()), 1);
}

TEST_F(Life, HasNoSecurityLabelBeforeOrAfterItsBeginning)
{
    const Domain domain = define(sector_guest());
    virSecurityLabel label{};
    EXPECT_EQ(virDomainGetSecurityLabel(domain.get(), &label), 0) << last_message();
    ASSERT_EQ(virDomainCreateWithFlags(domain.get(), VIR_DOMAIN_START_PAUSED), 0) << last_message();
    EXPECT_EQ(virDomainGetSecurityLabel(domain.get(), &label), 0) << last_message();
    EXPECT_STREQ(label.label, "");
}

TEST_F(Life, AndItsDefinitionGetOtherMemoryAtOnce)
{
    Form form = sector_guest();
    form.devices += "<memballoon model='virtio'/>";
    const Domain domain = start(form, VIR_DOMAIN_START_PAUSED);
    ASSERT_EQ(virDomainSetMemoryFlags(domain.get(), 8192, VIR_DOMAIN_AFFECT_LIVE | VIR_DOMAIN_AFFECT_CONFIG), 0)
        << last_message();
    const std::unique_ptr<char, decltype(&std::free)> xml(virDomainGetXMLDesc(domain.get(), VIR_DOMAIN_XML_INACTIVE),
                                                          &std::free);
    EXPECT_THAT(xml.get(), HasSubstr("<currentMemory unit='KiB'>8192</currentMemory>"));
}

TEST_F(Life, GoesOnWhenTheGuestObeysAReboot)
{
    const Domain domain = start(sector_guest());
    ASSERT_TRUE(eventually([this] { return boots() == 1; }));
    const auto before = emulators_of(root());
    ASSERT_EQ(virDomainReboot(domain.get(), 0), 0) << last_message();
    EXPECT_TRUE(eventually([this] { return boots() == 2; }));
    EXPECT_EQ(emulators_of(root()), before);
    EXPECT_EQ(state_of(domain).first, VIR_DOMAIN_RUNNING);
    ASSERT_EQ(virDomainShutdown(domain.get()), 0) << last_message();
    EXPECT_TRUE(eventually([&] { return virDomainIsActive(domain.get()) == 0; }))
        << "after a reboot a power off is one again";
}

TEST_F(Life, EndsAtOnceWhenItIsDestroyed)
{
    const Domain domain = start(sector_guest());
    ASSERT_EQ(virDomainDestroy(domain.get()), 0) << last_message();
    EXPECT_EQ(state_of(domain), StateAndReason(VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_DESTROYED));
    EXPECT_THAT(emulators_of(root()), IsEmpty());
}

TEST_F(Life, OfAKilledProcessEndsAsACrash)
{
    const Domain domain = start(sector_guest());
    ASSERT_THAT(emulators_of(root()), SizeIs(1));
    ::kill(emulators_of(root()).front(), SIGKILL);
    EXPECT_TRUE(eventually([&] { return virDomainIsActive(domain.get()) == 0; }));
    EXPECT_EQ(state_of(domain), StateAndReason(VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_CRASHED));
}

TEST_F(Life, CostsProcessorTimeThatIsCounted)
{
    const Domain domain = start(sector_guest());
    ASSERT_TRUE(eventually([this] { return boots() == 1; }));
    virDomainInfo before{};
    ASSERT_EQ(virDomainGetInfo(domain.get(), &before), 0) << last_message();
    EXPECT_GT(before.cpuTime, 0U);
    type(domain, spin);
    constexpr unsigned long long much = 200'000'000;
    EXPECT_TRUE(eventually([&] {
        virDomainInfo now{};
        return virDomainGetInfo(domain.get(), &now) == 0 && now.cpuTime > before.cpuTime + much;
    }));
}

TEST_F(Life, LeavesNothingButItsLogBehind)
{
    Form form = sector_guest();
    form.devices += "<graphics type='vnc' autoport='yes'/>";
    const Domain domain = start(form);
    EXPECT_THAT(files_in("run"), Not(IsEmpty()));
    ASSERT_EQ(virDomainDestroy(domain.get()), 0) << last_message();
    ASSERT_EQ(virDomainUndefine(domain.get()), 0) << last_message();
    EXPECT_THAT(files_in("run"), IsEmpty());
    EXPECT_THAT(files_in("log"), ElementsAre("one.log"));
    EXPECT_THAT(files_in("etc"), ElementsAre("autostart"));
    EXPECT_THAT(files_in("save"), IsEmpty());
}

TEST_F(Life, OfATransientDomainLeavesNothingButItsLogBehind)
{
    const Domain domain(virDomainCreateXML(connect(), format({}).c_str(), 0));
    ASSERT_NE(domain, nullptr) << last_message();
    ASSERT_EQ(virDomainDestroy(domain.get()), 0) << last_message();
    EXPECT_THAT(files_in("run"), IsEmpty());
    EXPECT_THAT(files_in("log"), ElementsAre("one.log"));
}

TEST_F(Life, LeavesNoLogEitherWhenThatIsAskedFor)
{
    const Domain domain = start({});
    ASSERT_EQ(virDomainDestroyFlags(domain.get(), VIR_DOMAIN_DESTROY_REMOVE_LOGS), 0) << last_message();
    EXPECT_THAT(files_in("log"), IsEmpty());
}

TEST_F(Life, GoesOnFromWhereItWasSaved)
{
    const Domain domain = start(sector_guest());
    ASSERT_TRUE(eventually([this] { return boots() == 1; }));
    ASSERT_EQ(virDomainManagedSave(domain.get(), 0), 0) << last_message();
    EXPECT_EQ(state_of(domain), StateAndReason(VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_SAVED));
    EXPECT_THAT(emulators_of(root()), IsEmpty());
    ASSERT_EQ(virDomainCreate(domain.get()), 0) << last_message();
    EXPECT_EQ(state_of(domain), StateAndReason(VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_RESTORED));
    type(domain, 'x'); // it still reads its serial port
    EXPECT_EQ(boots(), 1U);
    EXPECT_THAT(files_in("save"), IsEmpty());
}

} // namespace
} // namespace modvirt::qemu::guest_test
