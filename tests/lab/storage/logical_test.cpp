// SPDX-License-Identifier: LGPL-2.1-or-later
// The backend of volume groups, on /dev/vda (1 GiB) and /dev/vdb (512 MiB).
#include "opened_pool.hpp"

namespace modvirt::lab {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr uint64_t extent = 4 * MiB;

std::string group_document(const std::string &devices)
{
    return "<pool type='logical'><name>guests</name><source>" + devices +
           "<name>guests</name><format type='lvm2'/></source><target><path>/dev/guests</path></target></pool>";
}

const std::string both_disks = group_document("<device path='/dev/vda'/><device path='/dev/vdb'/>");

class Logical : public testing::Test {
protected:
    void SetUp() override
    {
        succeeds("umount /mnt; vgchange --activate n guests; vgremove -ff -y guests; pvremove -ff -y /dev/vda /dev/vdb");
        shell("wipefs --all --quiet /dev/vda /dev/vdb; udevadm settle");
    }

    static std::unique_ptr<storage_client::BackendSession> built_pool()
    {
        auto pool = open_pool("logical", both_disks);
        pool->pool_build(0);
        pool->pool_start();
        return pool;
    }
};

TEST_F(Logical, BuildMakesTheGroupFromItsDevices)
{
    auto pool = built_pool();
    const auto contents = pool->pool_refresh();
    EXPECT_TRUE(contents.volumes.empty());
    EXPECT_EQ(contents.usage.capacity, (1024 + 512) * MiB - 2 * extent);
    EXPECT_EQ(contents.usage.available, contents.usage.capacity);
    EXPECT_TRUE(pool->pool_check());
    EXPECT_EQ(shell("pvs --noheadings -o pv_name,vg_name | sort"),
              "  /dev/vda   guests\n  /dev/vdb   guests\n");
}

// LVM's tool is not there meanwhile.
TEST_F(Logical, AsksLvmAgainOnlyWhenTheGroupHasChanged)
{
    auto pool = built_pool();
    pool->volume_create(volume_document("plain", 8 * MiB, 8 * MiB), 0);
    pool->pool_refresh();
    pool->volume_inspect("plain");
    shell("cp /usr/sbin/lvm /tmp/lvm && mount --bind /bin/false /usr/sbin/lvm");
    EXPECT_EQ(pool->volume_inspect("plain").capacity, 8 * MiB);
    EXPECT_THAT(pool->volume_describe("plain"), HasSubstr("<extent start='0' end='8388608'/>"));
    shell("/tmp/lvm lvextend --size 16M guests/plain");
    EXPECT_EQ(failure_of([&] { pool->volume_inspect("plain"); }), ErrorCode::OperationFailed);
    shell("umount /usr/sbin/lvm");
    EXPECT_EQ(pool->volume_inspect("plain").capacity, 16 * MiB);
    shell("lvremove --yes guests/plain");
    EXPECT_EQ(failure_of([&] { pool->volume_inspect("plain"); }), ErrorCode::NoStorageVol);
}

TEST_F(Logical, BuildRefusesAFileSystemUnlessItMayBeOverwritten)
{
    shell("mkfs.ext4 -q /dev/vdb");
    auto pool = open_pool("logical", both_disks);
    std::string message;
    EXPECT_EQ(failure_of([&] { pool->pool_build(0); }, &message), ErrorCode::OperationInvalid);
    EXPECT_THAT(message, HasSubstr("device '/dev/vdb' holds something already (ext4)"));
    EXPECT_EQ(failure_of([&] { pool->pool_build(build_no_overwrite); }), ErrorCode::OperationInvalid);
    EXPECT_EQ(shell("wipefs --no-act /dev/vda"), ""); // the first device is as it was
    pool->pool_build(build_overwrite);
    EXPECT_TRUE(pool->pool_check());
}

TEST_F(Logical, BuildRefusesAMountedDeviceWhateverTheFlags)
{
    shell("mkfs.ext4 -q /dev/vdb && mount /dev/vdb /mnt");
    auto pool = open_pool("logical", both_disks);
    EXPECT_EQ(failure_of([&] { pool->pool_build(build_overwrite); }), ErrorCode::ResourceBusy);
    EXPECT_TRUE(succeeds("mountpoint /mnt && ls /mnt/lost+found"));
    shell("umount /mnt");
}

TEST_F(Logical, BuildRefusesADeviceOfAnotherGroupWhateverTheFlags)
{
    shell("vgcreate --yes --quiet theirs /dev/vdb && lvcreate --yes --quiet --size 8M --name kept theirs");
    auto pool = open_pool("logical", both_disks);
    EXPECT_NE(failure_of([&] { pool->pool_build(0); }), ErrorCode::Ok);
    EXPECT_NE(failure_of([&] { pool->pool_build(build_overwrite); }), ErrorCode::Ok);
    EXPECT_EQ(shell("lvs --noheadings -o lv_name theirs"), "  kept\n");
    EXPECT_EQ(shell("wipefs --no-act /dev/vda"), "");
    shell("vgremove -ff -y --quiet theirs; pvremove -ff -y --quiet /dev/vdb");
}

TEST_F(Logical, AFullGroupTakesNoMoreAndIsAsItWas)
{
    auto pool = built_pool();
    pool->volume_create(volume_document("large", 1400 * MiB, 1400 * MiB), 0);
    shell("truncate --size 200M /tmp/source.raw");
    const uint64_t room = pool->pool_refresh().usage.available;
    EXPECT_LT(room, 200 * MiB);
    EXPECT_NE(failure_of([&] { pool->volume_create(volume_document("more", 200 * MiB, 200 * MiB), 0); }), ErrorCode::Ok);
    EXPECT_NE(failure_of([&] {
                  pool->volume_create_from(volume_document("copy", 200 * MiB, 200 * MiB), "/tmp/source.raw",
                                           "<volume><name>s</name><capacity>209715200</capacity></volume>", 0);
              }),
              ErrorCode::Ok);
    EXPECT_NE(failure_of([&] { pool->volume_resize("large", 1600 * MiB, 0); }), ErrorCode::Ok);
    EXPECT_THAT(names_in(*pool), ElementsAre("large"));
    EXPECT_EQ(shell("lvs --noheadings guests | wc -l"), "1\n");
    EXPECT_EQ(pool->pool_refresh().usage.available, room);
    EXPECT_EQ(pool->volume_inspect("large").capacity, 1400 * MiB);
}

TEST_F(Logical, BuildTellsThatTheGroupIsThereAlready)
{
    auto pool = built_pool();
    EXPECT_EQ(failure_of([&] { pool->pool_build(0); }), ErrorCode::StoragePoolBuilt);
}

TEST_F(Logical, VolumesAreMadeShownResizedAndDeleted)
{
    auto pool = built_pool();
    const FoundVolume made = pool->volume_create(volume_document("web", 10 * MiB, 10 * MiB), 0);
    EXPECT_EQ(made.path, "/dev/guests/web");
    EXPECT_EQ(made.capacity, 12 * MiB); // whole extents
    EXPECT_EQ(made.allocation, 12 * MiB);
    EXPECT_EQ(std::to_string(made.capacity) + "\n", shell("blockdev --getsize64 /dev/guests/web"));
    EXPECT_EQ("  " + made.key + "\n", shell("lvs --noheadings -o lv_uuid guests/web"));
    EXPECT_EQ(pool->pool_refresh().usage.allocation, 12 * MiB);
    EXPECT_EQ(failure_of([&] { pool->volume_create(volume_document("web", MiB, MiB), 0); }), ErrorCode::StorageVolExist);

    pool->volume_resize("web", 20 * MiB, 0);
    EXPECT_EQ(pool->volume_inspect("web").capacity, 20 * MiB);
    EXPECT_EQ(failure_of([&] { pool->volume_resize("web", 8 * MiB, 0); }), ErrorCode::InvalidArg);
    pool->volume_resize("web", 8 * MiB, resize_shrink);
    EXPECT_EQ(pool->volume_inspect("web").capacity, 8 * MiB);

    pool->volume_delete("web", delete_zeroed);
    EXPECT_TRUE(names_in(*pool).empty());
    EXPECT_EQ(failure_of([&] { pool->volume_delete("web", 0); }), ErrorCode::NoStorageVol);
}

TEST_F(Logical, DescribesPlaceAndPermissionsOfAVolume)
{
    auto pool = built_pool();
    pool->volume_create(volume_document("web", 12 * MiB, 12 * MiB), 0);
    const std::string text = pool->volume_describe("web");
    EXPECT_THAT(text, HasSubstr("<device path='/dev/vda'>\n      <extent start='0' end='12582912'/>"));
    EXPECT_THAT(text, HasSubstr("<capacity unit='bytes'>12582912</capacity>"));
    EXPECT_THAT(text, HasSubstr("<path>/dev/guests/web</path>"));
    EXPECT_THAT(text, HasSubstr("<owner>0</owner>"));
}

TEST_F(Logical, ASnapshotIsABackedVolume)
{
    auto pool = built_pool();
    pool->volume_create(volume_document("web", 16 * MiB, 16 * MiB), 0);
    shell("echo before > /tmp/text; dd if=/tmp/text of=/dev/guests/web conv=fsync status=none");
    const FoundVolume snapshot = pool->volume_create(
        volume_document("web-monday", 16 * MiB, 8 * MiB, "<backingStore><path>/dev/guests/web</path></backingStore>"), 0);
    shell("echo behind > /tmp/text; dd if=/tmp/text of=/dev/guests/web conv=fsync status=none");
    EXPECT_EQ(snapshot.capacity, 16 * MiB);
    EXPECT_EQ(snapshot.allocation, 8 * MiB);
    EXPECT_EQ(shell("head -c 7 /dev/guests/web-monday"), "before\n");
    EXPECT_THAT(pool->volume_describe("web-monday"), HasSubstr("<backingStore>\n    <path>/dev/guests/web</path>"));
    // LVM would delete the snapshot with it.
    EXPECT_EQ(failure_of([&] { pool->volume_delete("web", 0); }), ErrorCode::OperationInvalid);
    EXPECT_THAT(names_in(*pool), ElementsAre("web", "web-monday"));
    pool->volume_delete("web", delete_with_snapshots);
    EXPECT_TRUE(names_in(*pool).empty());
}

TEST_F(Logical, SparseVolumesTakeTheirSpaceFromAThinPool)
{
    auto pool = built_pool();
    shell("lvcreate --yes --quiet --type thin-pool --size 100M --name space guests");
    const FoundVolume thin = pool->volume_create(volume_document("thin", 1024 * MiB, 0), 0);
    EXPECT_EQ(thin.capacity, 1024 * MiB);
    EXPECT_EQ(thin.allocation, 0u);
    shell("dd if=/dev/urandom of=/dev/guests/thin bs=1M count=10 conv=fsync status=none");
    EXPECT_GT(pool->volume_inspect("thin").allocation, 5 * MiB);
    EXPECT_THAT(names_in(*pool), ElementsAre("thin")); // the pool of space is none that guests can use
    const FoundVolume copy = pool->volume_create(
        volume_document("copy", 1024 * MiB, 0, "<backingStore><path>/dev/guests/thin</path></backingStore>"), 0);
    EXPECT_EQ(copy.capacity, 1024 * MiB);
    EXPECT_TRUE(succeeds("cmp -n 10485760 /dev/guests/thin /dev/guests/copy"));
    pool->volume_delete("thin", 0);
    EXPECT_THAT(names_in(*pool), ElementsAre("copy"));
}

TEST_F(Logical, SparseVolumesAreSnapshotsOfNothingWithoutAThinPool)
{
    auto pool = built_pool();
    const FoundVolume sparse = pool->volume_create(volume_document("sparse", 100 * MiB, 8 * MiB), 0);
    EXPECT_EQ(sparse.capacity, 100 * MiB);
    EXPECT_EQ(sparse.allocation, 8 * MiB);
    EXPECT_THAT(pool->volume_describe("sparse"), testing::Not(HasSubstr("backingStore")));
    pool->volume_delete("sparse", 0);
    EXPECT_TRUE(names_in(*pool).empty());
}

TEST_F(Logical, StripedVolumesTellAllTheirPlaces)
{
    auto pool = built_pool();
    shell("lvcreate --yes --quiet --stripes 2 --size 32M --name wide guests");
    EXPECT_EQ(pool->volume_inspect("wide").capacity, 32 * MiB);
    const std::string text = pool->volume_describe("wide");
    EXPECT_THAT(text, HasSubstr("<device path='/dev/vda'>\n      <extent start='0' end='16777216'/>"));
    EXPECT_THAT(text, HasSubstr("<device path='/dev/vdb'>\n      <extent start='0' end='16777216'/>"));
    pool->volume_delete("wide", 0);
}

TEST_F(Logical, CopiesAFileIntoANewVolume)
{
    auto pool = built_pool();
    shell("dd if=/dev/urandom of=/tmp/source.raw bs=1M count=9 status=none; "
          "qemu-img convert -O qcow2 /tmp/source.raw /tmp/source.qcow2");
    const FoundVolume raw = pool->volume_create_from(
        volume_document("raw", 9 * MiB, 9 * MiB), "/tmp/source.raw",
        "<volume><name>s</name><capacity>9437184</capacity><target><format type='raw'/></target></volume>", 0);
    EXPECT_EQ(raw.capacity, 12 * MiB);
    EXPECT_TRUE(succeeds("cmp -n 9437184 /tmp/source.raw /dev/guests/raw"));
    pool->volume_create_from(
        volume_document("qcow2", 9 * MiB, 9 * MiB), "/tmp/source.qcow2",
        "<volume><name>s</name><capacity>9437184</capacity><target><format type='qcow2'/></target></volume>", 0);
    EXPECT_TRUE(succeeds("cmp -n 9437184 /tmp/source.raw /dev/guests/qcow2"));
    // Nothing of a failed copy is left.
    EXPECT_EQ(failure_of([&] {
                  pool->volume_create_from(volume_document("none", MiB, MiB), "/nonexistent",
                                           "<volume><name>s</name><capacity>1</capacity></volume>", 0);
              }),
              ErrorCode::SystemError);
    EXPECT_THAT(names_in(*pool), ElementsAre("qcow2", "raw"));
    EXPECT_EQ(shell("lvs --noheadings guests | wc -l"), "2\n");
}

TEST_F(Logical, AnUnfinishedCopyIsNotShownAndGoesWhenThePoolStarts)
{
    auto pool = built_pool();
    shell("lvcreate --yes --quiet --addtag modvirt.unfinished --size 8M --name half guests");
    EXPECT_TRUE(names_in(*pool).empty());
    pool->pool_start();
    EXPECT_EQ(shell("lvs --noheadings guests"), "");
}

TEST_F(Logical, AVolumeInUseIsNeitherDeletedNorShrunk)
{
    auto pool = built_pool();
    pool->volume_create(volume_document("web", 32 * MiB, 32 * MiB), 0);
    shell("mkfs.ext4 -q /dev/guests/web && mount /dev/guests/web /mnt");
    EXPECT_EQ(failure_of([&] { pool->volume_delete("web", 0); }), ErrorCode::ResourceBusy);
    EXPECT_EQ(failure_of([&] { pool->volume_resize("web", 8 * MiB, resize_shrink); }), ErrorCode::ResourceBusy);
    EXPECT_EQ(failure_of([&] { pool->volume_wipe("web", 0, 0); }), ErrorCode::ResourceBusy);
    EXPECT_NE(failure_of([&] { pool->pool_stop(); }), ErrorCode::Ok);
    shell("umount /mnt");
    pool->pool_stop();
}

TEST_F(Logical, WipingLeavesZeros)
{
    auto pool = built_pool();
    pool->volume_create(volume_document("web", 8 * MiB, 8 * MiB), 0);
    shell("dd if=/dev/urandom of=/dev/guests/web bs=1M count=8 conv=fsync status=none");
    pool->volume_wipe("web", 0, 0);
    EXPECT_TRUE(succeeds("cmp -n 8388608 /dev/zero /dev/guests/web"));
    EXPECT_EQ(failure_of([&] { pool->volume_wipe("web", 99, 0); }), ErrorCode::InvalidArg);
}

TEST_F(Logical, StopTakesTheDevicesAwayAndStartBringsThemBack)
{
    auto pool = built_pool();
    pool->volume_create(volume_document("web", 8 * MiB, 8 * MiB), 0);
    shell("echo kept > /tmp/text; dd if=/tmp/text of=/dev/guests/web conv=fsync status=none");
    pool->pool_stop();
    EXPECT_FALSE(succeeds("test -e /dev/guests/web"));
    pool->pool_start();
    EXPECT_EQ(shell("head -c 5 /dev/guests/web"), "kept\n");
    pool->pool_start(); // once more is no mistake
}

TEST_F(Logical, DeleteLeavesDevicesThatHoldNothing)
{
    auto pool = built_pool();
    pool->pool_stop();
    pool->pool_delete(0);
    EXPECT_EQ(shell("wipefs --no-act /dev/vda /dev/vdb"), "");
    EXPECT_FALSE(pool->pool_check());
    EXPECT_EQ(failure_of([&] { pool->pool_refresh(); }), ErrorCode::OperationFailed);
}

TEST_F(Logical, FindsTheGroupsOfTheHost)
{
    auto pool = built_pool();
    auto search = open_pool("logical", "<pool type='logical'><name>search</name></pool>");
    EXPECT_EQ(search->pool_find_sources(std::nullopt, 0),
              "<sources>\n  <source>\n    <device path='/dev/vda'/>\n    <device path='/dev/vdb'/>\n    "
              "<name>guests</name>\n    <format type='lvm2'/>\n  </source>\n</sources>\n");
    // A pool that names the group alone tells its devices.
    EXPECT_THAT(open_pool("logical", group_document(""))->pool_describe(), HasSubstr("<device path='/dev/vdb'/>"));
}

} // namespace
} // namespace modvirt::lab
