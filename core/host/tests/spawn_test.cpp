// SPDX-License-Identifier: LGPL-2.1-or-later
// What a child process gets from us, and what it does not.
#include "host/spawn.hpp"

#include <csignal>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace modvirt::host {
namespace {

using testing::HasSubstr;

struct Outcome {
    std::string output;
    int status;
};

class Spawned : public testing::Test {
protected:
    Spawned() { EXPECT_EQ(pipe2(m_pipe, O_CLOEXEC), 0); }
    ~Spawned() override
    {
        close(m_pipe[0]);
        close(m_pipe[1]);
    }

    // Runs a shell script that writes to descriptor `output_fd`.
    Outcome run(const char *script, int output_fd = 1, std::vector<GivenFd> more = {},
                const char *const *environment = nullptr, const char *directory = "/")
    {
        const char *const argv[] = {"/bin/sh", "-c", script, nullptr};
        more.push_back({m_pipe[1], output_fd});
        const Child child = spawn({argv, environment, more, directory});
        close(m_pipe[1]);
        m_pipe[1] = -1;
        Outcome outcome{};
        char block[4096];
        for (ssize_t size = 0; (size = read(m_pipe[0], block, sizeof(block))) > 0;) {
            outcome.output.append(block, static_cast<std::size_t>(size));
        }
        siginfo_t info{};
        EXPECT_EQ(waitid(P_PIDFD, static_cast<id_t>(child.pidfd), &info, WEXITED), 0);
        EXPECT_EQ(info.si_pid, child.pid);
        close(child.pidfd);
        outcome.status = info.si_status;
        return outcome;
    }

    int m_pipe[2] = {-1, -1};
};

TEST_F(Spawned, GetsNoDescriptorButThoseItIsGiven)
{
    const int leaked = open("/dev/null", O_RDONLY); // without O_CLOEXEC, as a careless library would
    const Outcome outcome =
        run("for fd in /proc/self/fd/*; do echo ${fd##*/}; done; exec /bin/true", 1, {{leaked, 7}});
    close(leaked);
    // 3 may be the directory that the shell itself reads.
    EXPECT_THAT(outcome.output, testing::MatchesRegex("0\n1\n2\n(3\n)?7\n"));
}

TEST_F(Spawned, HasNothingOnItsStandardDescriptorsThatItWasNotGiven)
{
    EXPECT_EQ(run("readlink /proc/self/fd/0 /proc/self/fd/2 >&5", 5).output, "/dev/null\n/dev/null\n");
}

TEST_F(Spawned, GetsItsDescriptorsEvenWhenTheirNumbersCross)
{
    int crossed[2];
    ASSERT_EQ(pipe2(crossed, O_CLOEXEC), 0);
    // Each end goes where the other one is.
    const std::string reader = "/proc/self/fd/" + std::to_string(crossed[1]);
    const std::string writer = "/proc/self/fd/" + std::to_string(crossed[0]);
    const Outcome outcome = run(("echo through > " + writer + "; head -n 1 " + reader).c_str(), 1,
                                {{crossed[0], crossed[1]}, {crossed[1], crossed[0]}});
    close(crossed[0]);
    close(crossed[1]);
    EXPECT_EQ(outcome.output, "through\n");
}

TEST_F(Spawned, LeadsASessionOfItsOwn)
{
    // Fields 5 and 6 of stat are the process group and the session.
    EXPECT_EQ(run("read pid name state parent group session rest < /proc/$$/stat; "
                  "[ $group = $$ ] && [ $session = $$ ] && echo alone")
                  .output,
              "alone\n");
}

TEST_F(Spawned, HasDefaultSignals)
{
    struct sigaction ignored {};
    struct sigaction before {};
    ignored.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &ignored, &before);
    sigset_t blocked;
    sigset_t mask_before;
    sigfillset(&blocked);
    pthread_sigmask(SIG_SETMASK, &blocked, &mask_before);
    const Outcome outcome = run("grep -E '^Sig(Blk|Ign):' /proc/self/status | cut -f 2");
    pthread_sigmask(SIG_SETMASK, &mask_before, nullptr);
    sigaction(SIGPIPE, &before, nullptr);
    std::istringstream lines(outcome.output);
    uint64_t blocked_bits = 1;
    uint64_t ignored_bits = 1;
    lines >> std::hex >> blocked_bits >> ignored_bits;
    // 32 and 33 are the C library's own: it ignores them in every child until it needs them.
    constexpr uint64_t internal = (uint64_t{1} << 31) | (uint64_t{1} << 32);
    EXPECT_EQ(blocked_bits, 0U);
    EXPECT_EQ(ignored_bits & ~internal, 0U);
}

TEST_F(Spawned, SeesTheEnvironmentAndDirectoryItIsGiven)
{
    const char *const environment[] = {"COLOUR=blue", nullptr};
    EXPECT_EQ(run("echo $COLOUR $HOME; pwd", 1, {}, environment, "/usr").output, "blue\n/usr\n");
}

TEST_F(Spawned, ReportsItsExitStatus)
{
    EXPECT_EQ(run("exit 42").status, 42);
}

TEST(Spawn, SaysWhyAProgramCannotBeRun)
{
    const auto code = [](const char *program) {
        const char *const argv[] = {program, nullptr};
        try {
            spawn({argv, nullptr, {}});
        } catch (const std::system_error &error) {
            return error.code().value();
        }
        return 0;
    };
    EXPECT_EQ(code("/no/such/program"), ENOENT);
    EXPECT_EQ(code("/etc/passwd"), EACCES);
    EXPECT_EQ(code("true"), EINVAL);
}

TEST(Spawn, RefusesDescriptorsThatAreNone)
{
    const char *const argv[] = {"/bin/true", nullptr};
    const GivenFd closed[] = {{999, 5}};
    const GivenFd negative[] = {{0, -1}};
    const GivenFd absurd[] = {{0, 1 << 30}};
    EXPECT_THROW(spawn({argv, nullptr, closed}), std::system_error);
    EXPECT_THROW(spawn({argv, nullptr, negative}), std::system_error);
    EXPECT_THROW(spawn({argv, nullptr, absurd}), std::system_error);
}

} // namespace
} // namespace modvirt::host
