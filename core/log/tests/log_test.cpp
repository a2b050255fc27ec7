// SPDX-License-Identifier: LGPL-2.1-or-later
// What the log writes, where, and what it costs nothing to leave out.
#include "log/log.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <modvirt/error.hpp>
#include <sstream>
#include <thread>
#include <unistd.h>
#include <vector>

namespace modvirt::log {
namespace {

using testing::HasSubstr;
using testing::Not;

class LogFile : public testing::Test {
protected:
    LogFile() : m_path(testing::TempDir() + "modvirt-log-" + std::to_string(getpid())) {}
    ~LogFile() override
    {
        configure({});
        unlink(m_path.c_str());
    }

    void use(std::string_view rules) { configure({Rules::parse(rules), m_path}); }

    [[nodiscard]] std::string text() const
    {
        std::ostringstream text;
        text << std::ifstream(m_path).rdbuf();
        return text.str();
    }

    std::string m_path;
};

TEST(LogRules, AreSilentBelowWarningByDefault)
{
    EXPECT_EQ(Rules().threshold("plugin"), Level::Warning);
    EXPECT_EQ(Rules::parse("").threshold("plugin"), Level::Warning);
    EXPECT_FALSE(enabled(Level::Info, "plugin"));
    EXPECT_TRUE(enabled(Level::Warning, "plugin"));
}

TEST(LogRules, CoverACategoryAndThoseBelowIt)
{
    const Rules rules = Rules::parse("debug:plugin,registry; off ;error:plugin.probe");
    EXPECT_EQ(rules.threshold("plugin"), Level::Debug);
    EXPECT_EQ(rules.threshold("plugin.load"), Level::Debug);
    EXPECT_EQ(rules.threshold("plugin.probe"), Level::Error);
    EXPECT_EQ(rules.threshold("plugins"), Level::Off);
    EXPECT_EQ(rules.lowest(), Level::Debug);
}

TEST(LogRules, NameTheColumnOfWhatIsWrong)
{
    const auto message = [](std::string_view text) -> std::string {
        try {
            Rules::parse(text);
        } catch (const Error &error) {
            EXPECT_EQ(error.code(), ErrorCode::ConfSyntax);
            return error.message();
        }
        return "accepted";
    };
    EXPECT_EQ(message("debug;loud:plugin"),
              "column 7: 'loud' is not a log level: expected debug, info, warning, error or off");
    EXPECT_THAT(message("debug:"), HasSubstr("column 7: '' is not a log category"));
    EXPECT_THAT(message("debug:plugin,x y"), HasSubstr("column 14: 'x y' is not a log category"));
}

TEST_F(LogFile, ReceivesOnlyWhatTheRulesLetThrough)
{
    use("debug:plugin;error");
    debug("plugin", "opened {}", "a.so");
    warning("registry", "not wanted");
    error("registry", "wanted");
    EXPECT_THAT(text(), HasSubstr(" debug plugin: opened a.so\n"));
    EXPECT_THAT(text(), HasSubstr(" error registry: wanted\n"));
    EXPECT_THAT(text(), Not(HasSubstr("not wanted")));
}

TEST_F(LogFile, KeepsAMessageOnOneLine)
{
    use("debug");
    info("plugin", "two\nlines and a \x1b[31mcolour");
    EXPECT_THAT(text(), HasSubstr("two\\nlines and a \\x1b[31mcolour\n"));
}

TEST(Log, SaysWhyItsFileCannotBeOpenedAndGoesOn)
{
    try {
        configure({Rules(), "/proc/nowhere/log"});
        FAIL() << "accepted";
    } catch (const Error &error) {
        EXPECT_EQ(error.message(), "cannot open the log file '/proc/nowhere/log': No such file or directory");
    }
    testing::internal::CaptureStderr();
    warning("plugin", "still heard");
    EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("warning plugin: still heard"));
}

TEST_F(LogFile, IsSharedByThreadsWhileItIsReconfigured)
{
    use("debug");
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([] {
            for (int message = 0; message < 100; ++message) {
                info("plugin", "message {}", message);
            }
        });
    }
    for (int i = 0; i < 20; ++i) {
        use("debug");
    }
    for (auto &thread : threads) {
        thread.join();
    }
    const std::string all = text();
    EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 400);
}

} // namespace
} // namespace modvirt::log
