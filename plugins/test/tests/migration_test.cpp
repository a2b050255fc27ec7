// SPDX-License-Identifier: LGPL-2.1-or-later
// Migration between two pretended hosts, step by step as the library leads it.
#include <atomic>
#include <thread>

#include "fake_host.hpp"
#include "migration_cookie.hpp"

namespace modvirt::test::testing {
namespace {

using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr uint32_t live = 1, persist = 8, undefine = 16, paused = 32, non_shared = 64, offline = 1024,
                   post_copy = 32768;

std::span<const uint8_t> bytes_of(const std::string &text)
{
    return {reinterpret_cast<const uint8_t *>(text.data()), text.size()};
}

class MigrationTest : public DriverTest {
protected:
    MigrationTest()
    {
        write("there.xml", "<node/>");
        m_there = m_host.open(path("there.xml"));
        m_domain = start("a", 1);
    }

    // The steps in their order, as core/api/migration.cpp makes them; throws what the first one that fails
    // throws.
    FoundDomain migrate(uint32_t flags = 0, const Parameters &params = {})
    {
        Parameters wishes = params;
        const MigrationStep begun = m_driver->domain_migrate_begin(m_domain, wishes, flags);
        std::erase_if(wishes, [](const Parameter &each) { return each.name == "destination_xml"; });
        wishes.push_back({"destination_xml", begun.text});
        MigrationStep performed;
        bool is_prepared = false;
        try {
            const MigrationStep prepared =
                m_there->domain_migrate_prepare(wishes, bytes_of(begun.cookie), flags);
            is_prepared = true;
            if ((flags & offline) == 0)
                performed =
                    m_driver->domain_migrate_perform(m_domain, wishes, bytes_of(prepared.cookie), flags);
            const FoundDomain arrived =
                m_there->domain_migrate_finish(wishes, bytes_of(performed.cookie), flags, 0);
            m_driver->domain_migrate_confirm(m_domain, wishes, {}, flags, 0);
            return arrived;
        } catch (const Error &) {
            if (is_prepared) {
                EXPECT_EQ(failure_of([&] { m_there->domain_migrate_finish(wishes, {}, flags, 1); }).code,
                          ErrorCode::OperationAborted);
            }
            m_driver->domain_migrate_confirm(m_domain, wishes, {}, flags, 1);
            throw;
        }
    }
    Failure failing(uint32_t flags = 0, const Parameters &params = {})
    {
        return failure_of([&] { migrate(flags, params); });
    }
    // Migrates while `meanwhile` happens, once the memory is on its way.
    Failure migrating(uint32_t flags, const std::function<void()> &meanwhile)
    {
        Failure failure;
        std::atomic<bool> is_over = false;
        std::thread thread([&] {
            failure = failing(flags, {{"bandwidth", uint64_t{1}}});
            is_over = true;
        });
        while (!is_over && m_driver->domain_get_job_stats(m_domain, 0).type == 0)
            std::this_thread::yield();
        if (!is_over)
            meanwhile();
        thread.join();
        return failure;
    }
    static std::string state(Driver &driver, const DomainRef &domain)
    {
        const DomainState state = driver.domain_get_state(domain, 0);
        return std::to_string(state.state) + "/" + std::to_string(state.reason);
    }
    bool is_there() const
    {
        return failure_of([&] { m_there->domain_lookup_by_uuid(m_domain.uuid); }).code == ErrorCode::Ok;
    }

    std::unique_ptr<Driver> m_there;
    LiveDomain m_domain;
};

TEST_F(MigrationTest, ADomainRunsOnAtItsDestinationAndStopsHere)
{
    const std::string before = m_driver->domain_get_xml_desc(m_domain, 0);
    const FoundDomain arrived = migrate();
    EXPECT_EQ(arrived.name, "a");
    EXPECT_EQ(arrived.uuid, m_domain.uuid);
    EXPECT_EQ(state(*m_there, m_domain), "1/2");
    EXPECT_EQ(state(*m_driver, m_domain), "5/4");
    EXPECT_FALSE(m_there->domain_is_persistent(m_domain));
    EXPECT_EQ(m_there->domain_get_xml_desc(m_domain, 0).substr(before.find('\n')),
              before.substr(before.find('\n')));
    EXPECT_THAT(m_host.take_events(), ElementsAre("a 3 1 2", "a 5 3 -1"));
    EXPECT_THAT(m_host.take_far_events(), ElementsAre("a 2 1 1", "a 4 1 1"));
    EXPECT_THAT(m_host.take_other_events(), ElementsAre("a 21  0 0"));
    EXPECT_EQ(m_driver->domain_get_job_stats(m_domain, 1).type, 3);
}

TEST_F(MigrationTest, TheDefinitionFollowsWhenItIsAskedTo)
{
    migrate(live | persist | undefine);
    EXPECT_TRUE(m_there->domain_is_persistent(m_domain));
    EXPECT_EQ(failure_of([&] { m_driver->domain_lookup_by_uuid(m_domain.uuid); }).code, ErrorCode::NoDomain);
    EXPECT_THAT(m_host.take_events(), ElementsAre("a 3 1 2", "a 5 3 -1", "a 1 0 -1"));
    EXPECT_THAT(m_host.take_far_events(), ElementsAre("a 2 1 1", "a 0 0 1", "a 4 1 1"));
}

TEST_F(MigrationTest, ADomainArrivesPausedWhenItIsAskedToOrWasPaused)
{
    migrate(paused);
    EXPECT_EQ(state(*m_there, m_domain), "3/1");
    EXPECT_THAT(m_host.take_far_events(), ElementsAre("a 2 1 1", "a 3 0 1"));
    m_domain = start("b", 2);
    m_driver->domain_suspend(m_domain);
    migrate(live);
    EXPECT_EQ(state(*m_there, m_domain), "3/1");
}

TEST_F(MigrationTest, TheDestinationMayGiveItAnotherNameAndOtherXml)
{
    std::string other = m_driver->domain_get_xml_desc(m_domain, 0);
    other.insert(other.find("  <memory"), "  <title>moved</title>\n");
    const FoundDomain arrived =
        migrate(persist, {{"destination_name", std::string("z")}, {"destination_xml", other}});
    EXPECT_EQ(arrived.name, "z");
    EXPECT_THAT(m_there->domain_get_xml_desc(m_domain, 0),
                AllOf(HasSubstr("<name>z</name>"), HasSubstr("<title>moved</title>")));
    EXPECT_THAT(m_there->domain_get_xml_desc(m_domain, 2),
                AllOf(HasSubstr("<name>z</name>"), Not(HasSubstr("moved"))));
}

TEST_F(MigrationTest, WhatIsDefinedThereMayBeToldApart)
{
    std::string other = m_driver->domain_get_xml_desc(m_domain, 2);
    other.insert(other.find("  <memory"), "  <title>kept</title>\n");
    migrate(persist, {{"persistent_xml", other}});
    EXPECT_THAT(m_there->domain_get_xml_desc(m_domain, 0), Not(HasSubstr("kept")));
    EXPECT_THAT(m_there->domain_get_xml_desc(m_domain, 2), HasSubstr("kept"));
}

TEST_F(MigrationTest, XmlOfAnotherMachineIsRefused)
{
    std::string other = m_driver->domain_get_xml_desc(m_domain, 0);
    other.replace(other.find(">1024<"), 6, ">2048<");
    EXPECT_EQ(failing(0, {{"destination_xml", other}}).code, ErrorCode::ConfigUnsupported);
    EXPECT_EQ(failing(0, {{"destination_xml", xml("a", 3)}}).code, ErrorCode::ConfigUnsupported);
    EXPECT_EQ(failing(0, {{"persistent_xml", xml("c", 1)}}).code, ErrorCode::ConfigUnsupported);
    EXPECT_EQ(state(*m_driver, m_domain), "1/1");
    EXPECT_FALSE(is_there());
}

TEST_F(MigrationTest, WhatIsNotKnownIsRefusedBeforeAnythingMoves)
{
    const auto code = [&](uint32_t flags, const Parameters &params) { return failing(flags, params).code; };
    EXPECT_EQ(code(0, {{"colour", std::string("red")}}), ErrorCode::ArgumentUnsupported);
    EXPECT_EQ(code(0, {{"bandwidth", int32_t{1}}}), ErrorCode::InvalidArg);
    EXPECT_EQ(code(0, {{"migrate_disks", std::string("vda")}}), ErrorCode::InvalidArg);
    EXPECT_EQ(code(non_shared, {{"migrate_disks", std::string("vda")}}), ErrorCode::InvalidArg);
    EXPECT_EQ(code(0, {{"compression", std::string("mt")}}), ErrorCode::InvalidArg);
    EXPECT_EQ(code(2048, {{"compression", std::string("zip")}}), ErrorCode::InvalidArg);
    EXPECT_EQ(code(4, {}), ErrorCode::InvalidArg);
    EXPECT_EQ(code(0, {{"bandwidth", UINT64_MAX}}), ErrorCode::Overflow);
    EXPECT_THAT(m_host.take_far_events(), IsEmpty());
}

TEST_F(MigrationTest, ADomainCannotMoveToItsOwnHost)
{
    const MigrationStep begun = m_driver->domain_migrate_begin(m_domain, {}, 0);
    EXPECT_EQ(
        failure_of([&] {
            m_driver->domain_migrate_prepare({{"destination_xml", begun.text}}, bytes_of(begun.cookie), 0);
        }).code,
        ErrorCode::InternalError);
    m_driver->domain_migrate_confirm(m_domain, {}, {}, 0, 1);
    EXPECT_EQ(state(*m_driver, m_domain), "1/1");
}

TEST_F(MigrationTest, WhoIsAtTheDestinationAlreadyIsLeftAlone)
{
    FoundDomain other = m_there->domain_create_xml(xml("a", 9), 0);
    EXPECT_EQ(failing().code, ErrorCode::OperationFailed);
    EXPECT_EQ(m_there->domain_lookup_by_name("a").uuid, other.uuid);
    EXPECT_EQ(state(*m_driver, m_domain), "1/1");
}

TEST_F(MigrationTest, DomainsWithWhatCannotFollowStay)
{
    m_driver->domain_snapshot_create_xml(m_domain, "<domainsnapshot/>", 0);
    EXPECT_EQ(failing().code, ErrorCode::OperationInvalid);
    m_domain =
        start("b", 2, "<devices><disk type='file'><source file='/b'/><target dev='vda'/></disk></devices>");
    m_driver->domain_block_rebase(m_domain, "vda", "/copy", 1, 8);
    EXPECT_THAT(failing().message, HasSubstr("active block job"));
    m_domain = define("c", 3);
    EXPECT_THAT(failing().message, HasSubstr("not running"));
}

TEST_F(MigrationTest, TheDefinitionAloneMovesOffline)
{
    m_domain = define("c", 3);
    EXPECT_EQ(failing(offline).code, ErrorCode::OperationInvalid);
    const FoundDomain arrived = migrate(offline | persist | undefine);
    EXPECT_EQ(arrived.id, -1);
    EXPECT_EQ(state(*m_there, m_domain), "5/0");
    EXPECT_THAT(m_host.take_far_events(), ElementsAre("c 0 0 -1"));
    EXPECT_EQ(failure_of([&] { m_driver->domain_lookup_by_uuid(m_domain.uuid); }).code, ErrorCode::NoDomain);
}

TEST_F(MigrationTest, ALimitedMigrationTakesItsTimeAndTellsIt)
{
    const Failure failure = migrating(live, [&] {
        const JobStats stats = m_driver->domain_get_job_stats(m_domain, 0);
        EXPECT_EQ(stats.type, 2);
        EXPECT_EQ(state(*m_driver, m_domain), "1/1");
        m_host.advance(seconds(1));
    });
    EXPECT_EQ(failure.code, ErrorCode::Ok);
    EXPECT_EQ(state(*m_there, m_domain), "1/2");
}

TEST_F(MigrationTest, AMigrationThatIsAbortedLeavesTheDomainAsItWas)
{
    const Failure failure = migrating(0, [&] {
        EXPECT_EQ(state(*m_driver, m_domain), "3/2");
        m_driver->domain_abort_job_flags(m_domain, 0);
    });
    EXPECT_EQ(failure.code, ErrorCode::OperationAborted);
    EXPECT_EQ(state(*m_driver, m_domain), "1/6");
    EXPECT_FALSE(is_there());
    EXPECT_THAT(m_host.take_far_events(), ElementsAre("a 2 1 1", "a 5 5 1"));
    EXPECT_EQ(m_driver->domain_get_job_stats(m_domain, 1).type, 5);
}

TEST_F(MigrationTest, ADomainMayBeSuspendedOrDestroyedWhileItMoves)
{
    EXPECT_EQ(migrating(live,
                        [&] {
                            m_driver->domain_suspend(m_domain);
                            m_host.advance(seconds(1));
                        })
                  .code,
              ErrorCode::Ok);
    EXPECT_EQ(state(*m_there, m_domain), "3/1");
    m_domain = start("b", 2);
    EXPECT_EQ(migrating(live, [&] { m_driver->domain_destroy_flags(m_domain, 0); }).code,
              ErrorCode::OperationFailed);
    EXPECT_EQ(state(*m_driver, m_domain), "5/2");
    EXPECT_FALSE(is_there());
}

TEST_F(MigrationTest, TheSpeedMayChangeWhileADomainMoves)
{
    EXPECT_EQ(migrating(live,
                        [&] {
                            m_driver->domain_migrate_set_max_speed(m_domain, 100, 0);
                            m_host.advance(std::chrono::milliseconds(11));
                        })
                  .code,
              ErrorCode::Ok);
}

TEST_F(MigrationTest, PostCopyLetsTheGuestGoOnAtOnce)
{
    EXPECT_EQ(
        migrating(live | post_copy, [&] { m_driver->domain_migrate_start_post_copy(m_domain, 0); }).code,
        ErrorCode::Ok);
    EXPECT_THAT(m_host.take_events(), ElementsAre("a 3 7 2", "a 5 3 -1"));
    EXPECT_THAT(m_host.take_far_events(), ElementsAre("a 2 1 1", "a 4 3 1", "a 4 1 1"));
    m_domain = start("b", 2);
    migrating(live, [&] {
        EXPECT_EQ(failure_of([&] { m_driver->domain_migrate_start_post_copy(m_domain, 0); }).code,
                  ErrorCode::OperationInvalid);
        m_host.advance(seconds(1));
    });
}

TEST_F(MigrationTest, StepsThatNobodyBeganAreRefused)
{
    EXPECT_EQ(failure_of([&] { m_driver->domain_migrate_perform(m_domain, {}, {}, 0); }).code,
              ErrorCode::OperationInvalid);
    EXPECT_EQ(failure_of([&] { m_driver->domain_migrate_confirm(m_domain, {}, {}, 0, 0); }).code,
              ErrorCode::OperationInvalid);
    EXPECT_EQ(failure_of([&] {
                  m_there->domain_migrate_finish({{"destination_xml", xml("x", 8)}}, {}, 0, 0);
              }).code,
              ErrorCode::NoDomain);
    EXPECT_EQ(failure_of([&] { m_there->domain_migrate_prepare({}, {}, 0); }).code, ErrorCode::InternalError);
}

TEST(MigrationCookieTest, ACookieIsReadAsItWasWritten)
{
    const MigrationCookie cookie{"host", true, true, "<domain/>\n"};
    EXPECT_EQ(decode(bytes_of(encode(cookie))), cookie);
    EXPECT_EQ(decode({}), MigrationCookie{});
}

TEST(MigrationCookieTest, ADamagedCookieIsRefused)
{
    const std::string good = encode({"host", true, false, "<domain/>\n"});
    for (std::size_t size = 1; size < good.size(); ++size)
        EXPECT_EQ(failure_of([&] { decode(bytes_of(good.substr(0, size))); }).code, ErrorCode::InternalError)
            << size;
    EXPECT_EQ(failure_of([&] { decode(bytes_of("X" + good)); }).code, ErrorCode::InternalError);
    EXPECT_EQ(failure_of([&] { decode(bytes_of(good + "X")); }).code, ErrorCode::InternalError);
}

} // namespace
} // namespace modvirt::test::testing
