// SPDX-License-Identifier: LGPL-2.1-or-later
// The manual page and the shell completions, used as a system uses them.
#include "support/run_program.hpp"

#include <gmock/gmock.h>
#include <regex>
#include <sstream>
#include <unistd.h>

namespace modvirt::cli::testing {

using ::testing::HasSubstr;

namespace {

std::string complete(const std::string &words, int cursor)
{
    return run_shell("source " COMPLETION_DIR "/modvirt.bash; COMP_WORDS=(" MODVIRT_PROGRAM " " + words +
                 "); COMP_CWORD=" + std::to_string(cursor) + "; _modvirt; echo \"${COMPREPLY[*]}\"")
        .out;
}

} // namespace

TEST(ManualPages, RenderWithoutAWarning)
{
    if (access("/usr/bin/man", X_OK) < 0 || access("/usr/bin/groff", X_OK) < 0)
        GTEST_SKIP() << "man cannot render here: packages man-db and groff-base";
    const RunResult result =
        run_shell("for page in " MANUAL_FOLDER "/modvirt*.1; do man --warnings -E UTF-8 -l $page | col -b; done");
    EXPECT_EQ(result.status, 0);
    EXPECT_EQ(result.err, "");
    EXPECT_THAT(result.out, HasSubstr("Also known as poweroff."));
    EXPECT_THAT(result.out, HasSubstr("--json"));
}

TEST(ManualPages, DescribeEveryCommandOnceAndListItOnTheFirst)
{
    const RunResult commands = run_shell(MODVIRT_PROGRAM " help | sed -n 's/^    \\([a-z-]*\\) .*/\\1/p'");
    std::istringstream lines(commands.out);
    int count = 0;
    for (std::string name; std::getline(lines, name); ++count) {
        const std::string roff = std::regex_replace(name, std::regex("-"), "\\-");
        EXPECT_EQ(run_shell("cat " MANUAL_FOLDER "/modvirt-*.1 | grep -cxF '.SS " + roff + "'").out, "1\n") << name;
        EXPECT_EQ(run_shell("grep -cxF '\\fB" + roff + "\\fR' " MANUAL_FOLDER "/modvirt.1").out, "1\n") << name;
    }
    EXPECT_GT(count, 80);
}

TEST(BashCompletion, OffersCommandsOptionsAndDomains)
{
    EXPECT_EQ(complete("dominf", 1), "dominfo\n");
    EXPECT_EQ(complete("list --al", 2), "--all\n");
    EXPECT_EQ(complete("-c test:///default dominfo te", 4), "test\n");
    EXPECT_EQ(complete("--js", 1), "--json\n");
    EXPECT_EQ(complete("xml val", 2), "validate\n");
    EXPECT_EQ(complete("top --on", 2), "--once\n");
    EXPECT_EQ(complete("plugin mat", 2), "matrix\n");
}

TEST(BashCompletion, IsSilentWhereNothingCanBeReached)
{
    const RunResult result = run_shell(MODVIRT_PROGRAM " -q -c nonsense:/// complete -- dominfo ''");
    EXPECT_EQ(result.err, "");
    EXPECT_THAT(result.out, HasSubstr("--json"));
}

} // namespace modvirt::cli::testing
