// SPDX-License-Identifier: LGPL-2.1-or-later
#include "quiet_pipe.hpp"

#include <array>
#include <cerrno>

#include <gtest/gtest.h>
#include <unistd.h>

namespace modvirt::storage_iscsi_direct {
namespace {

volatile std::sig_atomic_t signals_seen = 0;

void count_signal(int)
{
    signals_seen = signals_seen + 1;
}

void write_to_nobody()
{
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    ::close(ends[0]);
    EXPECT_EQ(::write(ends[1], "x", 1), -1);
    EXPECT_EQ(errno, EPIPE);
    ::close(ends[1]);
}

TEST(AQuietPipe, KeepsTheSignalFromTheProgram)
{
    auto *const before = std::signal(SIGPIPE, &count_signal);
    signals_seen = 0;
    {
        const QuietPipe quiet;
        write_to_nobody();
        write_to_nobody();
    }
    EXPECT_EQ(signals_seen, 0);
    write_to_nobody(); // the program's own again
    EXPECT_EQ(signals_seen, 1);
    std::signal(SIGPIPE, before);
}

TEST(AQuietPipe, LeavesASignalThatWasThereBefore)
{
    auto *const before = std::signal(SIGPIPE, &count_signal);
    signals_seen = 0;
    sigset_t pipe{};
    ::sigemptyset(&pipe);
    ::sigaddset(&pipe, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    write_to_nobody();
    {
        const QuietPipe quiet;
        write_to_nobody();
    }
    ::pthread_sigmask(SIG_UNBLOCK, &pipe, nullptr);
    EXPECT_EQ(signals_seen, 1);
    std::signal(SIGPIPE, before);
}

} // namespace
} // namespace modvirt::storage_iscsi_direct
