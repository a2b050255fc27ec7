// SPDX-License-Identifier: LGPL-2.1-or-later
// A pool's life, what survives a process, and what a pool says of itself when its storage is out of reach.
#include "manager_fixture.hpp"

namespace modvirt::storage_manager {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

using APool = ManagerTest;

TEST_F(APool, IsDefinedStartedStoppedAndUndefinedWithAnEventForEach)
{
    manager().define(pool_xml(), xml::Strictness::Lenient);
    EXPECT_EQ(state(), 0u);
    manager().start(pool(), 0);
    EXPECT_EQ(state(), 2u);
    EXPECT_EQ(manager().info(pool()).capacity, 1u << 20);
    manager().refresh(pool());
    manager().destroy(pool());
    EXPECT_EQ(state(), 0u);
    EXPECT_EQ(manager().info(pool()).capacity, 0u);
    manager().undefine(pool());
    EXPECT_THAT(m_events, ElementsAre("defined p", "started p", "refreshed", "stopped p", "undefined p"));
    EXPECT_THAT(failure_of([&] { manager().start(pool(), 0); }),
                Pair(ErrorCode::NoStoragePool,
                     "no storage pool with matching uuid '00000000-0000-0000-0000-000000000001' (p)"));
}

TEST_F(APool, AsksForSecretsOfItsRoot)
{
    m_secrets = [&](const std::string &root, const WantedSecret &wanted) -> SecretBytes {
        EXPECT_EQ(root, m_base / "root");
        if (wanted.usage_id != "disk" || wanted.usage_type != 3)
            throw Error(ErrorCode::NoSecret, "no secret with matching usage", ErrorDomain::Secret);
        return {'k', 'e', 'y'};
    };
    FakeStorage::now().wanted = WantedSecret{{}, 3, "disk"};
    manager().define(pool_xml(), xml::Strictness::Lenient);
    manager().start(pool(), 0);
    EXPECT_THAT(FakeStorage::now().calls, Contains("key"));
    manager().destroy(pool());
    FakeStorage::now().wanted->usage_id = "other";
    EXPECT_THAT(failure_of([&] { manager().start(pool(), 0); }),
                Pair(ErrorCode::NoSecret, "no secret with matching usage"));
}

TEST_F(APool, RefusesWhatDoesNotFitItsState)
{
    start();
    EXPECT_THAT(failure_of([&] { manager().start(pool(), 0); }),
                Pair(ErrorCode::OperationInvalid, "storage pool 'p' is already active"));
    EXPECT_THAT(failure_of([&] { manager().build(pool(), 0); }),
                Pair(ErrorCode::OperationInvalid, "storage pool 'p' is already active"));
    EXPECT_THAT(failure_of([&] { manager().undefine(pool()); }),
                Pair(ErrorCode::OperationInvalid, "storage pool 'p' is still active"));
    EXPECT_THAT(failure_of([&] { manager().erase(pool(), 0); }),
                Pair(ErrorCode::OperationInvalid, "storage pool 'p' is still active"));
    manager().destroy(pool());
    EXPECT_THAT(failure_of([&] { manager().destroy(pool()); }),
                Pair(ErrorCode::OperationInvalid, "storage pool 'p' is not active"));
    EXPECT_THAT(failure_of([&] { manager().refresh(pool()); }),
                Pair(ErrorCode::OperationInvalid, "storage pool 'p' is not active"));
}

TEST_F(APool, IsBuiltAndErasedWhileItIsInactive)
{
    std::filesystem::remove_all(folder());
    manager().define(pool_xml(), xml::Strictness::Lenient);
    manager().build(pool(), 4);
    EXPECT_TRUE(std::filesystem::exists(folder()));
    manager().erase(pool(), 0);
    EXPECT_FALSE(std::filesystem::exists(folder()));
    EXPECT_THAT(FakeStorage::now().calls, ElementsAre("build 4", "erase"));
    EXPECT_THAT(m_events, ElementsAre("defined p", "created p", "deleted p"));
    EXPECT_EQ(m_local.open_sessions(), 0);
}

TEST_F(APool, ThatIsCreatedIsGoneWhenItIsStopped)
{
    std::filesystem::remove_all(folder());
    manager().create(pool_xml(), 3); // built, and overwritten
    EXPECT_THAT(FakeStorage::now().calls, ElementsAre("build 8", "start", "refresh"));
    EXPECT_TRUE(is_active());
    EXPECT_THAT(failure_of([&] { manager().set_autostart(pool(), true); }),
                Pair(ErrorCode::InternalError, "pool has no config file"));
    manager().destroy(pool());
    EXPECT_EQ(failure_of([&] { is_active(); }).first, ErrorCode::NoStoragePool);
    EXPECT_THAT(m_events, ElementsAre("started p", "stopped p"));
}

TEST_F(APool, ThatCannotBeLookedAtDoesNotStart)
{
    FakeStorage::now().refusal = "the disk is gone";
    EXPECT_EQ(failure_of([&] { manager().create(pool_xml(), 0); }).second, "the disk is gone");
    EXPECT_EQ(failure_of([&] { is_active(); }).first, ErrorCode::NoStoragePool);
    EXPECT_FALSE(FakeStorage::now().is_started);
    manager().define(pool_xml(), xml::Strictness::Lenient);
    EXPECT_EQ(failure_of([&] { manager().start(pool(), 0); }).second, "the disk is gone");
    EXPECT_EQ(state(), 0u);
    EXPECT_EQ(m_local.open_sessions(), 0);
    reopen();
    EXPECT_FALSE(is_active());
}

TEST_F(APool, OfATypeThatNobodyServesIsNotDefined)
{
    const auto failure = failure_of([&] {
        manager().define("<pool type='zfs'><name>z</name></pool>", xml::Strictness::Lenient);
    });
    EXPECT_EQ(failure.first, ErrorCode::InternalError);
    EXPECT_THAT(failure.second, HasSubstr("missing backend for pool type 'zfs': no storage backend serves"));
}

TEST_F(APool, OfATypeThatLibvirtDoesNotKnowIsServedWhenThereIsAPluginForIt)
{
    start("acme");
    write("a", "1");
    manager().refresh(pool());
    EXPECT_THAT(names(), ElementsAre("a"));
    EXPECT_THAT(manager().describe(pool(), Manager::Which::InForce), HasSubstr("<pool type='acme'>"));
    EXPECT_THAT(manager().capabilities(), HasSubstr("<pool type='acme' supported='yes'/>"));
    EXPECT_THAT(failure_of([&] { static_cast<void>(manager().find_sources("acme", {})); }),
                Pair(ErrorCode::NoSupport, "pool type 'acme' does not support source discovery"));
    reopen();
    EXPECT_EQ(state(), 2u);
    EXPECT_EQ(failure_of([&] { manager().define("<pool type='other'><name>o</name></pool>", xml::Strictness::Lenient); })
                  .first,
              ErrorCode::XmlError);
}

TEST_F(APool, IsFoundAgainByTheNextProcess)
{
    start();
    write("a", "123");
    reopen();
    EXPECT_EQ(state(), 2u);
    EXPECT_THAT(names(), ElementsAre("a"));
    EXPECT_THAT(FakeStorage::now().calls, ElementsAre("check", "start", "refresh"));
    manager().destroy(pool());
    reopen();
    EXPECT_FALSE(is_active());
}

TEST_F(APool, WhoseStorageIsGoneIsInactiveForTheNextProcess)
{
    start();
    FakeStorage::now().is_started = false; // the host has been started anew
    reopen();
    EXPECT_FALSE(is_active());
    EXPECT_EQ(m_local.open_sessions(), 0);
}

TEST_F(APool, ThatIsMarkedStartsWithItsRootOnceAfterTheHostWasStarted)
{
    manager().define(pool_xml(), xml::Strictness::Lenient);
    manager().set_autostart(pool(), true);
    reopen();
    EXPECT_TRUE(is_active());
    manager().destroy(pool());
    reopen();
    EXPECT_FALSE(is_active()); // it was stopped on purpose
    std::ofstream(m_base / "root/run/storage-started/p.xml") << "an earlier start of the host";
    reopen();
    EXPECT_TRUE(is_active());
    manager().destroy(pool());
    manager().set_autostart(pool(), false);
    std::ofstream(m_base / "root/run/storage-started/p.xml") << "an earlier start of the host";
    reopen();
    EXPECT_FALSE(is_active());
}

TEST_F(APool, ThatCannotStartByItselfIsReportedAndKeepsNobodyElseBack)
{
    manager().define(pool_xml(), xml::Strictness::Lenient);
    manager().set_autostart(pool(), true);
    FakeStorage::now().refusal = "the disk is gone";
    reopen();
    EXPECT_FALSE(is_active());
    EXPECT_THAT(m_reports, ElementsAre("Failed to autostart storage pool 'p': the disk is gone"));
}

TEST_F(APool, SaysThatItsStorageIsOutOfReachAndRecovers)
{
    start();
    FakeStorage::now().refusal = "the server does not answer";
    FakeStorage::now().is_reachable = false;
    EXPECT_EQ(failure_of([&] { manager().refresh(pool()); }).second, "the server does not answer");
    EXPECT_EQ(state(), 4u); // inaccessible
    EXPECT_TRUE(is_active());
    FakeStorage::now().is_reachable = true;
    EXPECT_EQ(failure_of([&] { manager().refresh(pool()); }).second, "the server does not answer");
    EXPECT_EQ(state(), 3u); // degraded
    FakeStorage::now().refusal.clear();
    manager().refresh(pool());
    EXPECT_EQ(state(), 2u);
}

TEST_F(APool, WhoseBackendCannotTellStopsWhenItCannotBeLookedAt)
{
    start("acme");
    FakeStorage::now().refusal = "the disk is gone";
    EXPECT_EQ(failure_of([&] { manager().refresh(pool()); }).second, "the disk is gone");
    EXPECT_FALSE(is_active());
    EXPECT_THAT(m_events, ElementsAre("stopped p"));
}

TEST_F(APool, KeepsWhatItHasWhileItIsDefinedAnew)
{
    start();
    const std::string changed = pool_xml().replace(pool_xml().find("volumes<"), 8, "others<");
    manager().define(changed, xml::Strictness::Lenient);
    EXPECT_THAT(manager().describe(pool(), Manager::Which::InForce), HasSubstr("/volumes<"));
    EXPECT_THAT(manager().describe(pool(), Manager::Which::Defined), HasSubstr("/others<"));
    manager().destroy(pool());
    EXPECT_THAT(manager().describe(pool(), Manager::Which::InForce), HasSubstr("/others<"));
}

TEST_F(APool, WithTheStorageOfAnotherIsRefused)
{
    manager().define(pool_xml(), xml::Strictness::Lenient);
    std::string other = pool_xml("dir", "q");
    other.replace(other.find("0001"), 4, "0002");
    EXPECT_THAT(failure_of([&] { manager().define(other, xml::Strictness::Lenient); }),
                Pair(ErrorCode::OperationFailed, "Storage source conflict with pool: 'p'"));
}

TEST_F(APool, WhoseDefinitionIsBrokenIsLeftOutAndReported)
{
    manager().define(pool_xml(), xml::Strictness::Lenient);
    std::ofstream(m_base / "root/etc/storage/p.xml") << "<pool>";
    reopen();
    EXPECT_EQ(failure_of([&] { is_active(); }).first, ErrorCode::NoStoragePool);
    ASSERT_EQ(m_reports.size(), 1u);
    EXPECT_THAT(m_reports.front(), HasSubstr("root/etc/storage/p.xml' is left out"));
}

TEST_F(APool, TellsOfSourcesAndWhatThisHostCanHave)
{
    EXPECT_EQ(manager().find_sources("dir", "<source/>"), "<sources><source/></sources>\n");
    EXPECT_THAT(failure_of([&] { static_cast<void>(manager().find_sources("tape", {})); }),
                Pair(ErrorCode::InternalError, "unknown storage pool type tape"));
    EXPECT_THAT(manager().capabilities(), HasSubstr("<pool type='dir' supported='yes'>"));
    EXPECT_THAT(manager().capabilities(), HasSubstr("<pool type='scsi' supported='no'/>"));
}

} // namespace
} // namespace modvirt::storage_manager
