// SPDX-License-Identifier: LGPL-2.1-or-later
// The completions of zsh and fish, in these shells as people use them; bash's is in installed_files_test.cpp.
#include "support/pty_program.hpp"
#include "support/run_program.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <unistd.h>

namespace modvirt::cli::testing {

using ::testing::HasSubstr;

namespace {

const char *const zsh_program = "/usr/bin/zsh";
const char *const fish_program = "/usr/bin/fish";

// The tool is found in the path, as where it is installed.
std::string path_with_program()
{
    const char *path = std::getenv("PATH");
    return std::filesystem::path(MODVIRT_PROGRAM).parent_path().native() + ":" + (path ? path : "/usr/bin:/bin");
}

class ZshCompletion : public ::testing::Test {
protected:
    void SetUp() override
    {
        if (access(zsh_program, X_OK) < 0)
            GTEST_SKIP() << "zsh is not installed: package zsh";
    }

    // Types `line` and presses Tab; then the line is echoed instead of run.
    static void expect_completion(const std::string &line, const std::string &completed)
    {
        PtyProgram zsh({"/usr/bin/env", "TERM=dumb", "PATH=" + path_with_program(), zsh_program, "-f", "-i"});
        // The quotes keep the prompt from being found in what is typed.
        zsh.send("fpath=(" COMPLETION_DIR " $fpath); autoload -Uz compinit; compinit -D -u; PS1='rea''dy> '\n");
        ASSERT_TRUE(zsh.expect("ready> ")) << zsh.shown();
        ASSERT_TRUE(zsh.expect_raw()) << zsh.shown();
        zsh.send(line + "\t\x01" "echo = \n");
        EXPECT_TRUE(zsh.expect("\n= " + completed + "\r\n")) << zsh.shown();
        zsh.send("exit\n");
        zsh.wait_for_exit();
    }
};

class FishCompletion : public ::testing::Test {
protected:
    void SetUp() override
    {
        if (access(fish_program, X_OK) < 0)
            GTEST_SKIP() << "fish is not installed: package fish";
    }

    // What fish would offer after `line`, a candidate in a line with what is said of it.
    static std::string complete(const std::string &line)
    {
        const TemporaryDirectory home;
        const auto result = run_program({{fish_program, "--no-config", "-c",
                                          "source " COMPLETION_DIR "/modvirt.fish; complete -C '" + line + "'"},
                                         {},
                                         {{"PATH", path_with_program()}, {"HOME", home.path()}},
                                         home.path()});
        EXPECT_TRUE(result) << "did not end";
        return result ? result->out : "";
    }
};

} // namespace

TEST_F(ZshCompletion, OffersCommands)
{
    expect_completion("modvirt dominf", "modvirt dominfo");
}

TEST_F(ZshCompletion, OffersOptionsOfACommand)
{
    expect_completion("modvirt list --al", "modvirt list --all");
}

TEST_F(ZshCompletion, OffersDomainsOfTheConnectionThatIsNamed)
{
    expect_completion("modvirt -c test:///default dominfo te", "modvirt -c test:///default dominfo test");
}

TEST_F(ZshCompletion, OffersOptionsInFront)
{
    expect_completion("modvirt --js", "modvirt --json");
    expect_completion("modvirt --format=0.4 --qu", "modvirt --format=0.4 --quiet");
}

TEST_F(ZshCompletion, LooksPastOptionsInFront)
{
    expect_completion("modvirt -q --format 0.4 xml val", "modvirt -q --format 0.4 xml validate");
}

TEST_F(FishCompletion, OffersCommandsOptionsAndDomains)
{
    EXPECT_EQ(complete("modvirt dominf"), "dominfo\n");
    EXPECT_EQ(complete("modvirt list --al"), "--all\n");
    EXPECT_EQ(complete("modvirt -c test:///default dominfo te"), "test\n");
    EXPECT_EQ(complete("modvirt -q --format 0.4 xml val"), "validate\n");
    EXPECT_THAT(complete("modvirt --js"), HasSubstr("--json\t"));
    EXPECT_THAT(complete("modvirt --format "), HasSubstr("0.4\t"));
}

} // namespace modvirt::cli::testing
