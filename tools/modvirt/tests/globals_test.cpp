// SPDX-License-Identifier: LGPL-2.1-or-later
#include "globals.hpp"

#include <gmock/gmock.h>
#include <modvirt/error.hpp>

namespace modvirt::cli {

using ::testing::ElementsAre;

namespace {

std::string refusal(const Words &words)
{
    try {
        parse_globals(words);
    } catch (const Error &error) {
        return error.message();
    }
    return "accepted";
}

} // namespace

TEST(OptionsInFront, EndAtTheFirstWordThatIsNone)
{
    const Globals globals = parse_globals({"-q", "list", "-c", "--all"});
    EXPECT_EQ(globals.verbosity, Verbosity::Quiet);
    EXPECT_FALSE(globals.settings.uri_was_given);
    EXPECT_THAT(globals.command, ElementsAre("list", "-c", "--all"));
}

TEST(OptionsInFront, EndAtTwoDashes)
{
    EXPECT_THAT(parse_globals({"-r", "--", "list"}).command, ElementsAre("list"));
    EXPECT_TRUE(parse_globals({"--"}).command.empty());
}

TEST(OptionsInFront, MayBeJoinedShortenedAndGlued)
{
    const Globals globals = parse_globals({"-qrctest:///x", "--esc", "^A", "list"});
    EXPECT_EQ(globals.verbosity, Verbosity::Quiet);
    EXPECT_EQ(globals.settings.access, Access::ReadOnly);
    EXPECT_EQ(globals.settings.uri, "test:///x");
    EXPECT_EQ(globals.settings.escape, 1);
    EXPECT_EQ(parse_globals({"--conn=test:///y"}).settings.uri, "test:///y");
}

TEST(OptionsInFront, MayHaveEmptyValues)
{
    EXPECT_TRUE(parse_globals({"-c", "", "uri"}).settings.uri_was_given);
    EXPECT_EQ(parse_globals({"--log=", "uri"}).log_file, "");
    EXPECT_THAT(parse_globals({"-c", "", "uri"}).command, ElementsAre("uri"));
}

TEST(OptionsInFront, AskForVersionsAndHelp)
{
    EXPECT_EQ(parse_globals({"-v", "nonsense"}).task, Task::ShowVersion);
    EXPECT_EQ(parse_globals({"--version"}).task, Task::ShowVersion);
    EXPECT_EQ(parse_globals({"--version=long"}).task, Task::ShowLongVersion);
    EXPECT_EQ(parse_globals({"-V"}).task, Task::ShowLongVersion);
    EXPECT_EQ(parse_globals({"-qh"}).task, Task::ShowHelp);
}

TEST(OptionsInFront, CollectPlugins)
{
    const Globals globals =
        parse_globals({"--plugin", "/a.so", "--plugin=/b.so", "--plugin-path", "/x:/y", "list"});
    EXPECT_THAT(globals.plugin_files, ElementsAre("/a.so", "/b.so"));
    EXPECT_THAT(globals.plugin_paths, ElementsAre("/x:/y"));
}

TEST(OptionsInFront, RefuseWhatMakesNoSenseInVirshsWords)
{
    EXPECT_EQ(refusal({"-x"}), "unsupported option '-x'. See --help.");
    EXPECT_EQ(refusal({"--bogus"}), "unsupported option '--bogus'. See --help.");
    EXPECT_EQ(refusal({"-c"}), "option '-c'/'--connect' requires an argument");
    EXPECT_EQ(refusal({"--log"}), "option '-l'/'--log' requires an argument");
    EXPECT_EQ(refusal({"-d", "x"}), "option -d takes a numeric argument");
    EXPECT_EQ(refusal({"-k", "-1"}), "option -k requires a positive integer argument");
    EXPECT_EQ(refusal({"-K", "x"}), "Invalid value for option -K");
    EXPECT_EQ(refusal({"-e", "abc"}), "Invalid string 'abc' for escape sequence");
}

TEST(OptionsInFront, ChooseTheFormOfText)
{
    EXPECT_EQ(parse_globals({"list"}).form, TextForm::Today);
    EXPECT_EQ(parse_globals({"--format=9.0", "list"}).form, TextForm::Today);
    EXPECT_EQ(parse_globals({"--format", "0.4", "list"}).form, TextForm::Old);
    EXPECT_THROW(parse_form("0.5"), Error);
}

TEST(OptionsInFront, KnowHowAnEscapeCharacterIsWritten)
{
    EXPECT_EQ(parse_escape("^]"), 0x1d);
    EXPECT_EQ(parse_escape("^a"), 0x01);
    EXPECT_EQ(parse_escape("x"), 'x');
    EXPECT_THROW(parse_escape("^"), Error);
    EXPECT_THROW(parse_escape("^1"), Error);
    EXPECT_THROW(parse_escape(""), Error);
}

} // namespace modvirt::cli
