// SPDX-License-Identifier: LGPL-2.1-or-later
#include "pools.hpp"

#include "fake_host.hpp"

namespace modvirt::test::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr uint64_t gib = uint64_t{1} << 30;

class PoolTest : public DriverTest {
protected:
    static std::string pool_xml(const std::string &name, const std::string &target,
                                const std::string &uuid = "00000000-0000-0000-0000-00000000000a")
    {
        return "<pool type='dir'><name>" + name + "</name><uuid>" + uuid + "</uuid><target><path>" + target +
               "</path></target></pool>";
    }
    static std::string volume_xml(const std::string &name, uint64_t capacity, const std::string &more = "")
    {
        return "<volume><name>" + name + "</name><capacity>" + std::to_string(capacity) + "</capacity>" +
               more + "</volume>";
    }
    static StoragePoolRef ref(const FoundStoragePool &pool) { return {pool.uuid, pool.name}; }
    static StorageVolRef ref(const FoundStorageVol &volume) { return {volume.pool, volume.name, volume.key}; }

    std::vector<std::string> pools(uint32_t flags = 0) const
    {
        std::vector<std::string> names;
        modvirt_storage_pool_sink sink{
            sizeof sink, 0, &names,
            [](const modvirt_storage_pool_sink *self, const modvirt_storage_pool_ref *pool) {
                static_cast<std::vector<std::string> *>(self->data)->push_back(pool->name);
                return 0;
            }};
        StoragePoolSink to(&sink);
        m_storage->connect_list_all_storage_pools(to, flags);
        return names;
    }
    std::vector<std::string> volumes(const FoundStoragePool &pool) const
    {
        std::vector<std::string> names;
        modvirt_storage_vol_sink sink{
            sizeof sink, 0, &names,
            [](const modvirt_storage_vol_sink *self, const modvirt_storage_vol_ref *volume) {
                static_cast<std::vector<std::string> *>(self->data)->push_back(volume->name);
                return 0;
            }};
        StorageVolSink to(&sink);
        m_storage->storage_pool_list_all_volumes(ref(pool), to, 0);
        return names;
    }
    [[nodiscard]] FoundStoragePool default_pool() const
    {
        return m_storage->storage_pool_lookup_by_name("default-pool");
    }
    [[nodiscard]] uint64_t available(const FoundStoragePool &pool) const
    {
        return m_storage->storage_pool_get_info(ref(pool)).available;
    }
    // The storage of a described host.
    std::unique_ptr<StoragePools> described(const std::string &inside)
    {
        write("host.xml", "<node>" + inside + "</node>");
        return std::make_unique<StoragePools>(Machine::described(path("host.xml")));
    }

    std::unique_ptr<StoragePools> m_storage = std::make_unique<StoragePools>(Machine::shared_default());
};

TEST_F(PoolTest, HasTheDefaultPoolRunning)
{
    const FoundStoragePool pool = default_pool();
    const PoolInfo info = m_storage->storage_pool_get_info(ref(pool));
    EXPECT_EQ(info.state, 2U);
    EXPECT_EQ(info.capacity, 100 * gib);
    EXPECT_EQ(info.available, 100 * gib);
    EXPECT_TRUE(m_storage->storage_pool_is_persistent(ref(pool)));
    EXPECT_THAT(m_storage->storage_pool_get_xml_desc(ref(pool), 0), HasSubstr("<path>/default-pool</path>"));
}

TEST_F(PoolTest, DefinesStartsStopsAndUndefines)
{
    const FoundStoragePool a = m_storage->storage_pool_define_xml(pool_xml("a", "/a"), 0);
    EXPECT_FALSE(m_storage->storage_pool_is_active(ref(a)));
    EXPECT_EQ(failure_of([&] { m_storage->storage_pool_destroy(ref(a)); }).message,
              "storage pool 'a' is not active");
    m_storage->storage_pool_build(ref(a), 0);
    m_storage->storage_pool_create(ref(a), 0);
    EXPECT_EQ(failure_of([&] { m_storage->storage_pool_create(ref(a), 0); }).code,
              ErrorCode::OperationInvalid);
    EXPECT_EQ(failure_of([&] { m_storage->storage_pool_undefine(ref(a)); }).message,
              "storage pool 'a' is active");
    m_storage->storage_pool_set_autostart(ref(a), 1);
    EXPECT_THAT(pools(0x10), ElementsAre("a"));
    m_storage->storage_pool_destroy(ref(a));
    m_storage->storage_pool_delete(ref(a), 0);
    m_storage->storage_pool_undefine(ref(a));
    const Failure failure = failure_of([&] { m_storage->storage_pool_create(ref(a), 0); });
    EXPECT_EQ(failure.code, ErrorCode::NoStoragePool);
    EXPECT_EQ(failure.message, "no storage pool with matching name 'a'");
}

TEST_F(PoolTest, ForgetsATransientPoolThatEndsAndItsVolumes)
{
    const FoundStoragePool a = m_storage->storage_pool_create_xml(pool_xml("a", "/a"), 0);
    m_storage->storage_vol_create_xml(ref(a), volume_xml("v", 5), 0);
    EXPECT_EQ(failure_of([&] { m_storage->storage_pool_set_autostart(ref(a), 1); }).message,
              "pool has no config file");
    m_storage->storage_pool_destroy(ref(a));
    EXPECT_EQ(failure_of([&] { m_storage->storage_vol_lookup_by_path("/a/v"); }).code,
              ErrorCode::NoStorageVol);
    const FoundStoragePool again = m_storage->storage_pool_create_xml(pool_xml("a", "/a"), 0);
    EXPECT_THAT(volumes(again), ElementsAre());
    m_storage->storage_pool_destroy(ref(again));
}

TEST_F(PoolTest, RefusesStorageThatAnotherPoolHas)
{
    const Failure failure =
        failure_of([&] { m_storage->storage_pool_define_xml(pool_xml("a", "//default-pool/"), 0); });
    EXPECT_EQ(failure.code, ErrorCode::OperationFailed);
    EXPECT_EQ(failure.message, "Storage source conflict with pool: 'default-pool'");
    const FoundStoragePool a = m_storage->storage_pool_define_xml(pool_xml("a", "/a"), 0);
    m_storage->storage_pool_undefine(ref(a));
    const FoundStoragePool b =
        m_storage->storage_pool_define_xml(pool_xml("b", "/a", "00000000-0000-0000-0000-00000000000b"), 0);
    m_storage->storage_pool_undefine(ref(b));
}

TEST_F(PoolTest, TakesANewDefinitionAtTheNextStart)
{
    const FoundStoragePool a = m_storage->storage_pool_define_xml(pool_xml("a", "/a"), 0);
    m_storage->storage_pool_create(ref(a), 0);
    m_storage->storage_pool_define_xml(pool_xml("a", "/elsewhere"), 0);
    EXPECT_EQ(m_storage->storage_pool_lookup_by_target_path("/a//").name, "a");
    m_storage->storage_pool_destroy(ref(a));
    EXPECT_EQ(m_storage->storage_pool_lookup_by_target_path("/elsewhere").name, "a");
    EXPECT_EQ(failure_of([&] { m_storage->storage_pool_lookup_by_target_path("/a"); }).code,
              ErrorCode::NoStoragePool);
    m_storage->storage_pool_undefine(ref(a));
}

TEST_F(PoolTest, ListsByType)
{
    const FoundStoragePool l = m_storage->storage_pool_define_xml(
        "<pool type='logical'><name>l</name><source><name>vg</name></source></pool>", 0);
    EXPECT_THAT(pools(), ElementsAre("default-pool", "l"));
    EXPECT_THAT(pools(0x200), ElementsAre("l"));
    EXPECT_THAT(pools(0x202), ElementsAre());
    EXPECT_THAT(pools(0x240), ElementsAre("default-pool", "l"));
    EXPECT_EQ(failure_of([&] { pools(0x100000); }).code, ErrorCode::InvalidArg);
    m_storage->storage_pool_undefine(ref(l));
}

TEST_F(PoolTest, CountsWhatVolumesTake)
{
    const FoundStoragePool pool = default_pool();
    const FoundStorageVol volume = m_storage->storage_vol_create_xml(ref(pool), volume_xml("v", 60 * gib), 0);
    EXPECT_EQ(available(pool), 40 * gib);
    EXPECT_EQ(failure_of([&] {
                  m_storage->storage_vol_create_xml(ref(pool), volume_xml("w", 50 * gib), 0);
              }).message,
              "Not enough free space in pool for volume 'w'");
    EXPECT_EQ(
        failure_of([&] { m_storage->storage_vol_create_xml(ref(pool), volume_xml("v", 5), 0); }).message,
        "storage vol already exists");
    const FoundStorageVol sparse = m_storage->storage_vol_create_xml(
        ref(pool), volume_xml("sparse", 500 * gib, "<allocation>7</allocation>"), 0);
    EXPECT_EQ(available(pool), 40 * gib - 7);
    EXPECT_THAT(volumes(pool), ElementsAre("v", "sparse"));
    m_storage->storage_vol_delete(ref(volume), 0);
    m_storage->storage_vol_delete(ref(sparse), 0);
    EXPECT_EQ(available(pool), 100 * gib);
}

TEST_F(PoolTest, FindsVolumesWhileTheirPoolIsActive)
{
    const FoundStoragePool pool = default_pool();
    const FoundStorageVol v = m_storage->storage_vol_create_xml(ref(pool), volume_xml("v", 5), 0);
    EXPECT_EQ(v.key, "/default-pool/v");
    EXPECT_EQ(m_storage->storage_vol_lookup_by_key(v.key).name, "v");
    EXPECT_EQ(m_storage->storage_vol_lookup_by_path("/default-pool/v").pool, "default-pool");
    EXPECT_EQ(m_storage->storage_vol_lookup_by_name(ref(pool), "v").key, v.key);
    EXPECT_EQ(m_storage->storage_pool_lookup_by_volume(ref(v)).name, "default-pool");
    m_storage->storage_pool_destroy(ref(pool));
    EXPECT_EQ(failure_of([&] { m_storage->storage_vol_lookup_by_key(v.key); }).code, ErrorCode::NoStorageVol);
    EXPECT_EQ(failure_of([&] { m_storage->storage_vol_get_path(ref(v)); }).message,
              "storage pool 'default-pool' is not active");
    m_storage->storage_pool_create(ref(pool), 0);
    EXPECT_EQ(m_storage->storage_vol_get_path(ref(v)), "/default-pool/v");
    m_storage->storage_vol_delete(ref(v), 0);
    EXPECT_EQ(failure_of([&] { m_storage->storage_vol_get_xml_desc(ref(v), 0); }).message,
              "no storage vol with matching name 'v'");
}

TEST_F(PoolTest, ClonesAVolumeThatThereIs)
{
    const FoundStoragePool pool = default_pool();
    const FoundStorageVol v = m_storage->storage_vol_create_xml(ref(pool), volume_xml("v", 5), 0);
    const FoundStorageVol c =
        m_storage->storage_vol_create_xml_from(ref(pool), volume_xml("c", 5), ref(v), 0);
    EXPECT_EQ(m_storage->storage_vol_get_info_flags(ref(c), 0).capacity, 5U);
    m_storage->storage_vol_delete(ref(v), 0);
    EXPECT_EQ(failure_of([&] {
                  m_storage->storage_vol_create_xml_from(ref(pool), volume_xml("d", 5), ref(v), 0);
              }).code,
              ErrorCode::NoStorageVol);
    m_storage->storage_vol_delete(ref(c), 0);
}

TEST_F(PoolTest, ResizesWithinThePool)
{
    const FoundStoragePool pool = default_pool();
    const FoundStorageVol v = m_storage->storage_vol_create_xml(ref(pool), volume_xml("v", gib), 0);
    m_storage->storage_vol_resize(ref(v), gib, 2);
    EXPECT_EQ(m_storage->storage_vol_get_info_flags(ref(v), 0).capacity, 2 * gib);
    EXPECT_EQ(m_storage->storage_vol_get_info_flags(ref(v), 0).allocation, gib);
    EXPECT_EQ(failure_of([&] { m_storage->storage_vol_resize(ref(v), gib, 0); }).code, ErrorCode::InvalidArg);
    EXPECT_EQ(failure_of([&] { m_storage->storage_vol_resize(ref(v), 200 * gib, 0); }).code,
              ErrorCode::OperationFailed);
    m_storage->storage_vol_resize(ref(v), 3 * gib, 1);
    EXPECT_EQ(available(pool), 97 * gib);
    m_storage->storage_vol_resize(ref(v), 2 * gib, 2 | 4);
    EXPECT_EQ(m_storage->storage_vol_get_info_flags(ref(v), 0).capacity, gib);
    EXPECT_EQ(available(pool), 99 * gib);
    m_storage->storage_vol_delete(ref(v), 0);
}

TEST_F(PoolTest, RefusesWaysToWipeThatAreNone)
{
    const FoundStorageVol v = m_storage->storage_vol_create_xml(ref(default_pool()), volume_xml("v", 5), 0);
    m_storage->storage_vol_wipe_pattern(ref(v), 9, 0);
    EXPECT_EQ(failure_of([&] { m_storage->storage_vol_wipe_pattern(ref(v), 10, 0); }).code,
              ErrorCode::InvalidArg);
    m_storage->storage_vol_delete(ref(v), 0);
}

TEST_F(PoolTest, FindsSources)
{
    EXPECT_THAT(m_storage->connect_find_storage_pool_sources("logical", std::nullopt, 0),
                HasSubstr("testvg2"));
    EXPECT_THAT(
        m_storage->connect_find_storage_pool_sources("netfs", "<source><host name=\"o'k\"/></source>", 0),
        HasSubstr("<host name='o&apos;k'/>"));
    EXPECT_EQ(failure_of([&] { m_storage->connect_find_storage_pool_sources("netfs", "<source/>", 0); }).code,
              ErrorCode::InvalidArg);
    EXPECT_EQ(failure_of([&] { m_storage->connect_find_storage_pool_sources("fs", std::nullopt, 0); }).code,
              ErrorCode::NoSupport);
}

TEST_F(PoolTest, ReadsPoolsAndVolumesOfADescription)
{
    write("volume.xml", "<volume><name>filed</name><capacity>5</capacity></volume>");
    const auto storage = described("<pool type='dir'><name>p</name><target><path>/p</path></target>"
                                   "<volume><name>kept</name><key>k</key><capacity>5</"
                                   "capacity><target><path>/else/kept</path></target></volume>"
                                   "<volume file='volume.xml'/></pool>");
    const FoundStoragePool pool = storage->storage_pool_lookup_by_name("p");
    EXPECT_TRUE(storage->storage_pool_is_active(ref(pool)));
    EXPECT_EQ(storage->storage_pool_get_info(ref(pool)).allocation, 10U);
    EXPECT_EQ(storage->storage_vol_lookup_by_key("k").name, "kept");
    EXPECT_EQ(storage->storage_vol_lookup_by_path("/else/kept").name, "kept");
    EXPECT_EQ(storage->storage_vol_lookup_by_path("/p/filed").name, "filed");
}

TEST_F(PoolTest, RefusesADescriptionWithTheSameVolumeTwice)
{
    const std::string volume = volume_xml("v", 5);
    EXPECT_EQ(failure_of([&] {
                  described("<pool type='dir'><name>p</name><target><path>/p</path></target>" + volume +
                            volume + "</pool>");
              }).message,
              "storage vol 'v' stands twice in one pool");
}

} // namespace
} // namespace modvirt::test::testing
