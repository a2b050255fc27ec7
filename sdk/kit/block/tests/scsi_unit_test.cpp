// SPDX-License-Identifier: MIT
#include "kit/block/scsi_unit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kit/block/sysfs.hpp"
#include "kit/testing/fake_tree.hpp"

namespace modvirt::block {
namespace {

class ScsiUnits : public testing::Test {
protected:
    void add(const std::string &place, const std::string &device, const std::string &sectors, const std::string &wwid)
    {
        m_tree.write(place + "/wwid", wwid);
        if (!device.empty())
            m_tree.write(place + "/block/" + device + "/size", sectors);
    }
    [[nodiscard]] std::vector<ScsiUnit> units() const { return read_scsi_units(entries_of(m_tree.path())); }

    fakes::FakeTree m_tree;
};

TEST_F(ScsiUnits, StandInTheOrderOfTheirNumbers)
{
    add("2:0:0:10", "sdc", "65536", "t10.IET     00010010");
    add("2:0:0:2", "sdb", "131072", "naa.33333330000007d0");
    add("2:1:0:0", "sdd", "1", "");
    const auto found = units();
    ASSERT_EQ(found.size(), 3u);
    EXPECT_EQ(found[0].name(), "unit:0:0:2");
    EXPECT_EQ(found[0].host, 2u);
    EXPECT_EQ(found[0].device, "sdb");
    EXPECT_EQ(found[0].size, 131072u * 512);
    EXPECT_EQ(found[0].identifier, "333333330000007d0");
    EXPECT_EQ(found[1].name(), "unit:0:0:10");
    EXPECT_EQ(found[1].identifier, "1IET_00010010");
    EXPECT_EQ(found[2].name(), "unit:1:0:0");
    EXPECT_EQ(found[2].identifier, "");
}

TEST_F(ScsiUnits, AreWhatHasABlockDevice)
{
    add("2:0:0:0", "", "", ""); // a controller
    for (const char *place : {"target2:0:0", "2:0:0", "2:0:0:x", "2:0:0:1:1", "99999999999:0:0:0", "host2"})
        add(place, "sda", "8", "");
    EXPECT_THAT(units(), testing::IsEmpty());
}

TEST_F(ScsiUnits, ThatDoNotTellTheirSizeHaveNone)
{
    add("2:0:0:0", "sda", "many", "");
    EXPECT_EQ(units().at(0).size, 0u);
}

TEST(TheIdentifierOfAUnit, IsWhatScsiIdMakesOfIt)
{
    EXPECT_EQ(scsi_identifier("naa.600a0b80"), "3600a0b80");
    EXPECT_EQ(scsi_identifier("eui.0025385"), "20025385");
    EXPECT_EQ(scsi_identifier("t10.ATA     QEMU HARDDISK   QM00001"), "1ATA_QEMU_HARDDISK_QM00001");
    EXPECT_EQ(scsi_identifier("other"), "other");
}

} // namespace
} // namespace modvirt::block
