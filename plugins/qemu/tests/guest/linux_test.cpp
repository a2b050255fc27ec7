// SPDX-License-Identifier: LGPL-2.1-or-later
// A Linux that boots, gives memory back and obeys its power button.
#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <sys/file.h>

#include <fmt/format.h>

#include "host.hpp"
#include "kit/process/spawn.hpp"

namespace modvirt::qemu::guest_test {
namespace {

using ::testing::HasSubstr;

// Makes the kernel and the initramfs, once for all tests; what went wrong, or nothing.
std::string make_guest(const std::string &folder)
{
    namespace fs = std::filesystem;
    fs::create_directories(folder);
    const process::Fd lock(::open((folder + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    ::flock(lock.get(), LOCK_EX);
    if (fs::exists(folder + "/initramfs") &&
        fs::last_write_time(folder + "/initramfs") > fs::last_write_time(MAKE_GUEST))
        return "";
    const std::string said = folder + "/make-guest.log";
    const process::Fd output(::open(said.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    process::Command command;
    command.argv = {MAKE_GUEST, folder};
    command.environment = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin"};
    command.output = output.get();
    const process::Child child = process::spawn(command);
    process::wait_for_end(child.pidfd, std::chrono::milliseconds(patience).count());
    process::reap(child.pidfd);
    return fs::exists(folder + "/initramfs") ? "" : support::read_file(said);
}

class Linux : public Host {
protected:
    void SetUp() override
    {
        Host::SetUp();
        if (IsSkipped())
            return;
        if (const std::string missing = make_guest(GUEST_DIRECTORY); !missing.empty())
            GTEST_SKIP() << missing;
    }

    Domain boot()
    {
        Form form;
        form.memory_kib = 96 * 1024;
        form.os = "<kernel>" GUEST_DIRECTORY "/vmlinux</kernel><initrd>" GUEST_DIRECTORY
                  "/initramfs</initrd><cmdline>console=ttyS0 quiet no_timer_check</cmdline>";
        form.devices = fmt::format("<serial type='pty'><log file='{}'/></serial><memballoon model='virtio'/>",
                                   console_log());
        Domain domain = start(form);
        EXPECT_TRUE(eventually([this] { return console().find("guest: up") != std::string::npos; },
                               std::chrono::seconds(100)))
            << console();
        return domain;
    }

    [[nodiscard]] std::string console() const { return support::read_file(console_log()); }
};

TEST_F(Linux, PowersOffWhenItIsShutDown)
{
    const Domain domain = boot();
    ASSERT_EQ(virDomainShutdown(domain.get()), 0) << last_message();
    EXPECT_TRUE(eventually([&] { return virDomainIsActive(domain.get()) == 0; })) << console();
    EXPECT_EQ(state_of(domain), StateAndReason(VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_SHUTDOWN));
    EXPECT_THAT(console(), HasSubstr("the power button was pressed"));
}

TEST_F(Linux, GivesMemoryBackAndGetsItAgain)
{
    const Domain domain = boot();
    const auto memory = [&] {
        virDomainInfo info{};
        EXPECT_EQ(virDomainGetInfo(domain.get(), &info), 0) << last_message();
        return info.memory;
    };
    EXPECT_EQ(memory(), 96U * 1024);
    constexpr unsigned long less = 80 * 1024;
    ASSERT_EQ(virDomainSetMemory(domain.get(), less), 0) << last_message();
    EXPECT_TRUE(eventually([&] { return memory() == less; })) << memory();
    EXPECT_THAT(live_xml(domain), HasSubstr(fmt::format("<currentMemory unit='KiB'>{}<", less)));
    ASSERT_EQ(virDomainSetMemory(domain.get(), 96 * 1024), 0) << last_message();
    EXPECT_TRUE(eventually([&] { return memory() == 96U * 1024; })) << memory();
}

} // namespace
} // namespace modvirt::qemu::guest_test
