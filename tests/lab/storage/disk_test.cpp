// SPDX-License-Identifier: LGPL-2.1-or-later
// The backend of whole disks, on /dev/vda (300 MiB).
#include "opened_pool.hpp"

namespace modvirt::lab {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr uint64_t disk_bytes = 300 * MiB;

std::string disk_document(const std::string &format, const std::string &target = "/dev")
{
    return "<pool type='disk'><name>d</name><source><device path='/dev/vda'/><format type='" + format +
           "'/></source><target><path>" + target + "</path></target></pool>";
}

std::string partition_document(const std::string &name, uint64_t capacity, const std::string &format)
{
    return volume_document(name, capacity, capacity, "<target><format type='" + format + "'/></target>");
}

class Disk : public testing::Test {
protected:
    void SetUp() override
    {
        succeeds("umount /mnt");
        shell("wipefs --all --quiet /dev/vda; udevadm settle");
    }

    static std::unique_ptr<storage_client::BackendSession> built_pool(const std::string &format)
    {
        auto pool = open_pool("disk", disk_document(format));
        pool->pool_build(0);
        pool->pool_start();
        return pool;
    }
};

TEST_F(Disk, NeedsATableBeforeItStarts)
{
    auto pool = open_pool("disk", disk_document("dos"));
    std::string message;
    EXPECT_EQ(failure_of([&] { pool->pool_start(); }, &message), ErrorCode::StorageProbeFailed);
    EXPECT_THAT(message, HasSubstr("requires build"));
    pool->pool_build(0);
    pool->pool_start();
    EXPECT_EQ(failure_of([&] { pool->pool_build(0); }), ErrorCode::StoragePoolBuilt);
    auto other = open_pool("disk", disk_document("gpt"));
    EXPECT_EQ(failure_of([&] { other->pool_build(0); }), ErrorCode::OperationInvalid);
    EXPECT_EQ(failure_of([&] { other->pool_start(); }), ErrorCode::StorageProbeFailed);
    other->pool_build(build_overwrite);
    other->pool_start();
}

TEST_F(Disk, RefusesAFileSystemUnlessItMayBeOverwritten)
{
    shell("mkfs.ext4 -q /dev/vda");
    auto pool = open_pool("disk", disk_document("gpt"));
    EXPECT_EQ(failure_of([&] { pool->pool_build(0); }), ErrorCode::OperationInvalid);
    shell("mount /dev/vda /mnt");
    EXPECT_EQ(failure_of([&] { pool->pool_build(build_overwrite); }), ErrorCode::ResourceBusy);
    shell("umount /mnt");
    pool->pool_build(build_overwrite);
    pool->pool_start();
}

TEST_F(Disk, TellsFreeExtentsToTheByte)
{
    auto pool = built_pool("dos");
    EXPECT_THAT(pool->pool_describe(), HasSubstr("<freeExtent start='1024' end='314572800'/>"));
    pool->volume_create(partition_document("vda1", 10 * MiB, "linux"), 0);
    const std::string text = pool->pool_describe();
    EXPECT_THAT(text, HasSubstr("<freeExtent start='1024' end='1048576'/>"));
    EXPECT_THAT(text, HasSubstr("<freeExtent start='11534336' end='314572800'/>"));
    const auto usage = pool->pool_refresh().usage;
    EXPECT_EQ(usage.capacity, disk_bytes);
    EXPECT_EQ(usage.allocation, 10 * MiB);
    EXPECT_EQ(usage.available, disk_bytes - 10 * MiB - 1024);
}

TEST_F(Disk, DosTablesHavePartitionsOfEveryType)
{
    auto pool = built_pool("dos");
    const FoundVolume first = pool->volume_create(partition_document("vda1", 10 * MiB, "fat32"), 0);
    EXPECT_EQ(first.path, "/dev/vda1");
    EXPECT_EQ(first.capacity, 10 * MiB);
    EXPECT_EQ(first.format, "fat32");
    EXPECT_EQ(shell("blockdev --getsize64 /dev/vda1"), "10485760\n");
    EXPECT_EQ(pool->volume_create(partition_document("vda2", 10 * MiB, "fat16"), 0).format, "fat16");
    EXPECT_EQ(pool->volume_create(partition_document("vda3", 5 * MiB, "none"), 0).format, "linux");
    const FoundVolume extended = pool->volume_create(partition_document("vda4", 200 * MiB, "extended"), 0);
    EXPECT_EQ(extended.format, "extended");
    EXPECT_EQ(extended.allocation, 0u);
    EXPECT_EQ(pool->volume_create(partition_document("vda5", 20 * MiB, "linux-swap"), 0).format, "linux-swap");
    EXPECT_EQ(pool->volume_create(partition_document("vda6", 20 * MiB, "linux-lvm"), 0).format, "linux-lvm");
    EXPECT_EQ(pool->volume_create(partition_document("vda7", 20 * MiB, "linux-raid"), 0).format, "linux-raid");
    EXPECT_EQ(pool->volume_create(partition_document("vda8", 20 * MiB, "linux"), 0).format, "linux");
    EXPECT_EQ(pool->volume_inspect("vda4").allocation, 80 * MiB);
    EXPECT_THAT(names_in(*pool), ElementsAre("vda1", "vda2", "vda3", "vda4", "vda5", "vda6", "vda7", "vda8"));
    EXPECT_TRUE(succeeds("mkfs.vfat /dev/vda1 || mkfs.ext4 -q /dev/vda8"));
    EXPECT_EQ(failure_of([&] { pool->volume_delete("vda4", 0); }), ErrorCode::OperationInvalid);
    for (const char *name : {"vda8", "vda7", "vda6", "vda5", "vda4", "vda2"})
        pool->volume_delete(name, 0);
    EXPECT_THAT(names_in(*pool), ElementsAre("vda1", "vda3"));
}

TEST_F(Disk, PutsAPartitionIntoTheSmallestExtentThatHoldsIt)
{
    auto pool = built_pool("gpt");
    for (const char *name : {"vda1", "vda2", "vda3"})
        pool->volume_create(partition_document(name, 30 * MiB, "linux"), 0);
    pool->volume_delete("vda2", 0);
    // The gap of 30 MiB, not the rest of the disk; and so it has the number that is free.
    pool->volume_create(partition_document("vda2", 20 * MiB, "linux"), 0);
    EXPECT_THAT(pool->volume_describe("vda2"), HasSubstr("<extent start='32505856' end='53477376'/>"));
    std::string message;
    EXPECT_EQ(failure_of([&] { pool->volume_create(partition_document("vda4", 290 * MiB, "linux"), 0); }, &message),
              ErrorCode::OperationFailed);
    EXPECT_THAT(message, HasSubstr("no free extent holds a partition of 304087040 bytes"));
    EXPECT_EQ(failure_of([&] { pool->volume_create(partition_document("other", MiB, "linux"), 0); }, &message),
              ErrorCode::InvalidArg);
    EXPECT_EQ(message, "invalid partition name 'other', expected 'vda4'");
    EXPECT_EQ(failure_of([&] { pool->volume_create(partition_document("vda1", MiB, "linux"), 0); }),
              ErrorCode::StorageVolExist);
    EXPECT_EQ(failure_of([&] { pool->volume_create(partition_document("vda4", MiB, "extended"), 0); }),
              ErrorCode::ConfigUnsupported);
}

TEST_F(Disk, GptTablesTellTheTypes)
{
    auto pool = built_pool("gpt");
    int number = 0;
    for (const char *format : {"linux", "linux-swap", "linux-lvm", "linux-raid", "fat32"}) {
        const std::string name = "vda" + std::to_string(++number);
        EXPECT_EQ(pool->volume_create(partition_document(name, 5 * MiB, format), 0).format, format);
        EXPECT_TRUE(succeeds("test -b /dev/" + name));
    }
}

// A partition can be made, seen and deleted in every sort of table.
TEST_F(Disk, EveryLabelHasPartitions)
{
    for (const char *format : {"dos", "gpt", "mac", "bsd", "sun", "pc98", "dvh"}) {
        SCOPED_TRACE(format);
        SetUp();
        auto pool = built_pool(format);
        const std::string name = std::string(format) == "mac" ? "vda2" : "vda1";
        if (std::string(format) == "pc98") {
            // Debian's kernel knows no such table: the node never comes, and nothing half-made stays.
            EXPECT_TRUE(names_in(*pool).empty());
            const ErrorCode code = failure_of([&] { pool->volume_create(partition_document(name, 20 * MiB, "linux"), 0); });
            EXPECT_EQ(names_in(*pool).empty(), code != ErrorCode::Ok);
            continue;
        }
        const FoundVolume made = pool->volume_create(partition_document(name, 20 * MiB, "none"), 0);
        EXPECT_GE(made.capacity, 20 * MiB);
        EXPECT_LT(made.capacity, 21 * MiB);
        EXPECT_EQ(shell("blockdev --getsize64 " + made.path), std::to_string(made.capacity) + "\n");
        EXPECT_THAT(names_in(*pool), testing::Contains(name));
        pool->volume_delete(name, 0);
        EXPECT_THAT(names_in(*pool), testing::Not(testing::Contains(name)));
    }
}

TEST_F(Disk, PartitionsGrowIntoFreeSpaceBehindThem)
{
    auto pool = built_pool("gpt");
    pool->volume_create(partition_document("vda1", 20 * MiB, "linux"), 0);
    pool->volume_create(partition_document("vda2", 20 * MiB, "linux"), 0);
    EXPECT_EQ(failure_of([&] { pool->volume_resize("vda1", 30 * MiB, 0); }), ErrorCode::OperationFailed);
    pool->volume_resize("vda2", 50 * MiB, 0);
    EXPECT_EQ(pool->volume_inspect("vda2").capacity, 50 * MiB);
    EXPECT_EQ(shell("blockdev --getsize64 /dev/vda2"), "52428800\n");
    EXPECT_EQ(failure_of([&] { pool->volume_resize("vda2", 10 * MiB, resize_shrink); }), ErrorCode::OperationUnsupported);
}

// parted, which opens the disk for writing whatever it is asked, is not there meanwhile.
TEST_F(Disk, AsksPartedAgainOnlyWhenTheTableHasChanged)
{
    auto pool = built_pool("dos");
    pool->volume_create(partition_document("vda1", 20 * MiB, "linux"), 0);
    pool->volume_create(partition_document("vda2", 270 * MiB, "extended"), 0);
    pool->volume_create(partition_document("vda5", 20 * MiB, "linux"), 0);
    shell("mount --bind /bin/false /usr/sbin/parted");
    EXPECT_EQ(pool->volume_inspect("vda5").capacity, 20 * MiB);
    EXPECT_EQ(pool->pool_refresh().volumes.size(), 3u);
    // The type of the logical partition, in the first sector of the extended one.
    shell(R"(printf '\202' | dd of=/dev/vda bs=1 seek=$((21 * 1048576 + 446 + 4)) conv=notrunc status=none && udevadm settle)");
    EXPECT_EQ(failure_of([&] { pool->volume_inspect("vda5"); }), ErrorCode::OperationFailed);
    shell("umount /usr/sbin/parted");
    EXPECT_EQ(pool->volume_inspect("vda5").format, "linux-swap");
}

TEST_F(Disk, APartitionInUseIsNotDeleted)
{
    auto pool = built_pool("gpt");
    pool->volume_create(partition_document("vda1", 30 * MiB, "linux"), 0);
    shell("mkfs.ext4 -q /dev/vda1 && mount /dev/vda1 /mnt");
    EXPECT_EQ(failure_of([&] { pool->volume_delete("vda1", 0); }), ErrorCode::ResourceBusy);
    EXPECT_EQ(failure_of([&] { pool->volume_wipe("vda1", 0, 0); }), ErrorCode::ResourceBusy);
    EXPECT_EQ(failure_of([&] { pool->pool_build(build_overwrite); }), ErrorCode::ResourceBusy);
    EXPECT_EQ(failure_of([&] { pool->pool_delete(0); }), ErrorCode::ResourceBusy);
    shell("umount /mnt");
    pool->volume_wipe("vda1", 0, 0);
    EXPECT_TRUE(succeeds("cmp -n 31457280 /dev/zero /dev/vda1"));
    pool->volume_delete("vda1", delete_zeroed);
}

TEST_F(Disk, CopiesAFileIntoANewPartition)
{
    auto pool = built_pool("gpt");
    shell("dd if=/dev/urandom of=/tmp/source.raw bs=1M count=9 status=none");
    pool->volume_create_from(partition_document("vda1", 4 * MiB, "linux"), "/tmp/source.raw",
                             "<volume><name>s</name><capacity>9437184</capacity></volume>", 0);
    EXPECT_EQ(pool->volume_inspect("vda1").capacity, 9 * MiB);
    EXPECT_TRUE(succeeds("cmp -n 9437184 /tmp/source.raw /dev/vda1"));
    EXPECT_EQ(failure_of([&] {
                  pool->volume_create_from(partition_document("vda2", MiB, "linux"), "/nonexistent",
                                           "<volume><name>s</name><capacity>1</capacity></volume>", 0);
              }),
              ErrorCode::SystemError);
    EXPECT_THAT(names_in(*pool), ElementsAre("vda1"));
}

TEST_F(Disk, ShowsPartitionsUnderTheirStableNames)
{
    auto pool = open_pool("disk", disk_document("gpt", "/dev/disk/by-id"));
    pool->pool_build(0);
    pool->pool_start();
    const FoundVolume made = pool->volume_create(partition_document("vda1", 5 * MiB, "linux"), 0);
    EXPECT_EQ(made.path, "/dev/disk/by-id/virtio-labdisk0-part1");
}

TEST_F(Disk, DeleteLeavesADiskThatHoldsNothing)
{
    auto pool = built_pool("gpt");
    pool->volume_create(partition_document("vda1", 5 * MiB, "linux"), 0);
    pool->pool_delete(0);
    EXPECT_EQ(shell("wipefs --no-act /dev/vda"), "");
    EXPECT_FALSE(succeeds("test -e /dev/vda1"));
    EXPECT_TRUE(pool->pool_check()); // the disk itself is there
}

} // namespace
} // namespace modvirt::lab
