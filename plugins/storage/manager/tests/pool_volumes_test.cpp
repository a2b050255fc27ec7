// SPDX-License-Identifier: LGPL-2.1-or-later
// Volumes through the manager: the index, making and changing them, what is in them, and who is kept apart.
#include <thread>

#include "manager_fixture.hpp"

namespace modvirt::storage_manager {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

using VolumesOfAPool = ManagerTest;

std::string received(ByteStream &stream)
{
    std::string bytes;
    char room[64];
    for (auto got = stream.receive(room); got.value_or(0) > 0; got = stream.receive(room))
        bytes.append(room, *got);
    return bytes;
}

TEST_F(VolumesOfAPool, AreFoundByNameKeyAndPath)
{
    write("a", "123");
    start();
    const FoundStorageVol by_name = manager().find_name(pool(), "a");
    EXPECT_EQ(by_name.pool, "p");
    EXPECT_EQ(by_name.key, (folder() / "a").native());
    EXPECT_EQ(manager().find_key(by_name.key).name, "a");
    EXPECT_EQ(manager().find_path(folder().native() + "//a").name, "a");
    EXPECT_THAT(failure_of([&] { static_cast<void>(manager().find_name(pool(), "b")); }),
                Pair(ErrorCode::NoStorageVol, "no storage vol with matching name 'b'"));
    EXPECT_THAT(failure_of([&] { static_cast<void>(manager().find_key("k")); }),
                Pair(ErrorCode::NoStorageVol, "no storage vol with matching key k"));
    EXPECT_THAT(failure_of([&] { static_cast<void>(manager().find_path("/z")); }),
                Pair(ErrorCode::NoStorageVol, "no storage vol with matching path '/z'"));
    manager().destroy(pool());
    EXPECT_EQ(failure_of([&] { static_cast<void>(manager().find_key(by_name.key)); }).first, ErrorCode::NoStorageVol);
    EXPECT_EQ(failure_of([&] { static_cast<void>(manager().find_name(pool(), "a")); }).first,
              ErrorCode::OperationInvalid);
}

TEST_F(VolumesOfAPool, AreMadeCountedAndDeleted)
{
    start();
    EXPECT_EQ(manager().create_volume(pool(), volume_xml("a"), 0).name, "a");
    EXPECT_EQ(manager().info(pool()).allocation, 4096u);
    EXPECT_THAT(failure_of([&] { manager().create_volume(pool(), volume_xml("a"), 0); }),
                Pair(ErrorCode::StorageVolExist, "'a'"));
    manager().delete_volume(volume("a"), 0);
    EXPECT_THAT(names(), IsEmpty());
    EXPECT_EQ(manager().info(pool()).allocation, 0u);
    EXPECT_THAT(FakeStorage::now().calls, ElementsAre("create a", "delete a"));
    EXPECT_EQ(failure_of([&] { manager().delete_volume(volume("a"), 0); }).first, ErrorCode::NoStorageVol);
}

TEST_F(VolumesOfAPool, ThatCannotBeMadeAreNotListed)
{
    start();
    FakeStorage::now().while_creating = [] { throw Error(ErrorCode::OperationFailed, "the disk is full"); };
    EXPECT_EQ(failure_of([&] { manager().create_volume(pool(), volume_xml("a"), 0); }).second, "the disk is full");
    EXPECT_THAT(names(), IsEmpty());
    FakeStorage::now().while_creating = {};
    manager().create_volume(pool(), volume_xml("a"), 0);
    EXPECT_THAT(names(), ElementsAre("a"));
}

TEST_F(VolumesOfAPool, AreToldAsTheyAreNow)
{
    write("a", "123");
    start();
    write("a", "123456");
    EXPECT_EQ(manager().look_at(volume("a")).capacity, 6u);
    EXPECT_EQ(manager().info(pool()).allocation, 6u);
    EXPECT_EQ(manager().describe(volume("a")), "<volume><name>a</name></volume>\n");
    std::filesystem::remove(folder() / "a");
    EXPECT_EQ(failure_of([&] { static_cast<void>(manager().look_at(volume("a"))); }).first, ErrorCode::NoStorageVol);
    EXPECT_THAT(names(), IsEmpty());
}

TEST_F(VolumesOfAPool, AreDescribedForABackendThatDoesNotDoIt)
{
    write("a", "123");
    start("acme");
    const std::string xml = manager().describe(volume("a"));
    EXPECT_THAT(xml, HasSubstr("<volume type='file'>"));
    EXPECT_THAT(xml, HasSubstr("<capacity unit='bytes'>3</capacity>"));
    EXPECT_THAT(xml, HasSubstr("<format type='raw'/>"));
}

TEST_F(VolumesOfAPool, GrowAndShrinkAsTheFlagsAllow)
{
    start();
    manager().create_volume(pool(), volume_xml("a"), 0);
    manager().resize_volume(volume("a"), 4096, 2); // by so much
    EXPECT_EQ(manager().look_at(volume("a")).capacity, 8192u);
    EXPECT_THAT(failure_of([&] { manager().resize_volume(volume("a"), 512, 0); }),
                Pair(ErrorCode::InvalidArg, "can't shrink capacity below existing allocation"));
    manager().resize_volume(volume("a"), 512, 4);
    EXPECT_EQ(manager().look_at(volume("a")).capacity, 512u);
    EXPECT_THAT(failure_of([&] { manager().resize_volume(volume("a"), uint64_t{1} << 40, 0); }),
                Pair(ErrorCode::OperationFailed, "Not enough space left in storage pool"));
    EXPECT_THAT(FakeStorage::now().calls, ElementsAre("create a", "resize a 8192 0", "resize a 512 4"));
}

TEST_F(VolumesOfAPool, AreCopiedAtLeastAsLargeAsTheirSource)
{
    write("a", "123456");
    start();
    manager().clone_volume(pool(), volume_xml("b", 2), volume("a"), 0);
    EXPECT_THAT(FakeStorage::now().calls, ElementsAre("copy a to b of 6"));
    manager().clone_volume(pool(), "<volume><name>c</name></volume>", volume("a"), 0);
    EXPECT_THAT(names(), ElementsAre("a", "b", "c"));
    EXPECT_THAT(failure_of([&] { manager().clone_volume(pool(), volume_xml("b"), volume("a"), 0); }),
                Pair(ErrorCode::StorageVolExist, "'b'"));
}

TEST_F(VolumesOfAPool, AreCopiedForABackendThatDoesNotDoIt)
{
    write("a", "123456");
    start("acme");
    manager().clone_volume(pool(), volume_xml("b", 2), volume("a"), 0);
    EXPECT_EQ(received(*manager().download(volume("b"), {}, stream::Sparseness::Whole)), "123456");
}

TEST_F(VolumesOfAPool, AreSentInAndOut)
{
    start();
    manager().create_volume(pool(), volume_xml("a", 8), 0);
    auto upload = Manager::upload(m_manager, volume("a"), {2, 3}, stream::Sparseness::Whole);
    EXPECT_EQ(upload->send(std::string_view("xyz")), 3u);
    upload->finish();
    upload.reset();
    EXPECT_THAT(m_events, ElementsAre("refreshed"));
    EXPECT_EQ(received(*manager().download(volume("a"), {1, 5}, stream::Sparseness::Whole)),
              std::string("\0xyz\0", 5));
}

TEST_F(VolumesOfAPool, AreLeftAloneWhileTheyAreInUse)
{
    write("a", "123");
    start();
    auto one = manager().download(volume("a"), {}, stream::Sparseness::Whole);
    const auto other = manager().download(volume("a"), {}, stream::Sparseness::Whole);
    EXPECT_THAT(failure_of([&] { manager().delete_volume(volume("a"), 0); }),
                Pair(ErrorCode::OperationInvalid, "volume 'a' is still in use."));
    EXPECT_THAT(failure_of([&] { manager().destroy(pool()); }),
                Pair(ErrorCode::InternalError, "pool 'p' has asynchronous jobs running."));
    one.reset();
    EXPECT_EQ(failure_of([&] { manager().resize_volume(volume("a"), 9, 0); }).second, "volume 'a' is still in use.");
    manager().refresh(pool());
}

TEST_F(VolumesOfAPool, AreNotUsedWhileTheyAreMade)
{
    start();
    std::pair<ErrorCode, std::string> second;
    std::vector<std::string> seen;
    FakeStorage::now().while_creating = [&] {
        FakeStorage::now().while_creating = {};
        second = failure_of([&] { manager().create_volume(pool(), volume_xml("a"), 0); });
    };
    manager().create_volume(pool(), volume_xml("a"), 0);
    EXPECT_THAT(second, Pair(ErrorCode::StorageVolExist, "'a'"));
}

TEST_F(VolumesOfAPool, AreUsedWhileTheirPoolIsLookedAt)
{
    write("a", "1");
    write("b", "1");
    start();
    FakeStorage::now().while_refreshing = [&] {
        EXPECT_EQ(manager().find_name(pool(), "a").name, "a");
        EXPECT_THAT(names(), ElementsAre("a", "b"));
        // What the look has seen already is older than this.
        std::filesystem::remove(folder() / "a");
        FakeStorage::now().while_refreshing = {};
    };
    manager().refresh(pool());
    EXPECT_THAT(names(), ElementsAre("a", "b"));
    manager().refresh(pool());
    EXPECT_THAT(names(), ElementsAre("b"));
}

TEST_F(VolumesOfAPool, AreTheOnesThatAreThereAfterThreadsHaveMadeDeletedAndLookedAtOnce)
{
    start();
    {
        const std::jthread maker([&] {
            for (int i = 0; i < 40; ++i) {
                manager().create_volume(pool(), volume_xml("v" + std::to_string(i), 512), 0);
                if (i % 2 == 1)
                    manager().delete_volume(volume("v" + std::to_string(i - 1)), 0);
            }
        });
        const std::jthread looker([&] {
            for (int i = 0; i < 40; ++i)
                manager().refresh(pool());
        });
        for (int i = 0; i < 40; ++i)
            for (const std::string &name : names())
                static_cast<void>(failure_of([&] { static_cast<void>(manager().look_at(volume(name))); }));
    }
    std::vector<std::string> there;
    for (const auto &entry : std::filesystem::directory_iterator(folder()))
        there.push_back(entry.path().filename());
    EXPECT_THAT(names(), testing::UnorderedElementsAreArray(there));
    EXPECT_EQ(there.size(), 20u);
    manager().refresh(pool());
    EXPECT_THAT(names(), testing::UnorderedElementsAreArray(there));
    EXPECT_EQ(manager().info(pool()).allocation, 20u * 512);
}

TEST_F(VolumesOfAPool, AreWiped)
{
    start();
    manager().create_volume(pool(), volume_xml("a"), 0);
    manager().wipe(volume("a"), 3);
    EXPECT_THAT(FakeStorage::now().calls, ElementsAre("create a", "wipe a 3"));
    EXPECT_THAT(failure_of([&] { manager().wipe(volume("a"), 10); }),
                Pair(ErrorCode::InvalidArg, "wiping algorithm 10 not supported"));
}

TEST_F(VolumesOfAPool, RefuseWhatTheirBackendCannot)
{
    write("a", "1");
    start("acme");
    EXPECT_THAT(failure_of([&] { manager().wipe(volume("a"), 0); }),
                Pair(ErrorCode::NoSupport, "storage pool doesn't support volume wiping"));
    EXPECT_THAT(failure_of([&] { manager().resize_volume(volume("a"), 1, 0); }),
                Pair(ErrorCode::NoSupport, "storage pool does not support changing of volume capacity"));
}

TEST(JobsOfAPool, WaitForEachOtherAndSayWhoHasTheJob)
{
    PoolJobs jobs;
    {
        const auto job = jobs.begin("p", "build", Beside::Nothing);
        try {
            static_cast<void>(jobs.begin("p", "start", Beside::Nothing, std::chrono::milliseconds(0)));
            FAIL();
        } catch (const Error &error) {
            EXPECT_EQ(error.code(), ErrorCode::OperationTimeout);
            EXPECT_EQ(error.message(), "cannot acquire state change lock of storage pool 'p' (held by build)");
        }
    }
    const auto look = jobs.begin("p", "refresh", Beside::Volumes);
    const auto use = jobs.begin_volume("p", "v", VolumeUse::Change);
    EXPECT_EQ(jobs.changing(), VolumeNames{"v"});
}

} // namespace
} // namespace modvirt::storage_manager
