// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/parse.hpp"

#include "base/command_table.hpp"
#include "base/help.hpp"

#include <gmock/gmock.h>
#include <libvirt/libvirt.h>
#include <modvirt/error.hpp>

#include <set>

namespace modvirt::cli {

using ::testing::ElementsAre;

namespace {

std::string refusal(const Words &words)
{
    try {
        parse_command(words);
    } catch (const Error &error) {
        return error.message();
    }
    return "accepted";
}

template <typename Read>
std::string complaint(Read read)
{
    try {
        static_cast<void>(read());
    } catch (const Error &error) {
        return error.message();
    }
    return "accepted";
}

} // namespace

TEST(Grammar, FillsOptionsWithoutNamesInTableOrder)
{
    const Arguments arguments = parse_command({"vcpupin", "guest", "1", "0-3"}).arguments;
    EXPECT_EQ(arguments.text("domain"), "guest");
    EXPECT_EQ(arguments.integer("vcpu"), 1);
    EXPECT_EQ(arguments.text("cpulist"), "0-3");
}

TEST(Grammar, TakesAValueAfterABlankOrAnEqualsSign)
{
    EXPECT_EQ(parse_command({"save", "--file=/a=b", "guest"}).arguments.text("file"), "/a=b");
    EXPECT_EQ(parse_command({"save", "--file", "/a", "guest"}).arguments.text("domain"), "guest");
}

TEST(Grammar, KnowsOptionsThatAreShortForAValueOfAnother)
{
    const Words words{"attach-disk", "guest", "/a", "vda", "--shareable"};
    EXPECT_EQ(parse_command(words).arguments.text("mode"), "shareable");
    Words twice = words;
    twice.insert(twice.end(), {"--mode", "readonly"});
    EXPECT_EQ(refusal(twice), "option --mode already seen");
    EXPECT_EQ(refusal({"attach-disk", "guest", "/a", "vda", "--shareable=x"}),
              "invalid '=' after option --shareable");
}

TEST(Grammar, TakesEverythingAfterTwoDashesAsData)
{
    EXPECT_THAT(parse_command({"echo", "--", "--err", "--"}).arguments.all("string"),
                ElementsAre("--err", "--"));
}

TEST(Grammar, GivesTheLastOptionAllWordsThatRemain)
{
    const Arguments arguments =
        parse_command({"send-key", "guest", "30", "KEY_A", "--keycode", "31"}).arguments;
    EXPECT_THAT(arguments.all("keycode"), ElementsAre("30", "KEY_A", "31"));
}

TEST(Grammar, UnderstandsTheOlderNameOfAnOption)
{
    EXPECT_EQ(parse_command({"setmem", "guest", "--kilobytes", "5"}).arguments.bytes("size", 1024, 1 << 20),
              5120);
}

TEST(Grammar, FindsACommandByTheNameUsersExpect)
{
    EXPECT_EQ(parse_command({"poweroff", "guest"}).command->name, "destroy");
    EXPECT_EQ(parse_command({"delete", "guest"}).command->name, "undefine");
}

TEST(Grammar, NeedsNothingWhenHelpIsWanted)
{
    EXPECT_TRUE(parse_command({"dominfo", "--help"}).wants_help);
}

TEST(Grammar, RefusesWhatDoesNotFitInVirshsWords)
{
    EXPECT_EQ(refusal({"nonsense"}), "unknown command: 'nonsense'");
    EXPECT_EQ(refusal({"list", "--bogus"}), "command 'list' doesn't support option --bogus");
    EXPECT_EQ(refusal({"list", "--all", "--all"}), "option --all already seen");
    EXPECT_EQ(refusal({"list", "--all=1"}), "invalid '=' after option --all");
    EXPECT_EQ(refusal({"list", "more"}), "unexpected data 'more'");
    EXPECT_EQ(refusal({"dominfo"}), "command 'dominfo' requires <domain> option");
    EXPECT_EQ(refusal({"setmem", "guest"}), "command 'setmem' requires --size option");
    EXPECT_EQ(refusal({"blockresize", "guest"}), "command 'blockresize' requires <path> option\n"
                                                 "error: command 'blockresize' requires --size option");
    EXPECT_EQ(refusal({"dominfo", "--domain"}), "expected syntax: --domain <string>");
    EXPECT_EQ(refusal({"freecell", "--cellno"}), "expected syntax: --cellno <number>");
}

TEST(Grammar, RefusesAnEmptyNameOnlyWhenItIsUsed)
{
    const Arguments arguments = parse_command({"dominfo", ""}).arguments;
    EXPECT_EQ(complaint([&] { return arguments.required_text("domain"); }),
              "Failed to get option 'domain': Option argument is empty");
}

TEST(Grammar, RefusesNumbersThatAreNone)
{
    for (const char *text : {"", "x", "1x", "0x1", "-1", "99999999999", "1 "})
        EXPECT_EQ(
            complaint([text] {
                return parse_command({"setvcpus", "a", "--count", text}).arguments.unsigned_integer("count");
            }),
            std::string("Numeric value '") + text + "' for <count> option is malformed or out of range");
}

TEST(Grammar, TurnsATimeoutIntoMilliseconds)
{
    EXPECT_EQ(parse_command({"event", "--timeout", "3"}).arguments.timeout_ms(), 3000);
    EXPECT_NE(complaint([] {
                  return parse_command({"event", "--timeout", "0"}).arguments.timeout_ms();
              }),
              "accepted");
    EXPECT_NE(complaint([] {
                  return parse_command({"event", "--timeout", "2147484"}).arguments.timeout_ms();
              }),
              "accepted");
}

TEST(Grammar, CombinesWhatAChangeAffects)
{
    EXPECT_FALSE(parse_command({"setmem", "a", "1"}).arguments.affect_flags());
    EXPECT_EQ(parse_command({"setmem", "a", "1", "--live", "--config"}).arguments.affect_flags(),
              VIR_DOMAIN_AFFECT_LIVE | VIR_DOMAIN_AFFECT_CONFIG);
    EXPECT_EQ(complaint([] {
                  return parse_command({"setmem", "a", "1", "--live", "--current"}).arguments.affect_flags();
              }),
              "Options --current and --live are mutually exclusive");
}

// The table is written by hand: these are the mistakes that no compiler sees.
TEST(CommandTable, IsSoundInEveryEntry)
{
    std::set<std::string_view> names;
    for (const Group &group : command_groups())
        for (const Command *command : group.commands) {
            SCOPED_TRACE(command->name);
            EXPECT_TRUE(names.insert(command->name).second) << "named twice";
            EXPECT_NE(command->run, nullptr);
            EXPECT_FALSE(command->summary.empty());
            std::set<std::string_view> options;
            bool takes_the_rest = false;
            for (const Option &option : command->options) {
                EXPECT_TRUE(options.insert(option.name).second) << option.name << " twice";
                EXPECT_FALSE(takes_the_rest && option.kind == OptionKind::Argument)
                    << option.name << " comes too late";
                takes_the_rest = takes_the_rest || option.kind == OptionKind::Arguments;
                EXPECT_NE(find_option(*command, option.name), nullptr)
                    << option.name << " is an alias of nothing";
                EXPECT_FALSE(option.help.empty()) << option.name;
            }
        }
}

} // namespace modvirt::cli
