// SPDX-License-Identifier: MIT
#include "kit/process/identity.hpp"

#include <csignal>

#include <unistd.h>

#include <gtest/gtest.h>

#include "kit/process/spawn.hpp"

namespace modvirt::process {
namespace {

Child sleeper()
{
    Command command;
    command.argv = {"/bin/sleep", "100"};
    return spawn(command);
}

TEST(Identity, IsTheSameEachTimeAProcessIsLookedAt)
{
    const auto first = identify(::getpid());
    ASSERT_TRUE(first);
    EXPECT_EQ(first->pid, ::getpid());
    EXPECT_GT(first->start_ticks, 0U);
    EXPECT_FALSE(first->boot_id.empty());
    EXPECT_EQ(identify(::getpid()), first);
}

TEST(Identity, DoesNotTakeAnotherProcessOfTheSameNumberForTheOneThatWasMeant)
{
    const auto self = identify(::getpid());
    ASSERT_TRUE(self);
    EXPECT_TRUE(open_process(*self));
    Identity older = *self;
    --older.start_ticks;
    EXPECT_FALSE(open_process(older));
    Identity before_reboot = *self;
    before_reboot.boot_id = "another";
    EXPECT_FALSE(open_process(before_reboot));
    EXPECT_FALSE(open_process(Identity{}));
}

TEST(Identity, CountsAProcessThatOnlyWaitsForItsParentAsEnded)
{
    const Child child = sleeper();
    const auto identity = identify(child.pid);
    ASSERT_TRUE(identity);
    send_signal(child.pidfd, SIGKILL);
    ASSERT_TRUE(wait_for_end(child.pidfd, 10'000));
    EXPECT_FALSE(identify(child.pid));
    EXPECT_FALSE(open_process(*identity));
    reap(child.pidfd);
    EXPECT_FALSE(identify(child.pid));
}

TEST(Identity, ReadsProcessorTimes)
{
    const auto before = cpu_time_ns(::getpid());
    ASSERT_TRUE(before);
    volatile uint64_t work = 0;
    // Both are told in ticks of 10 ms, and a thread's may come later than its process's.
    auto thread = thread_time(::getpid(), ::getpid());
    while (thread && (*cpu_time_ns(::getpid()) < *before + 20'000'000 || thread->cpu_time_ns < 20'000'000)) {
        work = work + 1;
        thread = thread_time(::getpid(), ::getpid());
    }
    ASSERT_TRUE(thread);
    EXPECT_GE(thread->last_cpu, 0);
    EXPECT_FALSE(cpu_time_ns(-5));
    EXPECT_FALSE(thread_time(::getpid(), 1));
}

} // namespace
} // namespace modvirt::process
