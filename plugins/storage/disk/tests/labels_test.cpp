// SPDX-License-Identifier: LGPL-2.1-or-later
#include "labels.hpp"

#include <gtest/gtest.h>

#include "modvirt/error.hpp"

namespace modvirt::storage_disk {
namespace {

TEST(Labels, AreKnownByTheNamesOfPoolsAndOfParted)
{
    for (const char *format : {"dos", "dvh", "gpt", "mac", "bsd", "pc98", "sun"})
        ASSERT_NE(label_of_format(format), nullptr) << format;
    EXPECT_EQ(label_of_format("unknown"), label_of_format("dos"));
    EXPECT_EQ(label_of_format("lvm2"), nullptr);
    EXPECT_EQ(label_named("msdos"), label_of_format("dos"));
    EXPECT_EQ(label_named("loop"), nullptr); // a file system without a table
    EXPECT_EQ(label_named("unknown"), nullptr);
}

TEST(APartitionsType, IsWhatPartedMakes)
{
    const Label &dos = *label_of_format("dos");
    EXPECT_EQ(partition_type(dos, "none").filesystem, "ext2");
    EXPECT_EQ(partition_type(dos, "fat32").filesystem, "fat32");
    EXPECT_EQ(partition_type(dos, "linux-swap").filesystem, "linux-swap");
    EXPECT_EQ(partition_type(dos, "linux-lvm").flag, "lvm");
    EXPECT_EQ(partition_type(dos, "linux-raid").flag, "raid");
    EXPECT_EQ(partition_type(dos, "extended").flag, "");
}

TEST(APartitionsType, IsRefusedWhereTheTableHasNone)
{
    for (const auto &[label, format] : {std::pair("gpt", "extended"), std::pair("dvh", "linux-lvm"), std::pair("bsd", "linux-raid")}) {
        try {
            partition_type(*label_of_format(label), format);
            FAIL() << label;
        } catch (const Error &error) {
            EXPECT_EQ(error.code(), ErrorCode::ConfigUnsupported);
            EXPECT_EQ(error.message(),
                      std::string("a partition table of type ") + label + " has no partitions of type " + format);
        }
    }
}

TEST(AVolumesFormat, IsTheTypeOfItsPartition)
{
    EXPECT_EQ(format_of("0x83", {}), "linux");
    EXPECT_EQ(format_of("0xc", {"lba"}), "fat32");
    EXPECT_EQ(format_of("e6d6d379-f507-44c2-a23c-238f2a3df928", {"lvm"}), "linux-lvm");
    EXPECT_EQ(format_of("Linux_RAID", {}), "linux-raid");
    EXPECT_EQ(format_of("", {"boot", "raid"}), "linux-raid");
    EXPECT_EQ(format_of("0x7", {}), "none");
}

} // namespace
} // namespace modvirt::storage_disk
