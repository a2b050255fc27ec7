// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/tokens.hpp"

#include <gmock/gmock.h>
#include <modvirt/error.hpp>

namespace modvirt::cli {

using ::testing::ElementsAre;

TEST(CommandLine, IsSplitAtSemicolonsAndLineEnds)
{
    EXPECT_THAT(split_line("list --all; dominfo a\nuri"),
                ElementsAre(Words{"list", "--all"}, Words{"dominfo", "a"}, Words{"uri"}));
}

TEST(CommandLine, HasNoEmptyCommands)
{
    EXPECT_TRUE(split_line(" ;;\n ; ").empty());
}

TEST(CommandLine, KeepsWhatStandsInQuotes)
{
    EXPECT_THAT(split_line(R"(echo a"b; c"d 'x "y\z' "it's")"),
                ElementsAre(Words{"echo", "ab; cd", R"(x "y\z)", "it's"}));
}

TEST(CommandLine, TakesTheCharacterAfterABackslashAsItIs)
{
    EXPECT_THAT(split_line(R"(echo a\ b \; \\ "\"")"), ElementsAre(Words{"echo", "a b", ";", "\\", "\""}));
}

TEST(CommandLine, GoesOnAfterABackslashAtTheEndOfALine)
{
    EXPECT_THAT(split_line("echo a \\\nb c\\\nd"), ElementsAre(Words{"echo", "a", "b", "cd"}));
}

TEST(CommandLine, IgnoresAComment)
{
    EXPECT_THAT(split_line("# first\nlist #rest; x\nuri a#b"),
                ElementsAre(Words{"list"}, Words{"uri", "a#b"}));
}

TEST(CommandLine, RefusesWhatIsLeftOpen)
{
    EXPECT_THROW(split_line("echo \"a"), Error);
    EXPECT_THROW(split_line("echo a\\"), Error);
}

TEST(CommandLine, OfManyMegabytesIsRead)
{
    const std::string word(8 * 1024 * 1024, 'x');
    EXPECT_THAT(split_line("echo " + word), ElementsAre(Words{"echo", word}));
}

} // namespace modvirt::cli
