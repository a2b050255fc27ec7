// SPDX-License-Identifier: MIT
#include "kit/volume_files/mount_point.hpp"

#include <gtest/gtest.h>

#include <sys/sysmacros.h>

namespace modvirt::volume_files {
namespace {

TEST(MountPoints, AreReadFromTheKernelsLines)
{
    const auto mounts = parse_mounts(
        "36 35 98:5 /sub /mnt/a\\040b rw,noatime master:1 shared:2 - ext4 /dev/vdb1 rw,errors=continue\n"
        "garbage\n"
        "40 35 0:50 / /nfs rw - nfs4 host:/export rw\n");
    ASSERT_EQ(mounts.size(), 2u);
    EXPECT_EQ(mounts[0].target, "/mnt/a b");
    EXPECT_EQ(mounts[0].root, "/sub");
    EXPECT_EQ(mounts[0].type, "ext4");
    EXPECT_EQ(mounts[0].source, "/dev/vdb1");
    EXPECT_EQ(mounts[0].device, makedev(98, 5));
    EXPECT_EQ(mounts[1].source, "host:/export");
}

TEST(MountPoints, AreFoundByTheirPath)
{
    ASSERT_TRUE(find_mount("/proc"));
    EXPECT_EQ(find_mount("/proc")->type, "proc");
    EXPECT_FALSE(find_mount("/proc/self"));
    EXPECT_EQ(plain_path("/proc/../proc"), "/proc");
    EXPECT_EQ(plain_path("/no/such/../path"), "/no/path");
}

} // namespace
} // namespace modvirt::volume_files
