// SPDX-License-Identifier: LGPL-2.1-or-later
#include "layout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "modvirt/error.hpp"
#include "reports.hpp"

namespace modvirt::storage_disk {
namespace {

constexpr uint64_t MiB = uint64_t{1} << 20;
const Label &dos = *label_of_format("dos");
const Label &gpt = *label_of_format("gpt");
const Label &sun = *label_of_format("sun");

Table table_of(std::vector<Region> regions, uint32_t most = 128, uint64_t size = 300 * MiB)
{
    return {.label = "gpt", .size = size, .sector_size = 512, .most_partitions = most, .regions = std::move(regions)};
}

Region free_space(uint64_t start, uint64_t end)
{
    return {RegionKind::Free, 0, start, end};
}

Region primary(uint32_t number, uint64_t start, uint64_t end)
{
    return {RegionKind::Primary, number, start, end};
}

std::string refusal(const Table &table, const Label &label, uint64_t capacity, bool extended = false)
{
    try {
        place(table, label, capacity, extended, MiB);
    } catch (const Error &error) {
        EXPECT_EQ(error.code(), ErrorCode::OperationFailed);
        return error.message();
    }
    return {};
}

TEST(APlace, IsTheSmallestFreeExtentThatHoldsThePartition)
{
    const Table table = table_of({free_space(17408, MiB), primary(1, MiB, 10 * MiB), free_space(10 * MiB, 40 * MiB),
                                  primary(2, 40 * MiB, 60 * MiB), free_space(60 * MiB, 75 * MiB),
                                  primary(3, 75 * MiB, 100 * MiB), free_space(100 * MiB, 300 * MiB)});
    EXPECT_EQ(place(table, gpt, 10 * MiB, false, MiB), (Placement{RegionKind::Primary, 4, 60 * MiB, 70 * MiB}));
    EXPECT_EQ(place(table, gpt, 15 * MiB, false, MiB), (Placement{RegionKind::Primary, 4, 60 * MiB, 75 * MiB}));
    EXPECT_EQ(place(table, gpt, 15 * MiB + 1, false, MiB), (Placement{RegionKind::Primary, 4, 10 * MiB, 25 * MiB + 512}));
    EXPECT_EQ(place(table, gpt, 150 * MiB, false, MiB), (Placement{RegionKind::Primary, 4, 100 * MiB, 250 * MiB}));
    EXPECT_EQ(refusal(table, gpt, 201 * MiB),
              "no free extent holds a partition of 210763776 bytes: the largest has room for 209715200");
}

TEST(APlace, BeginsWithAMebibyteAndEndsWithASector)
{
    const Table table = table_of({free_space(17408, 300 * MiB - 16896)});
    EXPECT_EQ(place(table, gpt, 1000, false, MiB), (Placement{RegionKind::Primary, 1, MiB, MiB + 1024}));
    EXPECT_EQ(place(table, gpt, 299 * MiB - 16896, false, MiB),
              (Placement{RegionKind::Primary, 1, MiB, 300 * MiB - 16896}));
    EXPECT_NE(refusal(table, gpt, 299 * MiB), "");
}

TEST(APlace, TakesTheLowestNumberThatIsFree)
{
    const Table table = table_of({primary(1, MiB, 2 * MiB), primary(3, 2 * MiB, 3 * MiB), free_space(3 * MiB, 300 * MiB)});
    EXPECT_EQ(place(table, gpt, MiB, false, MiB).number, 2u);
}

TEST(APlace, IsPrimaryAsLongAsThereIsANumberAndRoom)
{
    const Table table = parse_table(dos_report);
    EXPECT_EQ(place(table, dos, 50 * MiB, false, MiB), (Placement{RegionKind::Primary, 3, 200 * MiB, 250 * MiB}));
    EXPECT_EQ(place(table, dos, 9 * MiB, false, MiB), (Placement{RegionKind::Primary, 3, 11 * MiB, 20 * MiB}));
}

TEST(APlace, IsLogicalOtherwise)
{
    Table table = parse_table(dos_report);
    // Behind a logical partition there is room for the next one's head before it.
    EXPECT_EQ(place(table, dos, 149 * MiB, false, MiB), (Placement{RegionKind::Logical, 7, 51 * MiB, 200 * MiB}));
    table.most_partitions = 2;
    EXPECT_EQ(place(table, dos, 5 * MiB, false, MiB), (Placement{RegionKind::Logical, 7, 33 * MiB, 38 * MiB}));
    EXPECT_EQ(refusal(table, dos, 150 * MiB),
              "no free extent holds a partition of 157286400 bytes: the largest has room for 156237824");
}

TEST(APlace, ForAnExtendedPartitionExistsOnce)
{
    const Table empty = table_of({free_space(1024, 300 * MiB)}, 4);
    EXPECT_EQ(place(empty, dos, 100 * MiB, true, MiB), (Placement{RegionKind::Extended, 1, MiB, 101 * MiB}));
    EXPECT_THAT(refusal(parse_table(dos_report), dos, MiB, true), testing::HasSubstr("has an extended partition already"));
}

TEST(APlace, NeedsANumber)
{
    const Table full = table_of({primary(1, MiB, 2 * MiB), primary(2, 2 * MiB, 3 * MiB), primary(3, 3 * MiB, 4 * MiB),
                                 primary(4, 4 * MiB, 5 * MiB), free_space(5 * MiB, 300 * MiB)},
                                4);
    EXPECT_EQ(refusal(full, dos, MiB),
              "all 4 partitions that a table of type dos can have are taken: delete one, or put an extended one in its place");
}

TEST(APlace, HoldsWholeCylindersWhereTheTableKeepsThem)
{
    constexpr uint64_t cylinder = 255 * 2 * 512;
    Table table = table_of({free_space(0, 1204 * cylinder)}, 8, 314572800);
    table.label = "sun";
    const Placement placement = place(table, sun, 20 * MiB, false, grain_of(sun, cylinder));
    EXPECT_EQ(placement, (Placement{RegionKind::Primary, 1, cylinder, 82 * cylinder}));
    table.regions = {primary(1, cylinder, 2 * cylinder), primary(2, 2 * cylinder, 3 * cylinder),
                     free_space(3 * cylinder, 1204 * cylinder)};
    EXPECT_EQ(place(table, sun, 1, false, cylinder).number, 4u); // the third one is the whole disk
    EXPECT_EQ(grain_of(gpt, cylinder), MiB);
    EXPECT_EQ(grain_of(sun, 0), MiB);
}

TEST(APlace, IsRefusedForSizesBeyondTheDisk)
{
    const Table table = table_of({free_space(0, 300 * MiB)});
    EXPECT_NE(refusal(table, gpt, UINT64_MAX), "");
    EXPECT_NE(refusal(table, gpt, UINT64_MAX - 100), "");
    EXPECT_EQ(end_after_growth(table, gpt, primary(1, MiB, 2 * MiB), UINT64_MAX, MiB), std::nullopt);
}

TEST(Growth, NeedsFreeSpaceRightBehind)
{
    const Table table = table_of({primary(1, MiB, 10 * MiB), primary(2, 10 * MiB, 20 * MiB), free_space(20 * MiB, 50 * MiB),
                                  primary(3, 50 * MiB, 60 * MiB)});
    EXPECT_EQ(end_after_growth(table, gpt, table.regions[1], 40 * MiB, MiB), 50 * MiB);
    EXPECT_EQ(end_after_growth(table, gpt, table.regions[1], 41 * MiB, MiB), std::nullopt);
    EXPECT_EQ(end_after_growth(table, gpt, table.regions[0], 11 * MiB, MiB), std::nullopt);
}

} // namespace
} // namespace modvirt::storage_disk
