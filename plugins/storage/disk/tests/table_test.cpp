// SPDX-License-Identifier: LGPL-2.1-or-later
#include "table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "modvirt/error.hpp"
#include "reports.hpp"

namespace modvirt::storage_disk {
namespace {

TEST(ADosTable, IsReadToTheByte)
{
    const Table table = parse_table(dos_report);
    EXPECT_EQ(table.label, "msdos");
    EXPECT_EQ(table.size, 314572800u);
    EXPECT_EQ(table.sector_size, 512u);
    EXPECT_EQ(table.most_partitions, 4u);
    ASSERT_EQ(table.regions.size(), 10u);
    EXPECT_EQ(table.regions[0].kind, RegionKind::Free);
    EXPECT_EQ(table.regions[0].start, 1024u);
    EXPECT_EQ(table.regions[0].end, 1048576u);
    EXPECT_EQ(table.regions[3].kind, RegionKind::Extended);
    EXPECT_THAT(table.regions[3].flags, testing::ElementsAre("lba"));
    EXPECT_EQ(table.regions[4].kind, RegionKind::FreeInExtended);
    EXPECT_EQ(table.regions[5].kind, RegionKind::Logical);
    EXPECT_EQ(table.regions[5].number, 5u);
    EXPECT_EQ(table.regions[9].kind, RegionKind::Free);
}

TEST(ADosTable, CountsWhatIsUsedAndFree)
{
    const Table table = parse_table(dos_report);
    EXPECT_EQ(table.used(), 10485760u + 11534336u + 10485760u);
    EXPECT_EQ(table.free(), 1047552u + 9437184u + 961536u + 8224768u + 157286400u + 104857600u);
    EXPECT_EQ(table.used_of(*table.find(2)), 11534336u + 10485760u); // what is logical in the extended one
    EXPECT_EQ(table.used_of(*table.find(1)), 10485760u);
    EXPECT_EQ(table.find(3), nullptr);
    EXPECT_EQ(table.find(0), nullptr);
}

TEST(AMacTable, KeepsItsOwnPartitionToItself)
{
    const Table table = parse_table(R"({"disk": {"size": "314572800B", "logical-sector-size": 512, "label": "mac",
        "max-partitions": 62, "partitions": [
        {"number": 1, "start": "512B", "end": "32767B", "size": "32256B", "type": "primary", "name": "Apple"},
        {"number": 0, "start": "32768B", "end": "314572799B", "size": "1B", "type": "free"}]}})");
    EXPECT_EQ(table.find(1), nullptr);
    EXPECT_EQ(table.used(), 0u);
    EXPECT_EQ(table.free(), 314572800u - 32768u);
}

TEST(ADvhTable, HasNoFreeSpaceInItsHeader)
{
    const Table table = parse_table(R"({"disk": {"size": "314572800B", "logical-sector-size": 512, "label": "dvh",
        "max-partitions": 16, "partitions": [
        {"number": 9, "start": "0B", "end": "2097151B", "type": "extended"},
        {"number": 0, "start": "512B", "end": "2097151B", "type": "free"},
        {"number": 0, "start": "2097152B", "end": "314572799B", "type": "free"}]}})");
    EXPECT_EQ(table.find(9), nullptr);
    EXPECT_EQ(table.free(), 314572800u - 2097152u);
}

TEST(ADiskWithoutATable, IsTold)
{
    const Table table = parse_table(R"({"disk": {"path": "/dev/vda", "size": "314572800B", "label": "unknown"}})");
    EXPECT_EQ(table.label, "unknown");
    EXPECT_TRUE(table.regions.empty());
    EXPECT_THROW(parse_table("Error: Could not stat device"), Error);
    // An end before the start is no region.
    EXPECT_TRUE(parse_table(R"({"disk": {"partitions": [{"start": "9B", "end": "5B"}, 3, null]}})").regions.size() <= 2u);
}

TEST(Types, AreReadByTheNumbersOfPartitions)
{
    const auto types = parse_types("1 0x83\n12 0fc63daf-8483-4772-8e79-3d69d8477de4\n2 Apple_UNIX_SVR2");
    EXPECT_EQ(types.at(1), "0x83");
    EXPECT_EQ(types.at(12), "0fc63daf-8483-4772-8e79-3d69d8477de4");
    EXPECT_EQ(types.at(2), "Apple_UNIX_SVR2");
    EXPECT_EQ(types.size(), 3U);
    EXPECT_TRUE(parse_types("").empty());
    EXPECT_TRUE(parse_types("partx: none\n\n7\n-1 x\n99999999999 y\n").empty());
}

TEST(Cylinders, AreReadFromTheGeometry)
{
    EXPECT_EQ(parse_cylinder_size("CYL;\n/dev/vda:1204cyl:virtblk:512:512:sun:Virtio Block Device:;\n1204:255:2:261kB;\n", 512),
              255u * 2 * 512);
    EXPECT_EQ(parse_cylinder_size("CYL;\n", 512), 0u);
    EXPECT_EQ(parse_cylinder_size("CYL;\nx\n12:3\n", 512), 0u);
}

} // namespace
} // namespace modvirt::storage_disk
