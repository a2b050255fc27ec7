// SPDX-License-Identifier: LGPL-2.1-or-later
// The backend of iSCSI targets, against tgtd on 127.0.0.1.
#include <chrono>

#include "opened_pool.hpp"

namespace modvirt::lab {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Iscsi : public testing::Test {
protected:
    void SetUp() override { start_target(); }
    void TearDown() override { succeeds("iscsiadm -m node -u; udevadm settle"); }
};

TEST_F(Iscsi, StartLogsInAndShowsUnitsUnderStableNames)
{
    auto pool = open_pool("iscsi", target_document());
    EXPECT_FALSE(pool->pool_check());
    EXPECT_EQ(failure_of([&] { pool->pool_refresh(); }), ErrorCode::OperationFailed);
    pool->pool_start();
    EXPECT_TRUE(pool->pool_check());
    pool->pool_start(); // once more is no mistake
    const auto contents = pool->pool_refresh();
    ASSERT_EQ(contents.volumes.size(), 1u);
    const FoundVolume &unit = contents.volumes.front();
    EXPECT_EQ(unit.name, "unit:0:0:1");
    EXPECT_EQ(unit.path, "/dev/disk/by-path/ip-127.0.0.1:3260-iscsi-" + iqn + "-lun-1");
    EXPECT_EQ(unit.capacity, 64 * MiB);
    EXPECT_FALSE(unit.key.empty());
    EXPECT_EQ(contents.usage.capacity, 64 * MiB);
    EXPECT_EQ(contents.usage.available, 0u);
    EXPECT_THAT(pool->volume_describe("unit:0:0:1"), HasSubstr("<path>" + unit.path + "</path>"));
    EXPECT_EQ(failure_of([&] { pool->volume_inspect("unit:0:0:9"); }), ErrorCode::NoStorageVol);
    pool->pool_stop();
    EXPECT_FALSE(pool->pool_check());
    EXPECT_FALSE(succeeds("test -e " + unit.path));
    pool->pool_stop();
}

TEST_F(Iscsi, RefreshFindsUnitsThatAreNew)
{
    auto pool = open_pool("iscsi", target_document());
    pool->pool_start();
    EXPECT_THAT(names_in(*pool), ElementsAre("unit:0:0:1"));
    shell("truncate -s 32M /tmp/unit2 && tgtadm --lld iscsi --op new --mode logicalunit --tid 1 --lun 2 -b /tmp/unit2");
    EXPECT_THAT(names_in(*pool), ElementsAre("unit:0:0:1", "unit:0:0:2"));
    EXPECT_EQ(pool->pool_refresh().usage.capacity, 96 * MiB);
}

TEST_F(Iscsi, ChapNeedsThePasswordThatTheTargetHas)
{
    demand_password();
    auto without = open_pool("iscsi", target_document());
    EXPECT_EQ(failure_of([&] { without->pool_start(); }), ErrorCode::AuthFailed);

    const std::string auth = "<auth type='chap' username='guest'><secret usage='far-target'/></auth>";
    auto with = open_pool("iscsi", target_document(auth));
    shell("rm -rf /tmp/lab-backend; mkdir -p /tmp/lab-backend");
    std::string message;
    EXPECT_EQ(failure_of([&] { with->pool_start(); }, &message), ErrorCode::NoSecret);
    EXPECT_THAT(message, HasSubstr("/tmp/lab-backend/far-target"));
    shell("umask 077; echo a-wrong-secret > /tmp/lab-backend/far-target");
    EXPECT_EQ(failure_of([&] { with->pool_start(); }), ErrorCode::AuthFailed);
    EXPECT_FALSE(succeeds("iscsiadm -m node -T " + iqn)); // nor is the password left behind
    shell("echo a-long-secret > /tmp/lab-backend/far-target");
    with->pool_start();
    EXPECT_TRUE(with->pool_check());
    EXPECT_EQ(passwords_left(), "node.session.auth.password = a-long-secret\n");
    with->pool_stop();
    EXPECT_EQ(passwords_left(), "");
}

TEST_F(Iscsi, LogsInAsTheInitiatorThatThePoolNames)
{
    auto pool = open_pool("iscsi", target_document("<initiator><iqn name='iqn.2024-01.lab:guest-host'/></initiator>"));
    pool->pool_start();
    EXPECT_THAT(shell("cat /sys/class/iscsi_session/*/initiatorname"), HasSubstr("iqn.2024-01.lab:guest-host"));
    EXPECT_THAT(names_in(*pool), ElementsAre("unit:0:0:1"));
    EXPECT_FALSE(open_pool("iscsi", target_document("<initiator><iqn name='iqn.2024-01.lab:other'/></initiator>"))->pool_check());
    pool->pool_stop();
    EXPECT_FALSE(pool->pool_check());
}

TEST_F(Iscsi, FindsTheTargetsOfAHost)
{
    auto search = open_pool("iscsi", "<pool type='iscsi'><name>search</name></pool>");
    EXPECT_EQ(search->pool_find_sources("<source><host name='127.0.0.1'/></source>", 0),
              "<sources>\n  <source>\n    <host name='127.0.0.1' port='3260'/>\n    <device path='" + iqn +
                  "'/>\n  </source>\n</sources>\n");
    EXPECT_EQ(failure_of([&] { search->pool_find_sources(std::nullopt, 0); }), ErrorCode::InvalidArg);
    EXPECT_NE(failure_of([&] { search->pool_find_sources("<source><host name='127.0.0.1' port='1'/></source>", 0); }),
              ErrorCode::Ok);
}

TEST_F(Iscsi, ATargetThatIsGoneHoldsNobodyUp)
{
    auto pool = open_pool("iscsi", target_document());
    pool->pool_start();
    shell("pkill -9 tgtd; n=0; while grep -q LOGGED_IN /sys/class/iscsi_session/*/state && [ $n -lt 300 ]; do sleep 0.1; n=$((n+1)); done");
    const auto begin = std::chrono::steady_clock::now();
    std::string message;
    EXPECT_EQ(failure_of([&] { pool->pool_refresh(); }, &message), ErrorCode::OperationFailed);
    EXPECT_THAT(message, HasSubstr("does not answer"));
    EXPECT_EQ(failure_of([&] { pool->pool_check(); }), ErrorCode::OperationFailed);
    EXPECT_EQ(failure_of([&] { pool->volume_inspect("unit:0:0:1"); }), ErrorCode::OperationFailed);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
    start_target(); // which logs out as well
    pool->pool_start();
    EXPECT_THAT(names_in(*pool), ElementsAre("unit:0:0:1"));
}

TEST_F(Iscsi, WritesReachTheTarget)
{
    auto pool = open_pool("iscsi", target_document());
    pool->pool_start();
    const std::string path = pool->volume_inspect("unit:0:0:1").path;
    shell("mkfs.ext4 -q " + path + " && mount " + path + " /mnt");
    EXPECT_EQ(failure_of([&] { pool->volume_wipe("unit:0:0:1", 0, 0); }), ErrorCode::ResourceBusy);
    shell("umount /mnt");
    pool->volume_wipe("unit:0:0:1", 0, 0);
    EXPECT_TRUE(succeeds("cmp -n 67108864 /dev/zero " + path));
}

} // namespace
} // namespace modvirt::lab
