// SPDX-License-Identifier: LGPL-2.1-or-later
// What goes wrong is said clearly, and harms nothing else.
#include <csignal>
#include <filesystem>
#include <thread>

#include "boot_sector.hpp"
#include "host.hpp"
#include "manager_process.hpp"

namespace modvirt::qemu::guest_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class Faults : public Host {
protected:
    // Starting is refused with a message that names what is missing, and nothing was started.
    void expect_refusal(const Form &form, const std::string &named)
    {
        const Domain domain(virDomainDefineXML(connect(), format(form).c_str()));
        ASSERT_NE(domain, nullptr) << last_message();
        EXPECT_EQ(virDomainCreate(domain.get()), -1);
        EXPECT_THAT(last_message(), AllOf(HasSubstr(named), HasSubstr("No such file or directory")));
        EXPECT_EQ(state_of(domain).first, VIR_DOMAIN_SHUTOFF);
        EXPECT_THAT(files_in("run"), IsEmpty());
        EXPECT_THAT(files_in("log"), IsEmpty()) << "QEMU was not started";
    }
};

TEST_F(Faults, OfAMissingKernelInitrdOrDiskAreNamedBeforeAnythingStarts)
{
    expect_refusal({.name = "kernel", .os = "<kernel>/none/vmlinuz</kernel>"}, "/none/vmlinuz");
    const std::string kernel = m_scratch.write("kernel", "x");
    expect_refusal({.name = "initrd", .os = "<kernel>" + kernel + "</kernel><initrd>/none/initrd</initrd>"},
                   "/none/initrd");
    expect_refusal({.name = "disk",
                    .devices = "<disk type='file'><source file='/none/disk'/><target dev='vda'/></disk>"},
                   "/none/disk");
}

TEST_F(Faults, OfAMissingProgramAreNamedWithTheRemedy)
{
    const Form form{.name = "one", .devices = "<emulator>/none/qemu-system-x86_64</emulator>"};
    EXPECT_EQ(virDomainDefineXML(connect(), format(form).c_str()), nullptr);
    EXPECT_THAT(last_message(), AllOf(HasSubstr("/none/qemu-system-x86_64"), HasSubstr("install it")));
}

TEST_F(Faults, OfAProgramThatHasGoneSinceTheDefinitionAreNamedToo)
{
    const std::string link = m_scratch.file("qemu");
    std::filesystem::create_symlink("/usr/bin/qemu-system-x86_64", link);
    const Domain domain = define({.name = "one", .devices = "<emulator>" + link + "</emulator>"});
    ASSERT_NE(domain, nullptr);
    std::filesystem::remove(link);
    EXPECT_EQ(virDomainCreate(domain.get()), -1);
    EXPECT_THAT(last_message(), AllOf(HasSubstr(link), HasSubstr("install it")));
    EXPECT_EQ(virDomainUndefine(domain.get()), 0) << last_message();
}

TEST_F(Faults, OfAQemuThatEndsAtOnceAreToldInItsOwnWords)
{
    const std::string strange = "<domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>"
                                "<name>one</name><memory>16384</memory><os><type>hvm</type></os>"
                                "<qemu:commandline><qemu:arg value='-device'/>"
                                "<qemu:arg value='flux-capacitor'/></qemu:commandline></domain>";
    const Domain domain(virDomainDefineXML(connect(), strange.c_str()));
    ASSERT_NE(domain, nullptr) << last_message();
    EXPECT_EQ(virDomainCreate(domain.get()), -1);
    EXPECT_EQ(last_code(), VIR_ERR_INTERNAL_ERROR);
    EXPECT_THAT(last_message(), AllOf(HasSubstr("process exited while connecting to monitor"),
                                      HasSubstr("'flux-capacitor' is not a valid device model name")));
    EXPECT_EQ(state_of(domain), StateAndReason(VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_FAILED));
    EXPECT_THAT(emulators_of(root()), IsEmpty());
    EXPECT_THAT(files_in("run"), IsEmpty());
}

TEST_F(Faults, OfADiskThatAnotherGuestUsesAreToldInQemusWords)
{
    const Domain one = start(sector_guest("one"));
    Form form = sector_guest("one");
    form.name = "two";
    const Domain two = define(form);
    EXPECT_EQ(virDomainCreate(two.get()), -1);
    EXPECT_THAT(last_message(), HasSubstr("lock"));
    EXPECT_EQ(virDomainIsActive(one.get()), 1);
}

TEST_F(Faults, OfAGuestThatDoesNotAnswerEndWithTheDeadlineAndAreItsOwn)
{
    const Domain silent = start(sector_guest("one"));
    const auto pids = emulators_of(root());
    const Domain other = start(sector_guest("two"));
    ASSERT_THAT(pids, SizeIs(1));
    ::kill(pids.front(), SIGSTOP);
    std::thread caller([&] {
        EXPECT_EQ(virDomainSuspend(silent.get()), -1);
        EXPECT_EQ(last_code(), VIR_ERR_OPERATION_TIMEOUT);
        EXPECT_THAT(last_message(), AllOf(HasSubstr("domain 'one'"), HasSubstr("can be destroyed")));
    });
    ASSERT_EQ(virDomainSuspend(other.get()), 0) << last_message();
    ASSERT_EQ(virDomainResume(other.get()), 0) << last_message();
    EXPECT_NE(live_xml(silent), "") << "what needs no answer goes on";
    virDomainInfo info{};
    EXPECT_EQ(virDomainGetInfo(silent.get(), &info), 0) << last_message();
    caller.join();
    EXPECT_EQ(virDomainDestroy(silent.get()), 0) << last_message();
    EXPECT_EQ(virDomainIsActive(other.get()), 1);
}

TEST_F(Faults, OfAFullDiskAreToldAndTheOldStateStays)
{
    connect();
    disconnect();
    ManagerProcess manager;
    if (const Answer answer = manager.ask("mount " + root()); !answer.is_ok)
        GTEST_SKIP() << answer.text << " (this test needs to be root, or user namespaces)";
    ASSERT_TRUE(manager.ask("open " + uri()).is_ok);
    ASSERT_TRUE(
        manager.ask("define " + m_scratch.write("old.xml", format({.name = "one", .description = "old"})))
            .is_ok);
    const std::string filler = root() + "/filler";
    ASSERT_TRUE(manager.ask("fill " + filler).is_ok);

    const Answer redefined =
        manager.ask("define " + m_scratch.write("new.xml", format({.name = "one", .description = "new"})));
    EXPECT_EQ(redefined.code, VIR_ERR_SYSTEM_ERROR);
    EXPECT_THAT(redefined.text, AllOf(HasSubstr("one.xml"), HasSubstr("No space left on device")));
    EXPECT_THAT(manager.ask("xml one").text, HasSubstr("<description>old</description>"));
    const Answer started = manager.ask("start one");
    EXPECT_FALSE(started.is_ok);
    EXPECT_THAT(started.text, HasSubstr("No space left on device"));
    EXPECT_THAT(emulators_of(root()), IsEmpty());
    ASSERT_TRUE(manager.ask("close").is_ok);
    ASSERT_TRUE(manager.ask("open " + uri()).is_ok) << "a root can be opened all the same";
    EXPECT_THAT(manager.ask("xml one").text, HasSubstr("<description>old</description>"));

    ASSERT_TRUE(manager.ask("remove " + filler).is_ok);
    const Answer again = manager.ask("start one");
    EXPECT_TRUE(again.is_ok) << again.text;
    ASSERT_TRUE(manager.ask("fill " + filler).is_ok);
    EXPECT_TRUE(manager.ask("destroy one").is_ok) << "ending a guest needs no room";
    EXPECT_TRUE(manager.ask("undefine one").is_ok) << "nor does forgetting one";
}

} // namespace
} // namespace modvirt::qemu::guest_test
