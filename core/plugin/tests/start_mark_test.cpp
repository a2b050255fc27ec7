// SPDX-License-Identifier: LGPL-2.1-or-later
// The mark of a plugin that is being started, and who takes it for a sign of a crash.
#include "plugin/start_mark.hpp"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace modvirt::plugin {
namespace {

namespace fs = std::filesystem;

class StartMarks : public testing::Test {
protected:
    StartMarks()
    {
        std::string pattern = testing::TempDir() + "modvirt-start-mark-XXXXXX";
        m_directory = mkdtemp(pattern.data());
        m_file.path = "/plugins/acme.so";
        m_file.identity = {1, 2, 3, 4, 5};
        m_file.manifest.emplace().name = "acme";
    }
    ~StartMarks() override { fs::remove_all(m_directory); }

    [[nodiscard]] fs::path mark() const { return m_directory / "acme.starting"; }

    // A process that ends while the plugin starts.
    void crash() const
    {
        const pid_t child = fork();
        if (child == 0) {
            const StartMark mark(m_directory, m_file);
            _exit(1);
        }
        waitpid(child, nullptr, 0);
    }

    [[nodiscard]] bool is_refused() const
    {
        return StartMark::find_objection(m_directory, m_file).has_value();
    }

    fs::path m_directory;
    ModuleFile m_file;
};

TEST_F(StartMarks, StayOnlyWhileThePluginStarts)
{
    const fs::path made_on_demand = m_directory / "a/b";
    {
        const StartMark mark(made_on_demand, m_file);
        EXPECT_TRUE(fs::exists(made_on_demand / "acme.starting"));
    }
    EXPECT_FALSE(fs::exists(made_on_demand / "acme.starting"));
    EXPECT_FALSE(is_refused());
}

TEST_F(StartMarks, OfTwoProcessesInARowThatEndedKeepThePluginFromTheNext)
{
    crash();
    EXPECT_FALSE(is_refused());
    crash();
    const auto objection = StartMark::find_objection(m_directory, m_file);
    ASSERT_TRUE(objection.has_value());
    EXPECT_EQ(objection->state(), State::Quarantined);
    EXPECT_STREQ(objection->what(), "the last 2 processes that started it ended before it was up");
    EXPECT_NE(objection->hint().find("remove '" + mark().native() + "'"), std::string::npos);
}

TEST_F(StartMarks, AreForgottenWhenAStartComesToItsEnd)
{
    crash();
    {
        const StartMark mark(m_directory, m_file);
    }
    crash();
    EXPECT_FALSE(is_refused());
}

TEST_F(StartMarks, CountForTheVeryFileOnly)
{
    crash();
    crash();
    ++m_file.identity.change_time_ns;
    EXPECT_FALSE(is_refused());
    crash();
    EXPECT_FALSE(is_refused());
}

TEST_F(StartMarks, AreNoSignWhileTheirProcessLives)
{
    crash();
    const StartMark second(m_directory, m_file);
    EXPECT_FALSE(is_refused());
    {
        const StartMark meanwhile(m_directory, m_file);
    }
    EXPECT_TRUE(fs::exists(mark()));
}

TEST_F(StartMarks, ThatAreDamagedSayNothing)
{
    for (const char *text : {"", "x", "9", "2 1 2 3 4", "99999999999999999999 1 2 3 4 5\n"}) {
        std::ofstream(mark()) << text;
        EXPECT_FALSE(is_refused()) << text;
    }
}

TEST_F(StartMarks, AreDoneWithoutWhereNoneCanBePut)
{
    std::ofstream(m_directory / "file");
    const StartMark no_directory(m_directory / "file", m_file);
    fs::create_symlink(m_directory / "elsewhere", mark());
    const StartMark no_link_is_followed(m_directory, m_file);
    EXPECT_FALSE(fs::exists(m_directory / "elsewhere"));
}

} // namespace
} // namespace modvirt::plugin
