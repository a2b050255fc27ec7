// SPDX-License-Identifier: LGPL-2.1-or-later
// What the journal remembers, and how little it minds being damaged.
#include "plugin/crash_journal.hpp"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <random>
#include <sstream>
#include <unistd.h>

namespace modvirt::plugin {
namespace {

namespace fs = std::filesystem;

class Journal : public testing::Test {
protected:
    Journal()
    {
        std::string pattern = testing::TempDir() + "modvirt-journal-XXXXXX";
        m_directory = mkdtemp(pattern.data());
    }
    ~Journal() override { fs::remove_all(m_directory); }

    [[nodiscard]] std::string text() const
    {
        std::ostringstream text;
        text << std::ifstream(m_directory / "plugin-probes.json").rdbuf();
        return text.str();
    }
    void write(const std::string &text) const { std::ofstream(m_directory / "plugin-probes.json") << text; }

    fs::path m_directory;
    const FileIdentity m_identity{1, 2, 3, 4, 5};
    const ProbeResult m_crash{State::Quarantined, "it crashes", "Report it."};
};

TEST_F(Journal, RemembersAcrossProcesses)
{
    CrashJournal(m_directory / "made/on/demand").record(m_identity, "/a.so", m_crash);
    CrashJournal again(m_directory / "made/on/demand");
    const auto result = again.find(m_identity);
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->state, State::Quarantined);
    EXPECT_EQ(result->reason, "it crashes");
    EXPECT_EQ(result->hint, "Report it.");
}

TEST_F(Journal, ForgetsAFileThatHasChangedInAnyWay)
{
    CrashJournal journal(m_directory);
    journal.record(m_identity, "/a.so", m_crash);
    for (int field = 0; field < 5; ++field) {
        FileIdentity changed = m_identity;
        changed.device += field == 0;
        changed.inode += field == 1;
        changed.size += field == 2;
        changed.change_time_ns += field == 3;
        changed.modification_time_ns += field == 4;
        EXPECT_FALSE(journal.find(changed).has_value()) << field;
    }
    EXPECT_TRUE(journal.find(m_identity).has_value());
}

TEST_F(Journal, ForgetsWhatWasTriedWithOtherLibraries)
{
    CrashJournal(m_directory).record(m_identity, "/a.so", m_crash);
    setenv("LD_LIBRARY_PATH", "/elsewhere", 1);
    EXPECT_FALSE(CrashJournal(m_directory).find(m_identity).has_value());
    unsetenv("LD_LIBRARY_PATH");
    EXPECT_TRUE(CrashJournal(m_directory).find(m_identity).has_value());
}

TEST_F(Journal, KeepsOneResultPerFileAndNotTooMany)
{
    CrashJournal journal(m_directory);
    for (uint64_t inode = 0; inode < 20; ++inode) {
        journal.record({1, inode, 3, 4, 5}, "/same.so", {});
    }
    EXPECT_FALSE(journal.find({1, 0, 3, 4, 5}).has_value());
    EXPECT_TRUE(journal.find({1, 19, 3, 4, 5}).has_value());
    for (uint64_t inode = 0; inode < 300; ++inode) {
        journal.record({2, inode, 3, 4, 5}, "/" + std::to_string(inode) + ".so", {});
    }
    EXPECT_FALSE(journal.find({2, 0, 3, 4, 5}).has_value());
    EXPECT_TRUE(journal.find({2, 299, 3, 4, 5}).has_value());
}

TEST_F(Journal, TakesGarbageForAnEmptyJournal)
{
    for (const char *garbage :
         {"", "garbage", "{}", "[1,2,null]", R"([{"identity":[1,2]}])",
          R"([{"identity":[1,2,3,4,5],"state":"active"}])", "[[[[", R"([{"identity":"x"}])"}) {
        write(garbage);
        CrashJournal journal(m_directory);
        EXPECT_FALSE(journal.find(m_identity).has_value()) << garbage;
        journal.record(m_identity, "/a.so", m_crash);
        EXPECT_TRUE(CrashJournal(m_directory).find(m_identity).has_value()) << garbage;
    }
}

TEST_F(Journal, SurvivesAnyDamage)
{
    CrashJournal(m_directory).record(m_identity, "/a.so", m_crash);
    const std::string whole = text();
    ASSERT_FALSE(whole.empty());
    std::mt19937 random(3);
    for (int round = 0; round < 1000; ++round) {
        std::string damaged = whole.substr(0, random() % whole.size() + 1);
        damaged[random() % damaged.size()] = static_cast<char>(random());
        write(damaged);
        (void)CrashJournal(m_directory).find(m_identity);
    }
}

TEST_F(Journal, GoesOnWithoutAPlaceToWrite)
{
    CrashJournal journal("/proc/nowhere");
    journal.record(m_identity, "/a.so", m_crash);
    EXPECT_TRUE(journal.find(m_identity).has_value());
    EXPECT_FALSE(CrashJournal("/proc/nowhere").find(m_identity).has_value());
}

TEST_F(Journal, DoesNotFollowALinkOrTrustAnotherUser)
{
    CrashJournal(m_directory).record(m_identity, "/a.so", m_crash);
    fs::rename(m_directory / "plugin-probes.json", m_directory / "elsewhere.json");
    fs::create_symlink(m_directory / "elsewhere.json", m_directory / "plugin-probes.json");
    EXPECT_FALSE(CrashJournal(m_directory).find(m_identity).has_value());
    fs::remove(m_directory / "plugin-probes.json");
    fs::rename(m_directory / "elsewhere.json", m_directory / "plugin-probes.json");
    EXPECT_TRUE(CrashJournal(m_directory).find(m_identity).has_value());
    if (geteuid() == 0) {
        ASSERT_EQ(chown((m_directory / "plugin-probes.json").c_str(), 12345, 12345), 0);
        EXPECT_FALSE(CrashJournal(m_directory).find(m_identity).has_value());
    }
}

} // namespace
} // namespace modvirt::plugin
