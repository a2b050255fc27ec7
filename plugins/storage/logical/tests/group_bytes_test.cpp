// SPDX-License-Identifier: LGPL-2.1-or-later
#include "group_bytes.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "kit/testing/fake_tree.hpp"

namespace modvirt::storage_logical {
namespace {

// A file in place of a physical volume.
class Physical {
public:
    Physical()
    {
        std::ofstream(m_path).seekp(64 * 1024 - 1).put(0);
        put(4096 + 4, " LVM2 x[5A%r0N*>");
        put(4096 + 40, "\x10"); // where the metadata begin
    }

    [[nodiscard]] std::string bytes() const { return group_bytes({m_path}); }
    void put(std::size_t at, const std::string &content) const
    {
        std::fstream file(m_path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(static_cast<std::streamoff>(at)).write(content.data(), static_cast<std::streamsize>(content.size()));
    }

private:
    fakes::FakeTree m_directory;
    std::string m_path = m_directory.path() + "/device";
};

TEST(GroupBytes, ChangeWithTheMetadataAlone)
{
    const Physical device;
    const std::string before = device.bytes();
    EXPECT_FALSE(before.empty());
    device.put(20000, "what a volume holds");
    EXPECT_EQ(device.bytes(), before);
    device.put(4096 + 56, "sum"); // their checksum
    EXPECT_NE(device.bytes(), before);
}

TEST(GroupBytes, AreNoneWhereNobodyKeepsThem)
{
    const Physical ignored;
    ignored.put(4096 + 60, "\x01");
    EXPECT_EQ(ignored.bytes(), "");
    const Physical without;
    without.put(4096 + 40, std::string(1, '\0'));
    EXPECT_EQ(without.bytes(), "");
    const Physical other;
    other.put(4096 + 4, "something");
    EXPECT_EQ(other.bytes(), "");
    EXPECT_EQ(group_bytes({"/nonexistent", "/dev/null"}), "");
    EXPECT_EQ(group_bytes({}), "");
}

} // namespace
} // namespace modvirt::storage_logical
