// SPDX-License-Identifier: LGPL-2.1-or-later
#include "host/directories.hpp"

#include <cstdlib>
#include <gtest/gtest.h>
#include <modvirt/error.hpp>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace modvirt::host {
namespace {

namespace fs = std::filesystem;

TEST(Directories, OfRootAreThoseOfTheSystem)
{
    if (geteuid() != 0) {
        GTEST_SKIP() << "not root";
    }
    const config::Directories usual;
    EXPECT_EQ(plugin_directory(usual, DirectoryKind::State, "qemu"), "/var/lib/modvirt/qemu");
    EXPECT_EQ(plugin_directory(usual, DirectoryKind::Run, "qemu"), "/run/modvirt/qemu");
    EXPECT_EQ(plugin_directory(usual, DirectoryKind::Cache, "qemu"), "/var/cache/modvirt/qemu");
    EXPECT_EQ(plugin_directory(usual, DirectoryKind::Log, "qemu"), "/var/log/modvirt/qemu");
    EXPECT_EQ(plugin_directory(usual, DirectoryKind::Config, "qemu"), "/etc/modvirt/qemu");
}

// Needs another user, so it runs in a child that gives up its rights.
void expect_of_user(DirectoryKind kind, const char *variable, const char *value, const char *expected)
{
    EXPECT_EXIT(
        {
            if (geteuid() == 0 && seteuid(12345) != 0) {
                _exit(2);
            }
            for (const char *name :
                 {"XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME"}) {
                unsetenv(name);
            }
            setenv("HOME", "/home/me", 1);
            if (variable != nullptr) {
                setenv(variable, value, 1);
            }
            _exit(plugin_directory({}, kind, "qemu") == expected ? 0 : 1);
        },
        testing::ExitedWithCode(0), "")
        << expected;
}

TEST(Directories, OfOtherUsersAreBelowTheirHome)
{
    expect_of_user(DirectoryKind::State, nullptr, "", "/home/me/.local/state/modvirt/qemu");
    expect_of_user(DirectoryKind::Run, nullptr, "", "/home/me/.cache/modvirt/run.d/qemu");
    expect_of_user(DirectoryKind::Cache, nullptr, "", "/home/me/.cache/modvirt/qemu");
    expect_of_user(DirectoryKind::Log, nullptr, "", "/home/me/.local/state/modvirt/log.d/qemu");
    expect_of_user(DirectoryKind::Config, nullptr, "", "/home/me/.config/modvirt/qemu");
}

TEST(Directories, OfOtherUsersFollowTheBaseDirectoryVariables)
{
    expect_of_user(DirectoryKind::State, "XDG_STATE_HOME", "/s", "/s/modvirt/qemu");
    expect_of_user(DirectoryKind::Run, "XDG_RUNTIME_DIR", "/r", "/r/modvirt/qemu");
    expect_of_user(DirectoryKind::Cache, "XDG_CACHE_HOME", "relative", "/home/me/.cache/modvirt/qemu");
}

TEST(Directories, FollowTheConfigurationBeforeAllElse)
{
    config::Directories chosen;
    chosen.state = "/srv/state";
    EXPECT_EQ(plugin_directory(chosen, DirectoryKind::State, "qemu"), "/srv/state/qemu");
}

TEST(Directories, AreRefusedToNamesThatLeadElsewhere)
{
    for (const char *name : {"", "..", "../qemu", "a/b", "Qemu", ".", "-x", "a.b"}) {
        EXPECT_THROW(plugin_directory({}, DirectoryKind::State, name), Error) << name;
    }
}

TEST(Directories, AreMadeForTheirOwnerOnly)
{
    std::string pattern = testing::TempDir() + "modvirt-directories-XXXXXX";
    const fs::path base = mkdtemp(pattern.data());
    create_private_directories(base / "a/b/c");
    create_private_directories(base / "a/b/c");
    struct stat status {};
    ASSERT_EQ(stat((base / "a/b").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, 0700U);
    // Something else in the way is an error.
    ASSERT_EQ(mknod((base / "file").c_str(), S_IFREG | 0600, 0), 0);
    EXPECT_THROW(create_private_directories(base / "file"), std::system_error);
    EXPECT_THROW(create_private_directories(base / "file/below"), std::system_error);
    fs::remove_all(base);
}

} // namespace
} // namespace modvirt::host
