// SPDX-License-Identifier: LGPL-2.1-or-later
// The manual page and the shell completions, used as a system uses them.
#include "support/run_program.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

namespace modvirt::cli::testing {

using ::testing::HasSubstr;

namespace {

RunResult shell(const std::string &command)
{
    const auto result = run_program({{"/bin/bash", "-c", command}, {}, {}, {}});
    EXPECT_TRUE(result) << "did not end";
    return result.value_or(RunResult{});
}

std::string complete(const std::string &words, int cursor)
{
    return shell("source " COMPLETION_DIR "/modvirt.bash; COMP_WORDS=(" MODVIRT_PROGRAM " " + words +
                 "); COMP_CWORD=" + std::to_string(cursor) + "; _modvirt; echo \"${COMPREPLY[*]}\"")
        .out;
}

} // namespace

TEST(ManualPage, RendersWithoutAWarning)
{
    if (access("/usr/bin/man", X_OK) < 0 || access("/usr/bin/groff", X_OK) < 0)
        GTEST_SKIP() << "man cannot render here: packages man-db and groff-base";
    const RunResult result = shell("man --warnings -E UTF-8 -l " MANUAL_PAGE " | col -b");
    EXPECT_EQ(result.status, 0);
    EXPECT_EQ(result.err, "");
    EXPECT_THAT(result.out, HasSubstr("Also known as poweroff."));
    EXPECT_THAT(result.out, HasSubstr("--json"));
}

TEST(BashCompletion, OffersCommandsOptionsAndDomains)
{
    EXPECT_EQ(complete("dominf", 1), "dominfo\n");
    EXPECT_EQ(complete("list --al", 2), "--all\n");
    EXPECT_EQ(complete("-c test:///default dominfo te", 4), "test\n");
    EXPECT_EQ(complete("--js", 1), "--json\n");
}

TEST(BashCompletion, IsSilentWhereNothingCanBeReached)
{
    const RunResult result = shell(MODVIRT_PROGRAM " -q -c nonsense:/// complete -- dominfo ''");
    EXPECT_EQ(result.err, "");
    EXPECT_THAT(result.out, HasSubstr("--json"));
}

} // namespace modvirt::cli::testing
