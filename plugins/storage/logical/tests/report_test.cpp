// SPDX-License-Identifier: LGPL-2.1-or-later
#include "report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "modvirt/error.hpp"

namespace modvirt::storage_logical {
namespace {

using block::Extent;

// What LVM 2.03.16 prints of a group with volumes of many sorts, shortened to the rows that differ.
constexpr auto volumes_report = R"(
  {
      "report": [
          {
              "lv": [
                  {"lv_name":"lin", "lv_uuid":"i03vAM", "lv_size":"33554432", "lv_attr":"owi-a-s---", "lv_role":"public,origin,thickorigin", "origin":"", "origin_size":"33554432", "pool_lv":"", "data_percent":"", "lv_active":"active", "lv_tags":"", "vg_extent_size":"4194304", "seg_pe_ranges":"/dev/vda:0-7"},
                  {"lv_name":"[lvol0_pmspare]", "lv_uuid":"Z5JJsH", "lv_size":"4194304", "lv_attr":"ewi-------", "lv_role":"private,pool,spare", "origin":"", "pool_lv":"", "data_percent":"", "lv_active":"", "lv_tags":"", "vg_extent_size":"4194304", "seg_pe_ranges":"/dev/vda:12-12"},
                  {"lv_name":"mir", "lv_uuid":"hdmYdC", "lv_size":"20971520", "lv_attr":"rwi-a-r---", "lv_role":"public", "origin":"", "pool_lv":"", "data_percent":"", "lv_active":"active", "lv_tags":"", "vg_extent_size":"4194304", "seg_pe_ranges":"mir_rimage_0:0-4 mir_rimage_1:0-4"},
                  {"lv_name":"pool", "lv_uuid":"oAKvKT", "lv_size":"104857600", "lv_attr":"twi-aotz--", "lv_role":"private", "origin":"", "pool_lv":"", "data_percent":"50.00", "lv_active":"active", "lv_tags":"", "vg_extent_size":"4194304", "seg_pe_ranges":"pool_tdata:0-24"},
                  {"lv_name":"snap0", "lv_uuid":"CzsAy3", "lv_size":"16777216", "lv_attr":"swi-a-s---", "lv_role":"public,snapshot,thicksnapshot", "origin":"lin", "origin_size":"33554432", "pool_lv":"", "data_percent":"0.00", "lv_active":"active", "lv_tags":"", "vg_extent_size":"4194304", "seg_pe_ranges":"/dev/vda:38-41"},
                  {"lv_name":"b", "lv_uuid":"jjI7oY", "lv_size":"12582912", "lv_attr":"swi-a-s---", "lv_role":"public,snapshot,thicksnapshot", "origin":"[b_vorigin]", "origin_size":"104857600", "pool_lv":"", "data_percent":"0.00", "lv_active":"active", "lv_tags":"a,modvirt.unfinished", "vg_extent_size":"4194304", "seg_pe_ranges":"/dev/vda:50-52"},
                  {"lv_name":"str", "lv_uuid":"RIfetl", "lv_size":"33554432", "lv_attr":"-wi-a-----", "lv_role":"public", "origin":"", "pool_lv":"", "data_percent":"", "lv_active":"active", "lv_tags":"", "vg_extent_size":"4194304", "seg_pe_ranges":"/dev/vda:8-11 /dev/vdb:0-3"},
                  {"lv_name":"str", "lv_uuid":"RIfetl", "lv_size":"33554432", "lv_attr":"-wi-a-----", "lv_role":"public", "origin":"", "pool_lv":"", "data_percent":"", "lv_active":"active", "lv_tags":"", "vg_extent_size":"4194304", "seg_pe_ranges":"/dev/vda:60-60 /dev/vdb:9-9"},
                  {"lv_name":"thin0", "lv_uuid":"pwSicM", "lv_size":"1073741824", "lv_attr":"Vwi-a-tz--", "lv_role":"public,origin,thinorigin", "origin":"", "pool_lv":"pool", "data_percent":"25.00", "lv_active":"active", "lv_tags":"", "vg_extent_size":"4194304", "seg_pe_ranges":""},
                  {"lv_name":"ts0", "lv_uuid":"JlT0gJ", "lv_size":"1073741824", "lv_attr":"Vwi---tz--", "lv_role":"public,snapshot,thinsnapshot", "origin":"thin0", "pool_lv":"pool", "data_percent":"", "lv_active":"", "lv_tags":"", "vg_extent_size":"4194304", "seg_pe_ranges":""}
              ]
          }
      ]
  }
)";

class VolumesReport : public testing::Test {
protected:
    [[nodiscard]] const LogicalVolume &named(const std::string &name) const
    {
        for (const LogicalVolume &volume : m_volumes)
            if (volume.name == name)
                return volume;
        throw Error(ErrorCode::NoStorageVol, name);
    }

    std::vector<LogicalVolume> m_volumes = parse_volumes(volumes_report);
};

TEST_F(VolumesReport, TellsEveryVolumeOnceByName)
{
    std::vector<std::string> names;
    for (const LogicalVolume &volume : m_volumes)
        names.push_back(volume.name);
    EXPECT_THAT(names, testing::ElementsAre("b", "lin", "lvol0_pmspare", "mir", "pool", "snap0", "str", "thin0", "ts0"));
}

TEST_F(VolumesReport, TellsTheKindOfAVolume)
{
    EXPECT_EQ(named("lin").kind, VolumeKind::Plain);
    EXPECT_EQ(named("mir").kind, VolumeKind::Plain);
    EXPECT_EQ(named("lvol0_pmspare").kind, VolumeKind::Internal);
    EXPECT_EQ(named("pool").kind, VolumeKind::ThinPool);
    EXPECT_EQ(named("snap0").kind, VolumeKind::Snapshot);
    EXPECT_EQ(named("thin0").kind, VolumeKind::Thin);
}

TEST_F(VolumesReport, TellsASnapshotsCapacityByItsOrigin)
{
    EXPECT_EQ(named("snap0").capacity(), 33554432u);
    EXPECT_EQ(named("snap0").allocation(), 16777216u);
    EXPECT_EQ(named("snap0").origin, "lin");
    EXPECT_EQ(named("lin").capacity(), 33554432u);
    EXPECT_TRUE(named("lin").has_snapshots);
    // One of nothing: LVM's own origin is nobody's backing store.
    EXPECT_EQ(named("b").capacity(), 104857600u);
    EXPECT_EQ(named("b").origin, "");
}

TEST_F(VolumesReport, TellsAThinVolumesAllocationByWhatIsTaken)
{
    EXPECT_EQ(named("thin0").allocation(), 1073741824u / 4);
    EXPECT_FALSE(named("thin0").has_snapshots); // thin ones are on their own
    EXPECT_EQ(named("ts0").origin, "thin0");
    EXPECT_FALSE(named("ts0").is_active);
}

TEST_F(VolumesReport, JoinsTheSegmentsOfAVolumeByDevice)
{
    constexpr uint64_t extent = 4194304;
    EXPECT_EQ(named("str").extents,
              (std::vector<Extent>{{"/dev/vda", 8 * extent, 12 * extent},
                                   {"/dev/vda", 60 * extent, 61 * extent},
                                   {"/dev/vdb", 0, 4 * extent},
                                   {"/dev/vdb", 9 * extent, 10 * extent}}));
    EXPECT_TRUE(named("mir").extents.empty()); // told with its parts
}

TEST_F(VolumesReport, TellsWhatIsUnfinished)
{
    EXPECT_TRUE(named("b").is_unfinished);
    EXPECT_FALSE(named("lin").is_unfinished);
}

TEST(AGroupsReport, TellsSizesInBytes)
{
    const auto group = parse_group(R"({"report": [{"vg": [{"vg_name":"vg0", "vg_size":"1602224128", "vg_free":"1354760192",
        "vg_extent_size":"4194304", "vg_attr":"wz--n-"}]}]})");
    ASSERT_TRUE(group);
    EXPECT_EQ(group->name, "vg0");
    EXPECT_EQ(group->size, 1602224128u);
    EXPECT_EQ(group->free, 1354760192u);
    EXPECT_EQ(group->extent_size, 4194304u);
    EXPECT_FALSE(group->is_partial);
    EXPECT_FALSE(parse_group(R"({"report": [{"vg": []}]})"));
    EXPECT_TRUE(parse_group(R"({"report": [{"vg": [{"vg_attr":"wz-pn-"}]}]})")->is_partial);
}

TEST(APhysicalReport, TellsDevicesAndTheirGroups)
{
    const auto physical = parse_physical(R"({"report": [{"pv": [{"pv_name":"/dev/vda", "vg_name":"vg0"},
        {"pv_name":"/dev/vdb", "vg_name":""}]}]})");
    ASSERT_EQ(physical.size(), 2u);
    EXPECT_EQ(physical[0].device, "/dev/vda");
    EXPECT_EQ(physical[0].group, "vg0");
    EXPECT_EQ(physical[1].group, "");
}

TEST(AReportThatIsNone, IsAnError)
{
    EXPECT_THROW(parse_volumes("  Volume group not found"), Error);
    EXPECT_TRUE(parse_volumes("{}").empty());
    EXPECT_EQ(parse_volumes(R"({"report": [{"lv": [7, {"lv_name": 3}]}]})").size(), 1u);
}

} // namespace
} // namespace modvirt::storage_logical
