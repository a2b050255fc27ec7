// SPDX-License-Identifier: LGPL-2.1-or-later
#include "arguments.hpp"

#include <gtest/gtest.h>

namespace modvirt::storage_disk {
namespace {

std::string joined(const Arguments &arguments)
{
    std::string text;
    for (const std::string &argument : arguments)
        text += (text.empty() ? "" : " ") + argument;
    return text;
}

TEST(APartition, IsMadeWithItsFirstAndItsLastByte)
{
    const Placement placement{RegionKind::Logical, 5, 1048576, 2097152};
    EXPECT_EQ(joined(make_partition("/dev/sda", *label_of_format("dos"), placement, {"ext2", {}})),
              "parted --script --json --align none -- /dev/sda unit B mkpart logical ext2 1048576B 2097151B print free");
    EXPECT_EQ(joined(make_partition("/dev/sda", *label_of_format("sun"), {RegionKind::Primary, 1, 0, 512}, {"linux-swap", {}})),
              "parted --script --json --align none -- /dev/sda unit B mkpart linux-swap 0B 511B print free");
    EXPECT_EQ(joined(make_partition("/dev/sda", *label_of_format("dos"), {RegionKind::Extended, 2, 512, 1024}, {"ext2", {}})),
              "parted --script --json --align none -- /dev/sda unit B mkpart extended 512B 1023B print free");
    EXPECT_EQ(joined(make_partition("/dev/sda", *label_of_format("dos"), placement, {"ext2", "lvm"})),
              "parted --script --json --align none -- /dev/sda unit B mkpart logical ext2 1048576B 2097151B set 5 lvm on print free");
}

TEST(APartition, IsChangedByItsNumber)
{
    EXPECT_EQ(joined(grow_partition("/dev/sda", 3, 1024)), "parted --script --json --align none -- /dev/sda unit B resizepart 3 1023B print free");
    EXPECT_EQ(joined(remove_partition("/dev/sda", 3)), "parted --script --json --align none -- /dev/sda unit B rm 3 print free");
}

TEST(ATable, IsReadAsJson)
{
    EXPECT_EQ(joined(list_table("/dev/sda")), "parted --script --json -- /dev/sda unit B print free");
    EXPECT_EQ(joined(list_types("/dev/sda")), "partx --raw --noheadings --output NR,TYPE -- /dev/sda");
    EXPECT_EQ(joined(make_label("/dev/sda", *label_of_format("dvh"))),
              "parted --script --json --align none -- /dev/sda unit B mklabel dvh print free");
}

} // namespace
} // namespace modvirt::storage_disk
