// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/help.hpp"

#include "base/command_table.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace modvirt::cli {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Help, ShowsHowEveryKindOfOptionIsGiven)
{
    EXPECT_THAT(
        describe_command(*find_command("send-key")),
        HasSubstr("send-key <domain> [--codeset <string>] [--holdtime <number>] {[--keycode] <string>}..."));
    EXPECT_THAT(describe_command(*find_command("setmem")),
                HasSubstr("    [--size] <number>  new memory size"));
    EXPECT_THAT(describe_command(*find_command("domstats")), HasSubstr("[<domain>]..."));
}

TEST(Help, NamesJsonWhereItIsUnderstood)
{
    EXPECT_THAT(describe_command(*find_command("list")), HasSubstr("    --json           print JSON\n"));
    EXPECT_THAT(describe_command(*find_command("start")), Not(HasSubstr("--json")));
}

TEST(Help, ListsEveryCommandOnceAndNoInternalOne)
{
    const std::string text = list_all_groups();
    for (const Group &group : command_groups())
        for (const Command *command : group.commands) {
            const std::string line = fmt::format("\n    {:<30} {}\n", command->name, command->summary);
            EXPECT_EQ(text.find(line) != std::string::npos, !command->has(Internal)) << command->name;
        }
}

TEST(Help, HidesOlderNamesOfOptions)
{
    EXPECT_THAT(describe_command(*find_command("setmem")), Not(HasSubstr("kilobytes")));
}

} // namespace modvirt::cli
