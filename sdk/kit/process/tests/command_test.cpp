// SPDX-License-Identifier: MIT
#include "kit/process/command.hpp"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kit/process/fd.hpp"
#include "kit/process/identity.hpp"
#include "modvirt/error.hpp"

namespace modvirt::process {
namespace {

Invocation shell_script(const std::string &script)
{
    return {.argv = {"sh", "-c", script}, .package = "dash"};
}

Error error_of_running(const Invocation &invocation)
{
    try {
        const Outcome outcome = run(invocation);
        expect_success(invocation, outcome);
    } catch (const Error &error) {
        return error;
    }
    return {ErrorCode::Ok, "it succeeded"};
}

TEST(RunningATool, AnswersStatusOutputAndErrorsApart)
{
    const Outcome outcome = run(shell_script("echo out; echo error >&2; exit 5"));
    EXPECT_EQ(outcome.status, 5);
    EXPECT_EQ(outcome.output, "out\n");
    EXPECT_EQ(outcome.errors, "error\n");
}

TEST(RunningATool, TellsTheSignalThatEndedIt)
{
    EXPECT_EQ(run(shell_script("kill -TERM $$")).status, 128 + SIGTERM);
}

TEST(RunningATool, PassesArgumentsThroughNoShell)
{
    EXPECT_EQ(run({.argv = {"printf", "%s|", "a b", "$HOME", "'; echo x", ""}, .package = "coreutils"}).output,
              "a b|$HOME|'; echo x||");
}

TEST(RunningATool, GivesItAFixedEnvironmentAndNoDescriptors)
{
    ::setenv("MODVIRT_TEST_SECRET", "leaked", 1);
    std::vector<Fd> leaks;
    for (int count = 0; count < 300; ++count)
        leaks.emplace_back(::open("/dev/null", O_RDONLY)); // without O_CLOEXEC on purpose
    const Fd high(::fcntl(leaks.front().get(), F_DUPFD, 900));
    ASSERT_TRUE(high);
    const Outcome outcome = run({.argv = {"env"}, .package = "coreutils"});
    EXPECT_EQ(outcome.output, "PATH=/usr/sbin:/usr/bin:/sbin:/bin\nLC_ALL=C\nHOME=/\nTERM=dumb\n");
    Invocation ask = shell_script("ls /proc/$$/fd; readlink /proc/$$/cwd; read line || echo no input");
    for (const bool ends_with_caller : {false, true}) {
        ask.ends_with_caller = ends_with_caller;
        EXPECT_EQ(run(ask).output, "0\n1\n2\n/\nno input\n");
    }
    ::unsetenv("MODVIRT_TEST_SECRET");
}

TEST(RunningATool, NamesTheDebianPackageOfOneThatIsMissing)
{
    const Error error = error_of_running({.argv = {"modvirt-no-such-tool", "-x"}, .package = "lvm2"});
    EXPECT_EQ(error.code(), ErrorCode::OperationUnsupported);
    EXPECT_EQ(error.message(), "this host has no 'modvirt-no-such-tool' in /usr/sbin, /usr/bin, /sbin, /bin: install "
                               "the package lvm2");
    EXPECT_FALSE(has_tool("modvirt-no-such-tool"));
    EXPECT_TRUE(has_tool("sh"));
}

TEST(RunningATool, KillsItAndAllThatItStartedAtTheDeadline)
{
    const std::string fifo =
        std::filesystem::temp_directory_path() / ("modvirt-command-" + std::to_string(::getpid()));
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    const Fd reader(::open(fifo.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    Invocation invocation = shell_script("exec 9>" + fifo + "; sleep 1000 & wait");
    invocation.deadline = std::chrono::milliseconds(300);
    const Error error = error_of_running(invocation);
    EXPECT_EQ(error.code(), ErrorCode::OperationTimeout);
    EXPECT_THAT(error.message(), testing::EndsWith("did not end within 0.3 s and was killed"));
    // The end of the file comes when the last one that could write to it is gone.
    ::fcntl(reader.get(), F_SETFL, 0);
    char byte = 0;
    EXPECT_EQ(::read(reader.get(), &byte, 1), 0);
    std::filesystem::remove(fifo);
}

TEST(RunningATool, DoesNotWaitForADaemonThatItLeavesBehind)
{
    // The daemon keeps the tool's output open. It ends with this test at the latest.
    const Outcome outcome = run(shell_script("setsid sleep 20 & echo started"));
    EXPECT_EQ(outcome.output, "started\n");
    EXPECT_EQ(outcome.status, 0);
}

TEST(RunningATool, RefusesOutputWithoutEnd)
{
    Invocation invocation = shell_script("while :; do echo yes; done");
    invocation.most_output = 100'000;
    const Error error = error_of_running(invocation);
    EXPECT_EQ(error.code(), ErrorCode::OperationFailed);
    EXPECT_THAT(error.message(), testing::EndsWith("prints more than 100000 bytes"));
}

TEST(RunningATool, CutsErrorsWithoutBlockingWhoWritesThem)
{
    const Outcome outcome = run(shell_script("n=0; while [ $n -lt 5000 ]; do echo 'a line of forty bytes, or nearly that'"
                                             " >&2; n=$((n+1)); done"));
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.errors.size(), 65536u);
}

TEST(RunningATool, EndsItWithItsCallerWhereItsWorkIsForNobodyElse)
{
    const std::string file = testing::TempDir() + "tool-" + std::to_string(::getpid());
    Invocation invocation = shell_script("echo $$ > " + file + ".new && mv " + file + ".new " + file + " && exec sleep 60");
    invocation.ends_with_caller = true;
    if (!has_tool("setpriv"))
        GTEST_SKIP() << "there is no setpriv: install util-linux";
#ifdef __SANITIZE_THREAD__
    GTEST_SKIP() << "the sanitizer starts no threads in a process that was forked from one with threads";
#endif
    const pid_t caller = ::fork();
    if (caller == 0) {
        run(invocation);
        ::_exit(0);
    }
    for (int tries = 0; tries < 1000 && !std::filesystem::exists(file); ++tries)
        ::usleep(10'000);
    pid_t tool = -1;
    std::ifstream(file) >> tool;
    std::filesystem::remove(file);
    ASSERT_TRUE(identify(tool));
    ::kill(caller, SIGKILL);
    ::waitpid(caller, nullptr, 0);
    for (int tries = 0; tries < 1000 && identify(tool); ++tries)
        ::usleep(10'000);
    EXPECT_FALSE(identify(tool));
}

TEST(AFailure, TellsTheToolsOwnWordsAndHidesSecrets)
{
    Invocation invocation = shell_script("echo '  first' >&2; echo >&2; echo '  second' >&2; exit 3");
    invocation.argv.emplace_back("hunter2");
    invocation.secret = "hunter2";
    const Error error = error_of_running(invocation);
    EXPECT_EQ(error.code(), ErrorCode::OperationFailed);
    EXPECT_EQ(error.message(), "'sh -c echo '  first' >&2; echo >&2; echo '  second' >&2; exit 3 ***' failed: first; second; it left "
                               "with status 3");
}

} // namespace
} // namespace modvirt::process
