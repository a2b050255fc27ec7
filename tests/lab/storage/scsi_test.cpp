// SPDX-License-Identifier: LGPL-2.1-or-later
// The backend of host adapters, on the one that the kernel's scsi_debug makes in memory.
#include "opened_pool.hpp"

namespace modvirt::lab {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Scsi : public testing::Test {
protected:
    void SetUp() override
    {
        shell("modprobe -r scsi_debug; modprobe scsi_debug num_tgts=2 max_luns=2 dev_size_mb=8 && udevadm settle");
        m_host = shell("basename $(dirname $(grep -l scsi_debug /sys/class/scsi_host/*/proc_name)) | tr -d '\\n'");
    }
    void TearDown() override { succeeds("umount /mnt/unit; modprobe -r scsi_debug; udevadm settle"); }

    // Such a host is on no bus, and has no paths in by-path.
    std::unique_ptr<storage_client::BackendSession> pool(const std::string &target = "/dev/disk/by-id")
    {
        return open_pool("scsi", "<pool type='scsi'><name>array</name><source><adapter name='" + m_host +
                                     "'/></source><target><path>" + target + "</path></target></pool>");
    }

    std::string m_host;
};

TEST_F(Scsi, UnitsAreVolumesAndFoundAgainAfterTheyWereTakenAway)
{
    auto array = pool();
    array->pool_start();
    EXPECT_TRUE(array->pool_check());
    const std::vector<std::string> all = {"unit:0:0:0", "unit:0:0:1", "unit:0:1:0", "unit:0:1:1"};
    EXPECT_EQ(names_in(*array), all);
    shell("echo 1 > /sys/bus/scsi/devices/" + m_host.substr(4) + ":0:1:0/delete; udevadm settle");
    EXPECT_EQ(failure_of([&] { array->volume_inspect("unit:0:1:0"); }), ErrorCode::NoStorageVol);
    EXPECT_EQ(names_in(*array), all); // it was not gone for long
    EXPECT_EQ(array->pool_refresh().usage.capacity, 32 * MiB);
    const FoundVolume unit = array->volume_inspect("unit:0:0:1");
    EXPECT_EQ(unit.capacity, 8 * MiB);
    EXPECT_EQ(unit.path, "/dev/disk/by-id/scsi-" + unit.key);
    EXPECT_EQ(unit.key + "\n", shell("/lib/udev/scsi_id --whitelisted " + unit.path));
    EXPECT_THAT(array->volume_describe("unit:0:0:1"), HasSubstr("<path>" + unit.path + "</path>"));
}

TEST_F(Scsi, WritesReachTheUnit)
{
    auto array = pool("/dev");
    array->pool_start();
    const std::string path = array->volume_inspect("unit:0:0:0").path;
    shell("mkfs.ext4 -q " + path + " && mkdir -p /mnt/unit && mount " + path + " /mnt/unit");
    EXPECT_EQ(failure_of([&] { array->volume_wipe("unit:0:0:0", 0, 0); }), ErrorCode::ResourceBusy);
    shell("umount /mnt/unit");
    array->volume_wipe("unit:0:0:0", 0, 0);
    EXPECT_TRUE(succeeds("cmp -n 8388608 /dev/zero " + path));
}

TEST_F(Scsi, AnAdapterThatIsTakenOutIsMissed)
{
    auto array = pool();
    array->pool_start();
    shell("modprobe -r scsi_debug");
    EXPECT_FALSE(array->pool_check());
    EXPECT_EQ(failure_of([&] { array->pool_refresh(); }), ErrorCode::SystemError);
}

} // namespace
} // namespace modvirt::lab
