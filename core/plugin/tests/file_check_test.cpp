// SPDX-License-Identifier: LGPL-2.1-or-later
// Whose files are loaded. Bits and owners are given as values here; real files are tried in tests/faults.
#include "plugin/file_check.hpp"
#include "plugin/state.hpp"

#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <unistd.h>

namespace modvirt::plugin {
namespace {

namespace fs = std::filesystem;

struct stat file_status(mode_t mode, uid_t owner)
{
    struct stat status {};
    status.st_mode = S_IFREG | mode;
    status.st_uid = owner;
    return status;
}

std::string fault(uid_t self, const fs::path &file, const struct stat &status)
{
    FileCheck check(self);
    try {
        check.check(file, status);
    } catch (const Rejection &rejection) {
        return rejection.hint();
    }
    return "accepted";
}

TEST(FileCheck, TrustsRootAndOurselves)
{
    EXPECT_EQ(fault(1000, "/usr/plugin.so", file_status(0644, 0)), "accepted");
    EXPECT_EQ(fault(1000, "/usr/plugin.so", file_status(0755, 1000)), "accepted");
    EXPECT_EQ(fault(1000, "/usr/plugin.so", file_status(0644, 1001)), "Run: chown 1000 /usr/plugin.so");
    EXPECT_EQ(fault(0, "/usr/plugin.so", file_status(0644, 1000)), "Run: chown 0 /usr/plugin.so");
}

TEST(FileCheck, RefusesWhatOthersMayWrite)
{
    EXPECT_EQ(fault(0, "/usr/plugin.so", file_status(0664, 0)), "Run: chmod go-w /usr/plugin.so");
    EXPECT_EQ(fault(0, "/usr/plugin.so", file_status(0646, 0)), "Run: chmod go-w /usr/plugin.so");
    EXPECT_EQ(fault(0, "/usr/plugin.so", file_status(01646, 0)), "Run: chmod go-w /usr/plugin.so");
}

TEST(FileCheck, WritesACommandThatAShellTakesAsItIsMeant)
{
    EXPECT_EQ(fault(0, "/usr/it's; rm -rf.so", file_status(0666, 0)),
              "Run: chmod go-w '/usr/it'\\''s; rm -rf.so'");
}

TEST(FileCheck, TrustsADirectoryWithTheStickyBit)
{
    // /tmp is writable by everybody, but what is root's there cannot be replaced by others.
    struct stat status {};
    ASSERT_EQ(stat("/tmp", &status), 0);
    if ((status.st_mode & 07777) != 01777) {
        GTEST_SKIP() << "/tmp is not of mode 1777";
    }
    EXPECT_EQ(fault(0, "/tmp/plugin.so", file_status(0644, 0)), "accepted");
}

TEST(FileCheck, LooksAtEveryDirectoryOnTheWay)
{
    std::string pattern = testing::TempDir() + "modvirt-check-XXXXXX";
    const fs::path base = fs::canonical(mkdtemp(pattern.data()));
    fs::create_directories(base / "open/closed");
    ASSERT_EQ(chmod((base / "open").c_str(), 0775), 0);
    ASSERT_EQ(chmod((base / "open/closed").c_str(), 0755), 0);
    EXPECT_EQ(fault(geteuid(), base / "open/closed/plugin.so", file_status(0644, 0)),
              "Run: chmod go-w " + (base / "open").native());
    ASSERT_EQ(chmod((base / "open").c_str(), 0755), 0);
    EXPECT_EQ(fault(geteuid(), base / "open/closed/plugin.so", file_status(0644, 0)), "accepted");
    fs::remove_all(base);
}

} // namespace
} // namespace modvirt::plugin
