// SPDX-License-Identifier: MIT
#include "kit/block/device.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "modvirt/error.hpp"

namespace modvirt::block {
namespace {

namespace fs = std::filesystem;

class Links : public testing::Test {
protected:
    Links()
    {
        std::string path = (fs::temp_directory_path() / "modvirt-block-XXXXXX").string();
        m_directory = ::mkdtemp(path.data());
        std::ofstream(m_directory / "sda");
        fs::create_directory(m_directory / "by-path");
    }
    ~Links() override { fs::remove_all(m_directory); }

    void link(const std::string &name, const std::string &target)
    {
        fs::create_symlink("../" + target, m_directory / "by-path" / name);
    }
    [[nodiscard]] std::string path(const std::string &name) const { return m_directory / name; }

    fs::path m_directory;
};

TEST_F(Links, GiveADeviceItsStableName)
{
    link("pci-2", "sda");
    link("pci-1", "sda");
    link("pci-0", "gone");
    EXPECT_EQ(stable_path(path("by-path"), path("sda")), path("by-path/pci-1"));
}

TEST_F(Links, LeaveADeviceItsOwnNameWhereThereAreNone)
{
    EXPECT_EQ(stable_path(path("by-path"), path("sda")), path("sda"));
    EXPECT_EQ(stable_path(path("nowhere"), path("sda")), path("sda"));
}

TEST_F(Links, AreLookedUpOfManyDevicesAtOnce)
{
    std::ofstream(m_directory / "sdb");
    std::ofstream(m_directory / "by-path" / "file");
    link("pci-1", "sda");
    link("pci-2", "sdb");
    link("pci-3", "sda");
    const DeviceLinks links(path("by-path"));
    EXPECT_EQ(links.path_of(path("sda")), path("by-path/pci-1"));
    EXPECT_EQ(links.path_of(path("sdb")), path("by-path/pci-2"));
    EXPECT_EQ(links.path_of(path("sdc")), "");
    EXPECT_EQ(DeviceLinks(path("nowhere")).path_of(path("sda")), "");
}

TEST_F(Links, AreFollowedToTheDevice)
{
    link("pci-1", "sda");
    EXPECT_EQ(resolve(path("by-path/pci-1")), fs::canonical(path("sda")));
    EXPECT_THROW(resolve(path("gone")), Error);
    EXPECT_FALSE(is_block_device(path("sda")));
}

TEST(APartition, IsNamedAfterItsDisk)
{
    EXPECT_EQ(partition_path("/dev/sda", 1), "/dev/sda1");
    EXPECT_EQ(partition_path("/dev/nvme0n1", 12), "/dev/nvme0n1p12");
    EXPECT_EQ(partition_path("/dev/disk/by-id/x", 2), "/dev/disk/by-id/x-part2");
    EXPECT_EQ(partition_path("/dev/mapper/a", 2, 1), "/dev/mapper/ap2");
    EXPECT_EQ(partition_path("/dev/mapper/mpath0", 2, 0), "/dev/mapper/mpath02");
}

TEST(ADevice, ThatDoesNotComeIsAnError)
{
    std::vector<std::string> asked;
    const process::Runner run = [&](const process::Invocation &invocation) {
        asked = invocation.argv;
        return process::Outcome{};
    };
    EXPECT_THROW(await_device(run, "/nonexistent/sda1"), Error);
    EXPECT_EQ(asked, (std::vector<std::string>{"udevadm", "settle", "--timeout=30", "--exit-if-exists=/nonexistent/sda1"}));
}

TEST(ADevice, IsNotMissedForWantOfUdev)
{
    const process::Runner run = [](const process::Invocation &invocation) -> process::Outcome {
        process::find_tool("modvirt-no-such-tool", invocation.package);
        return {};
    };
    EXPECT_NO_THROW(settle(run));
    try {
        await_device(run, "/nonexistent/sda1");
        FAIL();
    } catch (const Error &error) {
        EXPECT_THAT(error.message(), testing::HasSubstr("there is no block device '/nonexistent/sda1'"));
        EXPECT_THAT(error.message(), testing::HasSubstr("install the package udev"));
    }
}

} // namespace
} // namespace modvirt::block
