// SPDX-License-Identifier: LGPL-2.1-or-later
// The interactive shell, typed into on a pseudo terminal.
#include "support/pty_program.hpp"
#include "support/run_program.hpp"

#include <gmock/gmock.h>

#include <dlfcn.h>
#include <filesystem>

namespace modvirt::cli::testing {

using ::testing::HasSubstr;

namespace {

bool has_libedit()
{
    return dlopen("libedit.so.2", RTLD_LAZY) != nullptr;
}

class Shell : public ::testing::Test {
protected:
    Shell()
    {
        setenv("XDG_CACHE_HOME", m_cache.path().c_str(), 1);
        setenv("LC_ALL", "C.UTF-8", 1);
    }
    TemporaryDirectory m_cache;
};

} // namespace

TEST_F(Shell, GreetsRunsCommandsAndQuits)
{
    PtyProgram shell({MODVIRT_PROGRAM});
    ASSERT_TRUE(shell.expect("Welcome to modvirt, the virtualization interactive terminal."));
    ASSERT_TRUE(shell.expect("modvirt # "));
    shell.send("echo one; echo two\n");
    ASSERT_TRUE(shell.expect("one\r\ntwo\r\n"));
    shell.send("bogus\n");
    ASSERT_TRUE(shell.expect("error: unknown command: 'bogus'"));
    ASSERT_TRUE(shell.expect("modvirt # "));
    shell.send("quit\n");
    EXPECT_EQ(shell.wait_for_exit(), 0);
    EXPECT_FALSE(shell.is_raw());
}

TEST_F(Shell, ChangesDirectory)
{
    PtyProgram shell({MODVIRT_PROGRAM, "-q"});
    ASSERT_TRUE(shell.expect("modvirt # "));
    shell.send("cd /usr; pwd\n");
    ASSERT_TRUE(shell.expect("\n/usr\r\n"));
    shell.send("cd /nonexistent\n");
    ASSERT_TRUE(shell.expect("error: cd: /nonexistent: No such file or directory"));
}

TEST_F(Shell, ShowsInThePromptThatItMayOnlyRead)
{
    PtyProgram shell({MODVIRT_PROGRAM, "-r"});
    EXPECT_TRUE(shell.expect("modvirt > "));
}

TEST_F(Shell, EndsAtTheEndOfInput)
{
    PtyProgram shell({MODVIRT_PROGRAM});
    ASSERT_TRUE(shell.expect("modvirt # "));
    ASSERT_TRUE(!has_libedit() || shell.expect_raw());
    shell.send("\x04");
    EXPECT_EQ(shell.wait_for_exit(), 0);
}

TEST_F(Shell, CompletesCommandsAndOptions)
{
    if (!has_libedit())
        GTEST_SKIP() << "libedit is not installed: package libedit2";
    PtyProgram shell({MODVIRT_PROGRAM});
    ASSERT_TRUE(shell.expect("modvirt # "));
    shell.send("ech\t--sp\ta,b\n");
    ASSERT_TRUE(shell.expect("a\r\nb\r\n")) << shell.shown();
}

TEST_F(Shell, RemembersWhatWasTypedInAnEarlierSession)
{
    if (!has_libedit())
        GTEST_SKIP() << "libedit is not installed: package libedit2";
    {
        PtyProgram shell({MODVIRT_PROGRAM});
        ASSERT_TRUE(shell.expect("modvirt # "));
        shell.send("echo remembered\n");
        ASSERT_TRUE(shell.expect("\nremembered\r\n"));
        shell.send("quit\n");
        ASSERT_EQ(shell.wait_for_exit(), 0);
    }
    EXPECT_THAT(read_file(m_cache.path() + "/modvirt/history"), HasSubstr("remembered"));
    const auto permissions = std::filesystem::status(m_cache.path() + "/modvirt").permissions();
    EXPECT_EQ(permissions & std::filesystem::perms::others_all, std::filesystem::perms::none);
}

TEST_F(Shell, RunsAScriptFromAPipe)
{
    const auto result =
        run_program({{MODVIRT_PROGRAM, "-q"}, "echo a; echo b\nhelp nonsense\necho c", {}, {}});
    ASSERT_TRUE(result);
    EXPECT_EQ(result->status, 0);
    EXPECT_EQ(result->out,
              "modvirt # echo a; echo b\nabmodvirt # help nonsense\nmodvirt # echo c\ncmodvirt # \n");
    EXPECT_EQ(result->err, "error: command or command group 'nonsense' doesn't exist\n");
}

} // namespace modvirt::cli::testing
