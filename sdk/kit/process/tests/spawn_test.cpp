// SPDX-License-Identifier: MIT
#include "kit/process/spawn.hpp"
#include "kit/process/spawner.hpp"

#include <csignal>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "modvirt/error.hpp"

namespace modvirt::process {
namespace {

struct OutputPipe {
    OutputPipe()
    {
        int ends[2];
        EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
        read = Fd(ends[0]);
        write = Fd(ends[1]);
    }
    Fd read;
    Fd write;
};

// What a shell command prints, run as a child with `command`'s other settings.
std::string output_of(Command command, const std::string &script)
{
    OutputPipe pipe;
    command.argv = {"/bin/sh", "-c", script};
    command.output = pipe.write.get();
    const Child child = spawn(command);
    pipe.write.reset();
    std::string text;
    char buffer[4096];
    for (ssize_t size = 0; (size = ::read(pipe.read.get(), buffer, sizeof buffer)) > 0;)
        text.append(buffer, static_cast<std::size_t>(size));
    EXPECT_TRUE(wait_for_end(child.pidfd, 10'000));
    reap(child.pidfd);
    return text;
}

TEST(Spawn, GivesTheOutputAndTheEnvironmentAndNothingElse)
{
    ::setenv("MODVIRT_TEST_SECRET", "leaked", 1);
    Command command;
    command.environment = {"GREETING=hello"};
    EXPECT_EQ(output_of(command, "echo $GREETING $MODVIRT_TEST_SECRET; pwd; echo error >&2"),
              "hello\n/\nerror\n");
    ::unsetenv("MODVIRT_TEST_SECRET");
}

TEST(Spawn, HandsOverTheListedDescriptorsInOrderAndNoOthers)
{
    const Fd leak(::open("/dev/null", O_RDONLY)); // without O_CLOEXEC on purpose
    OutputPipe first;
    OutputPipe second;
    Command command;
    // In the reverse order of their numbers, so that copying one could overwrite the other.
    command.inherit = {second.write.get(), first.write.get()};
    // Without a pipeline, for which the shell would open descriptors of its own.
    EXPECT_EQ(output_of(command, "echo one >&3; echo two >&4; n=0; while [ $n -lt 100 ]; do "
                                 "[ -e /proc/$$/fd/$n ] && printf '%s ' $n; n=$((n+1)); done"),
              "0 1 2 3 4 ");
    char buffer[8] = {};
    EXPECT_EQ(::read(second.read.get(), buffer, sizeof buffer), 4);
    EXPECT_STREQ(buffer, "one\n");
}

TEST(Spawn, StartsASessionWithDefaultSignals)
{
    ::signal(SIGPIPE, SIG_IGN);
    Command command;
    EXPECT_THAT(output_of(command, "read pid name state parent group session rest < /proc/self/stat; "
                                   "[ $session != " +
                                       std::to_string(::getsid(0)) +
                                       " ] && echo own; grep SigIgn /proc/self/status"),
                // The two bits are the C library's own signals.
                testing::AnyOf("own\nSigIgn:\t0000000180000000\n", "own\nSigIgn:\t0000000000000000\n"));
    ::signal(SIGPIPE, SIG_DFL);
}

TEST(Spawn, NamesAProgramThatDoesNotExist)
{
    Command command;
    command.argv = {"/nonexistent/program"};
    try {
        spawn(command);
        FAIL() << "it started";
    } catch (const Error &error) {
        EXPECT_EQ(error.code(), ErrorCode::SystemError);
        EXPECT_STREQ(error.what(),
                     "cannot start '/nonexistent/program': running it failed: No such file or directory");
    }
}

TEST(Spawn, RefusesAProgramWithoutItsPath)
{
    Command command;
    command.argv = {"sh"};
    EXPECT_THROW(spawn(command), Error);
    command.argv.clear();
    EXPECT_THROW(spawn(command), Error);
}

TEST(Spawn, TellsTheEndOfAChildByItsDescriptor)
{
    Command command;
    command.argv = {"/bin/sleep", "100"};
    const Child child = spawn(command);
    EXPECT_FALSE(wait_for_end(child.pidfd, 20));
    EXPECT_TRUE(send_signal(child.pidfd, SIGKILL));
    EXPECT_TRUE(wait_for_end(child.pidfd, 10'000));
    reap(child.pidfd);
    EXPECT_FALSE(send_signal(child.pidfd, SIGKILL));
}

// Nor does who makes the child have them for a moment: closing a file may wait for a server that is gone.
TEST(Spawn, LetsChildrenBeMadeByAThreadWithoutTheProcessesDescriptors)
{
    const Fd file = out_of_the_way(Fd(::open("/dev/null", O_RDONLY | O_CLOEXEC)));
    EXPECT_GE(file.get(), 64);
    const auto is_open = [](int fd) { return ::fcntl(fd, F_GETFD) >= 0; };
    bool was_apart = false;
    bool could_take = false;
    make_child([&](const TakeFd &take) {
        was_apart = !is_open(file.get());
        const Fd taken = take(file.get());
        could_take = static_cast<bool>(taken);
        EXPECT_FALSE(take(1 << 20));
    });
    EXPECT_TRUE(could_take);
    EXPECT_TRUE(is_open(file.get()));
    if (!was_apart)
        GTEST_SKIP() << "this host lets no thread take a descriptor from another one";
}

} // namespace
} // namespace modvirt::process
