// SPDX-License-Identifier: LGPL-2.1-or-later
// Bad plugins as a person meets them: what the commands print, and that they end as commands do.
#include "bad_plugins.hpp"
#include "support/run_program.hpp"

#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace modvirt::faults {
namespace {

namespace fs = std::filesystem;
using cli::testing::Run;
using cli::testing::run_program;
using cli::testing::RunResult;
using ::testing::AllOf;
using ::testing::HasSubstr;
using Json = nlohmann::json;

// A plugin directory, and the program that is told to look there first.
class CommandLine {
public:
    CommandLine()
    {
        fs::create_directory(plugins());
        m_configuration =
            m_directory.write("modvirt.conf", "[directories]\ncache = \"" + cache().native() + "\"\n");
    }

    [[nodiscard]] fs::path plugins() const { return fs::path(m_directory.path()) / "plugins"; }
    [[nodiscard]] fs::path cache() const { return fs::path(m_directory.path()) / "cache"; }

    [[nodiscard]] RunResult run(std::vector<std::string> words) const
    {
        words.insert(words.begin(), {MODVIRT_PROGRAM, "--plugin-path", plugins().native()});
        Run run{std::move(words), {}, {{"MODVIRT_CONFIG", m_configuration}}, {}};
        // A sanitizer would turn the signals that are expected here into exit statuses.
        for (const char *sanitizer : {"ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"})
            run.environment.emplace_back(sanitizer, "handle_segv=0:handle_abort=0:detect_leaks=0");
        const auto result = run_program(run);
        EXPECT_TRUE(result) << "did not end";
        return result.value_or(RunResult{});
    }

    void expect_test_driver_works() const
    {
        const RunResult result = run({"-c", "test:///default", "list"});
        EXPECT_EQ(result.status, 0) << result.err;
        EXPECT_THAT(result.out, AllOf(HasSubstr("test"), HasSubstr("running")));
    }

private:
    cli::testing::TemporaryDirectory m_directory;
    std::string m_configuration;
};

class BadPluginCommands : public ::testing::TestWithParam<BadPlugin> {
protected:
    BadPluginCommands() { m_plugin.make(m_file); }

    const BadPlugin m_plugin = GetParam();
    const CommandLine m_command_line;
    const fs::path m_file = m_command_line.plugins() / (m_plugin.name + ".so");
};

TEST_P(BadPluginCommands, TellCauseAndRemedy)
{
    const auto told = AllOf(HasSubstr(m_plugin.reason), HasSubstr(m_plugin.hint));

    const RunResult list = m_command_line.run({"plugin", "list"});
    EXPECT_EQ(list.status, 0) << list.err;
    EXPECT_THAT(list.out, AllOf(HasSubstr(m_plugin.name), HasSubstr(m_plugin.state), told));

    const RunResult json = m_command_line.run({"--json", "plugin", "list"});
    ASSERT_EQ(json.status, 0) << json.err;
    EXPECT_EQ(Json::parse(json.out).at("plugins").at(0).at("state"), m_plugin.state);

    const RunResult show = m_command_line.run({"plugin", "show", m_plugin.name});
    EXPECT_EQ(show.status, 0) << show.err;
    EXPECT_THAT(show.out, AllOf(HasSubstr(m_plugin.state), told));

    const RunResult explain = m_command_line.run({"plugin", "explain", m_plugin.uri()});
    EXPECT_EQ(explain.status, 0) << explain.err;
    EXPECT_THAT(explain.out, HasSubstr(m_plugin.reason));

    const RunResult doctor = m_command_line.run({"plugin", "doctor"});
    EXPECT_EQ(doctor.status, 1);
    EXPECT_THAT(doctor.out, AllOf(HasSubstr(m_plugin.state), told));
}

TEST_P(BadPluginCommands, RefuseItAndServeOthers)
{
    const RunResult refused = m_command_line.run({"-c", m_plugin.uri(), "list"});
    EXPECT_EQ(refused.status, 1);
    EXPECT_EQ(refused.out, "");
    EXPECT_THAT(refused.err, AllOf(HasSubstr("error: failed to connect to the hypervisor"),
                                   HasSubstr(m_plugin.uri()), HasSubstr(m_plugin.reason)));
    m_command_line.expect_test_driver_works();
}

std::string test_name(const ::testing::TestParamInfo<BadPlugin> &info)
{
    std::string name = info.param.name;
    std::ranges::replace(name, '-', '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(CommandLine, BadPluginCommands, ::testing::ValuesIn(bad_plugins()), test_name);

// The child process that tries a plugin does not start it, so this crash is the program's own.
class CrashInStart : public ::testing::Test {
protected:
    CrashInStart() { copy_fixture("crash-in-start", m_command_line.plugins() / "crash-in-start.so"); }

    [[nodiscard]] RunResult open() const { return m_command_line.run({"-c", "crash-in-start:///", "list"}); }

    const CommandLine m_command_line;
};

TEST_F(CrashInStart, EndsTwoProcessesAndNoMore)
{
    EXPECT_EQ(open().status, 128 + SIGSEGV);
    EXPECT_EQ(open().status, 128 + SIGSEGV);
    const RunResult refused = open();
    EXPECT_EQ(refused.status, 1);
    EXPECT_THAT(refused.err, HasSubstr("the last 2 processes that started it ended before it was up"));
    const RunResult list = m_command_line.run({"plugin", "list"});
    EXPECT_EQ(list.status, 0);
    EXPECT_THAT(list.out, AllOf(HasSubstr("quarantined"), HasSubstr("the last 2 processes")));
    m_command_line.expect_test_driver_works();
}

TEST_F(CrashInStart, IsTriedAgainWhenItsMarkIsRemoved)
{
    (void)open();
    (void)open();
    const fs::path mark = m_command_line.cache() / "crash-in-start.starting";
    EXPECT_THAT(open().err, HasSubstr("when you remove '" + mark.native() + "'"));
    ASSERT_TRUE(fs::remove(mark));
    EXPECT_EQ(open().status, 128 + SIGSEGV);
}

TEST_F(CrashInStart, IsForgottenWithItsFile)
{
    (void)open();
    (void)open();
    const fs::path file = m_command_line.plugins() / "crash-in-start.so";
    fs::remove(file);
    copy_fixture("crash-in-start", file);
    EXPECT_EQ(open().status, 128 + SIGSEGV);
}

} // namespace
} // namespace modvirt::faults
