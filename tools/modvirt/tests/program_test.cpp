// SPDX-License-Identifier: LGPL-2.1-or-later
// The program as a whole: what goes where, and how it ends.
#include "support/golden.hpp"
#include "support/run_program.hpp"

#include <gmock/gmock.h>

#include <csignal>
#include <filesystem>

namespace modvirt::cli::testing {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

namespace {

RunResult run(std::vector<std::string> words, const std::string &input = {})
{
    words.insert(words.begin(), MODVIRT_PROGRAM);
    const auto result = run_program({std::move(words), input, {}, {}});
    EXPECT_TRUE(result) << "did not end";
    return result.value_or(RunResult{});
}

} // namespace

TEST(Program, PrintsResultsAndErrorsApart)
{
    const RunResult result = run({"echo a; help nonsense; echo b"});
    EXPECT_EQ(result.out, "a\n\nb\n");
    EXPECT_EQ(result.err, "error: command or command group 'nonsense' doesn't exist\n");
}

TEST(Program, EndsWithTheStatusOfTheLastCommand)
{
    EXPECT_EQ(run({"help nonsense; echo a"}).status, 0);
    EXPECT_EQ(run({"echo a; help nonsense"}).status, 1);
    EXPECT_EQ(run({"exit; help nonsense"}).status, 0);
}

TEST(Program, RunsNothingOfALineThatDoesNotParse)
{
    const RunResult result = run({"echo a; bogus"});
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(result.err, "error: unknown command: 'bogus'\n");
    EXPECT_EQ(result.status, 1);
}

TEST(Program, SplitsOnlyALineThatIsOneWord)
{
    EXPECT_EQ(run({"echo", "a;", "b"}).out, "a; b\n");
    EXPECT_EQ(run({""}).status, 1);
    EXPECT_EQ(run({" "}).status, 0);
}

TEST(Program, TellsItsVersionWithoutConnecting)
{
    EXPECT_EQ(run({"-c", "nonsense:///", "--version"}).status, 0);
    EXPECT_THAT(run({"-V"}).out, HasSubstr("API of libvirt 9.0.0"));
    EXPECT_THAT(run({"--help"}).out, HasSubstr("modvirt [options]... <command> [args...]"));
}

TEST(Program, SaysSoWhenItCannotWrite)
{
    const RunResult result = run_shell(MODVIRT_PROGRAM " echo a > /dev/full");
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.err, HasSubstr("cannot write standard output"));
}

TEST(Program, DiesQuietlyWhenNobodyReads)
{
    const RunResult result = run_shell(MODVIRT_PROGRAM " help | head -n0; exit ${PIPESTATUS[0]}");
    EXPECT_EQ(result.err, "");
    EXPECT_THAT(result.status, ::testing::AnyOf(0, 128 + SIGPIPE));
}

TEST(Program, ReadsHugeArguments)
{
    const std::string word(100 * 1024, 'x');
    EXPECT_EQ(run({"echo", word}).out, word + "\n");
    EXPECT_THAT(run({"list", "--" + word}).err,
                StartsWith("error: command 'list' doesn't support option --xxx"));
}

TEST(Program, ReadsThousandsOfCommands)
{
    std::string line;
    std::string expected;
    for (int i = 0; i < 5000; ++i) {
        line += "echo " + std::to_string(i) + ";";
        expected += std::to_string(i) + "\n";
    }
    EXPECT_EQ(run({line}).out, expected);
}

TEST(Program, RefusesADescriptionThatIsHuge)
{
    const TemporaryDirectory directory;
    const std::string path = directory.write("big.xml", std::string(11 * 1024 * 1024, ' '));
    const RunResult result = run({"-c", "test:///default", "define", path});
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.err, HasSubstr("Failed to read file '" + path + "': File too large"));
}

TEST(Program, WritesALogFile)
{
    const TemporaryDirectory directory;
    run({"-l", directory.path() + "/log", "help nonsense"});
    EXPECT_THAT(read_file(directory.path() + "/log"), HasSubstr("ERROR command or command group"));
}

TEST(Program, TimesCommands)
{
    EXPECT_THAT(run({"-qt", "echo", "a"}).out, ::testing::MatchesRegex("a\n\\(Time: [0-9.]+ ms\\)\n\n"));
}

TEST(Program, WritesThePluginProject)
{
    const TemporaryDirectory directory;
    const std::string target = directory.path() + "/acme";
    const RunResult result = run({"plugin", "new", "--kind", "hypervisor", "--name", "acme", target});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(read_file(target + "/CMakeLists.txt"), HasSubstr("acme"));
    EXPECT_THAT(read_file(target + "/CMakeLists.txt"), Not(HasSubstr("@name@")));
    EXPECT_EQ(run({"plugin", "new", "--name", "acme", target}).status, 1);
}

TEST(Program, RefusesPluginActionsThatMakeNoSense)
{
    EXPECT_THAT(run({"plugin", "dance"}).err, HasSubstr("unknown plugin action 'dance'"));
    EXPECT_THAT(run({"plugin", "show"}).err, HasSubstr("plugin show needs name"));
    EXPECT_THAT(run({"plugin", "new", "/tmp/x"}).err, HasSubstr("needs a name"));
    EXPECT_THAT(run({"plugin", "show", "nosuch"}).err, StartsWith("error: "));
    EXPECT_EQ(run({"plugin", "show", "nosuch"}).status, 1);
}

TEST(Program, TellsWhatIsWrongWithDocuments)
{
    const TemporaryDirectory directory;
    const std::string good = directory.write("good.xml", "<network><name>a</name></network>");
    const std::string bad = directory.write("bad.xml", "<network>\n <name>a</name>\n <brigde/>\n</network>\n");
    EXPECT_EQ(run({"xml", "validate", good}).out, good + ": valid network\n\n");
    EXPECT_EQ(run({"xml", "validate", good}).status, 0);
    const RunResult result = run({"-q", "xml", "validate", bad, good});
    EXPECT_EQ(result.out, bad + ": line 3, column 2: warning: element 'brigde': unknown element 'brigde' in 'network'\n"
                                "    remedy: did you mean 'bridge'?\n");
    EXPECT_EQ(result.status, 1);
    EXPECT_EQ(run({"xml", "validate", "--kind", "secret", good}).status, 1);
}

TEST(Program, JudgesTheOtherDocumentsWhenOneCannotBeRead)
{
    const TemporaryDirectory directory;
    const std::string good = directory.write("good.xml", "<network><name>a</name></network>");
    const RunResult result = run({"xml", "validate", directory.path() + "/none.xml", good});
    EXPECT_THAT(result.err, HasSubstr("/none.xml: Failed to open file"));
    EXPECT_THAT(result.out, HasSubstr("valid network"));
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(run({"xml", "validate"}).err, HasSubstr("needs a file"));
    EXPECT_THAT(run({"xml", "dance"}).err, HasSubstr("unknown xml action 'dance'"));
    EXPECT_THAT(run({"xml", "validate", "--kind", "nothing", good}).err,
                HasSubstr("there is no kind of document 'nothing'"));
}

TEST(Program, ShowsTheBusyDomainsOnce)
{
    const RunResult result = run({"-c", "test:///default", "top", "--once"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("CPU %"));
    EXPECT_THAT(result.out, HasSubstr(" test "));
    EXPECT_THAT(result.out, Not(HasSubstr("\033")));
    EXPECT_THAT(run({"-c", "test:///default", "top", "--once", "--json"}).out, HasSubstr("\"cpu_percent\""));
    EXPECT_THAT(run({"-c", "test:///default", "top", "--count", "0"}).err, HasSubstr("at least 1"));
    EXPECT_EQ(run({"-c", "test:///default", "top", "--once", "--count", "2"}).status, 1);
}

TEST(Program, NeedsNoXmlParserToListDomains)
{
    const RunResult result = run_shell("LD_DEBUG=files " MODVIRT_PROGRAM " -c test:///default list 2>&1; true");
    EXPECT_THAT(result.out, Not(HasSubstr("xerces")));
    EXPECT_THAT(result.out, Not(HasSubstr("libedit")));
    EXPECT_THAT(result.out, Not(HasSubstr("validation")));
}

} // namespace modvirt::cli::testing
