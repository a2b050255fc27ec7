// SPDX-License-Identifier: LGPL-2.1-or-later
// The life of domains: states, reasons, ids and events, as clients of libvirt's test driver know them.
#include "fake_host.hpp"

namespace modvirt::test::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class LifeTest : public DriverTest {
protected:
    // "STATE/REASON"
    std::string state(const DomainRef &domain)
    {
        const DomainState state = m_driver->domain_get_state(domain, 0);
        return std::to_string(state.state) + "/" + std::to_string(state.reason);
    }
};

TEST_F(DriverTest, TheDefaultHostIsOpenedAndListedWithoutAnXmlParser)
{
    EXPECT_THAT(list(), ElementsAre("test"));
    const FoundDomain test = m_driver->domain_lookup_by_id(1);
    const DomainInfo info = m_driver->domain_get_info({1, test.uuid, test.name});
    EXPECT_EQ(store::to_text(test.uuid), "6695eb01-f6a4-8304-79aa-97f2502e193f");
    EXPECT_EQ(info.state, 1u);
    EXPECT_EQ(info.max_memory_kib, 8388608u);
    EXPECT_EQ(info.memory_kib, 2097152u);
    EXPECT_EQ(info.vcpus, 2u);
    EXPECT_GT(info.cpu_time_ns, 0u);
    EXPECT_FALSE(m_host.has_parsed());
}

TEST_F(DriverTest, TheFiguresOfTheDefaultDomainAreThoseOfItsXml)
{
    const FoundDomain test = m_driver->domain_lookup_by_name("test");
    const DomainRef ref{1, test.uuid, test.name};
    const DomainInfo before = m_driver->domain_get_info(ref);
    const std::string xml = m_driver->domain_get_xml_desc(ref, 0);
    EXPECT_TRUE(m_host.has_parsed());
    const DomainInfo after = m_driver->domain_get_info(ref);
    EXPECT_EQ(before.max_memory_kib, after.max_memory_kib);
    EXPECT_EQ(before.memory_kib, after.memory_kib);
    EXPECT_EQ(before.vcpus, after.vcpus);
    std::string expected(default_domain_xml());
    expected.insert(expected.find("'test'>") + 6, " id='1'");
    EXPECT_EQ(xml, expected);
    EXPECT_EQ(m_driver->domain_get_xml_desc(ref, 2), default_domain_xml());
}

TEST_F(DriverTest, TheDefaultHostIsSharedWhileAConnectionIsOpenAndNewAfterwards)
{
    auto other = m_host.open("/default");
    define("kept", 1);
    EXPECT_EQ(other->domain_lookup_by_name("kept").uuid, uuid(1));
    m_driver.reset();
    m_driver = m_host.open("/default");
    EXPECT_THAT(list(), ElementsAre("test", "kept"));
    m_driver.reset();
    other.reset();
    m_driver = m_host.open("/default");
    EXPECT_THAT(list(), ElementsAre("test"));
}

TEST_F(DriverTest, TheDefaultDomainSurvivesBeingStoppedStartedAndDroppedBeforeItsXmlIsRead)
{
    LiveDomain test;
    test.uuid = default_domain_uuid;
    m_driver->domain_destroy_flags(test, 0);
    EXPECT_EQ(m_driver->domain_get_info(test).max_memory_kib, 8388608u);
    m_driver->domain_create_with_flags(test, 0);
    EXPECT_EQ(test.id, 2);
    EXPECT_FALSE(m_host.has_parsed());
    m_driver->domain_undefine_flags(test, 0);
    EXPECT_THAT(m_driver->domain_get_xml_desc(test, 0), ::testing::StartsWith("<domain type='test' id='2'>"));
    m_driver->domain_destroy_flags(test, 0);
    EXPECT_THAT(list(), IsEmpty());
    EXPECT_THAT(m_driver->domain_define_xml_flags(default_domain_xml(), 0).name, "test");
}

TEST_F(LifeTest, OfADefinedDomainRunsThroughItsStatesAndTellsOfThem)
{
    LiveDomain domain = define("a", 1);
    EXPECT_EQ(state(domain), "5/0");
    m_driver->domain_create_with_flags(domain, 0);
    EXPECT_EQ(domain.id, 2);
    EXPECT_EQ(state(domain), "1/1");
    m_driver->domain_suspend(domain);
    EXPECT_EQ(state(domain), "3/1");
    m_driver->domain_resume(domain);
    EXPECT_EQ(state(domain), "1/5");
    m_driver->domain_shutdown_flags(domain, 0);
    EXPECT_EQ(domain.id, -1);
    EXPECT_EQ(state(domain), "5/1");
    m_driver->domain_create_with_flags(domain, 0);
    EXPECT_EQ(domain.id, 3);
    m_driver->domain_destroy_flags(domain, 0);
    EXPECT_EQ(domain.id, -1);
    EXPECT_EQ(state(domain), "5/2");
    define("a", 1);
    m_driver->domain_undefine_flags(domain, 0);
    EXPECT_THAT(m_host.take_events(), ElementsAre("a 0 0 -1", "a 2 0 2", "a 3 0 2", "a 4 0 2", "a 5 0 -1",
                                                  "a 2 0 3", "a 5 1 -1", "a 0 1 -1", "a 1 0 -1"));
}

TEST_F(LifeTest, CanBeginPaused)
{
    LiveDomain domain = define("a", 1);
    m_host.take_events();
    m_driver->domain_create_with_flags(domain, 1);
    EXPECT_EQ(state(domain), "3/1");
    EXPECT_THAT(m_host.take_events(), ElementsAre("a 2 0 2", "a 3 0 2"));
    const FoundDomain transient = m_driver->domain_create_xml(xml("t", 2), 1);
    EXPECT_EQ(state({transient.id, transient.uuid, transient.name}), "3/1");
}

TEST_F(LifeTest, OfATransientDomainEndsWithTheDomain)
{
    const FoundDomain found = m_driver->domain_create_xml(xml("t", 1), 0);
    LiveDomain domain;
    domain.uuid = found.uuid;
    domain.name = "t";
    EXPECT_EQ(found.id, 2);
    EXPECT_FALSE(m_driver->domain_is_persistent(domain));
    m_driver->domain_destroy_flags(domain, 0);
    const Failure failure = failure_of([&] { m_driver->domain_get_info(domain); });
    EXPECT_EQ(failure.code, ErrorCode::NoDomain);
    EXPECT_EQ(failure.message, "no domain with matching uuid '01000000-0000-0000-0000-000000000001' (t)");
}

TEST_F(LifeTest, RefusesWhatDoesNotFitTheState)
{
    LiveDomain domain = define("a", 1);
    const auto code = [](const std::function<void()> &action) { return failure_of(action).code; };
    EXPECT_EQ(code([&] { m_driver->domain_suspend(domain); }), ErrorCode::InternalError);
    EXPECT_EQ(code([&] { m_driver->domain_resume(domain); }), ErrorCode::InternalError);
    EXPECT_EQ(code([&] { m_driver->domain_shutdown_flags(domain, 0); }), ErrorCode::InternalError);
    EXPECT_EQ(code([&] { m_driver->domain_reboot(domain, 0); }), ErrorCode::OperationInvalid);
    EXPECT_EQ(code([&] { m_driver->domain_reset(domain, 0); }), ErrorCode::OperationInvalid);
    EXPECT_EQ(code([&] { m_driver->domain_destroy_flags(domain, 0); }), ErrorCode::OperationInvalid);
    m_driver->domain_create_with_flags(domain, 0);
    EXPECT_EQ(failure_of([&] { m_driver->domain_create_with_flags(domain, 0); }).message,
              "Domain 'a' is already running");
    EXPECT_EQ(code([&] { m_driver->domain_resume(domain); }), ErrorCode::InternalError);
    m_driver->domain_suspend(domain);
    EXPECT_EQ(failure_of([&] { m_driver->domain_suspend(domain); }).message, "domain 'a' not running");
}

TEST_F(LifeTest, RefusesFlagsThatItDoesNotKnow)
{
    LiveDomain domain = define("a", 1);
    const std::function<void()> calls[] = {
        [&] { m_driver->domain_create_with_flags(domain, 2); },
        [&] { m_driver->domain_create_xml("<domain/>", 2); },
        [&] { m_driver->domain_define_xml_flags("<domain/>", 2); },
        [&] { m_driver->domain_destroy_flags(domain, 2); },
        [&] { m_driver->domain_shutdown_flags(domain, 1); },
        [&] { m_driver->domain_reboot(domain, 64); },
        [&] { m_driver->domain_reset(domain, 1); },
        [&] { m_driver->domain_undefine_flags(domain, 4); },
        [&] { m_driver->domain_get_xml_desc(domain, 4); },
        [&] { m_driver->domain_get_state(domain, 1); },
        [&] { m_driver->domain_managed_save(domain, 8); },
        [&] { m_driver->domain_rename(domain, "b", 1); },
        [&] { list(0x10000); },
    };
    for (const auto &call : calls) {
        const Failure failure = failure_of(call);
        EXPECT_EQ(failure.code, ErrorCode::InvalidArg);
        EXPECT_THAT(failure.message, ::testing::StartsWith("unsupported flags (0x"));
    }
}

TEST_F(LifeTest, GoesOnOrEndsAfterARebootAndAPoweroffAsTheDefinitionSays)
{
    LiveDomain restarting = start("r", 1, "<on_poweroff>restart</on_poweroff>");
    m_driver->domain_suspend(restarting);
    m_host.take_events();
    m_driver->domain_shutdown_flags(restarting, 0);
    EXPECT_EQ(state(restarting), "1/1");
    m_driver->domain_reboot(restarting, 0);
    EXPECT_EQ(state(restarting), "1/1");
    EXPECT_THAT(m_host.take_events(), IsEmpty());
    for (const char *action : {"destroy", "preserve"}) {
        LiveDomain ending = start("e", 2, std::string("<on_reboot>") + action + "</on_reboot>");
        m_driver->domain_reboot(ending, 0);
        EXPECT_EQ(ending.id, -1);
        EXPECT_EQ(state(ending), "5/1");
        EXPECT_THAT(m_host.take_events(), ElementsAre("e 5 0 -1"));
    }
}

TEST_F(LifeTest, OfARedefinedDomainGoesOnAsItWasUntilItStartsAgain)
{
    LiveDomain domain = start("a", 1, "<title>old</title>");
    define("a", 1, "<title>new</title>");
    EXPECT_THAT(m_driver->domain_get_xml_desc(domain, 0), ::testing::HasSubstr("<title>old</title>"));
    EXPECT_THAT(m_driver->domain_get_xml_desc(domain, 2), ::testing::HasSubstr("<title>new</title>"));
    m_driver->domain_destroy_flags(domain, 0);
    m_driver->domain_create_with_flags(domain, 0);
    EXPECT_THAT(m_driver->domain_get_xml_desc(domain, 0), ::testing::HasSubstr("<title>new</title>"));
}

TEST_F(LifeTest, ThatIsCreatedFromADefinedDomainLeavesTheDefinitionAlone)
{
    define("a", 1, "<title>defined</title>");
    const FoundDomain found = m_driver->domain_create_xml(xml("a", 1, "<title>created</title>"), 0);
    LiveDomain domain;
    domain.uuid = found.uuid;
    EXPECT_TRUE(m_driver->domain_is_persistent(domain));
    EXPECT_THAT(m_driver->domain_get_xml_desc(domain, 0), ::testing::HasSubstr("<title>created</title>"));
    m_driver->domain_destroy_flags(domain, 0);
    EXPECT_THAT(m_driver->domain_get_xml_desc(domain, 0), ::testing::HasSubstr("<title>defined</title>"));
}

} // namespace
} // namespace modvirt::test::testing
