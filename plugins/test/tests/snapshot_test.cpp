// SPDX-License-Identifier: LGPL-2.1-or-later
// Snapshots and checkpoints, as clients of libvirt's test driver know them.
#include "fake_host.hpp"

namespace modvirt::test::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class SnapshotTest : public DriverTest {
protected:
    SnapshotTest() : m_domain(start("a", 1, devices)) { m_host.take_events(); }

    std::string take(const std::string &name, uint32_t flags = 0)
    {
        return m_driver
            ->domain_snapshot_create_xml(m_domain,
                                         "<domainsnapshot><name>" + name + "</name></domainsnapshot>", flags)
            .name;
    }
    std::string redefine(const std::string &name, const std::string &parent, const std::string &state,
                         uint32_t flags = 1, const std::string &memory = "1024")
    {
        std::string text = "<domainsnapshot><name>" + name + "</name><state>" + state +
                           "</state><creationTime>5</creationTime>";
        if (!parent.empty())
            text += "<parent><name>" + parent + "</name></parent>";
        std::string domain = xml("a", 1);
        domain.replace(domain.find("1024"), 4, memory);
        return m_driver->domain_snapshot_create_xml(m_domain, text + domain + "</domainsnapshot>", flags)
            .name;
    }
    void revert(const std::string &name, uint32_t flags = 0)
    {
        m_driver->domain_revert_to_snapshot({name, m_domain}, flags);
    }
    std::string text(const std::string &name, uint32_t flags = 0)
    {
        return m_driver->domain_snapshot_get_xml_desc({name, m_domain}, flags);
    }
    std::vector<std::string> names(uint32_t flags = 0)
    {
        return collect(
            [&](SnapshotSink &sink) { m_driver->domain_list_all_snapshots(m_domain, sink, flags); });
    }
    std::vector<std::string> children(const std::string &name, uint32_t flags = 0)
    {
        return collect([&](SnapshotSink &sink) {
            m_driver->domain_snapshot_list_all_children({name, m_domain}, sink, flags);
        });
    }
    std::string current() { return m_driver->domain_snapshot_current(m_domain, 0).name; }
    // "STATE/REASON"
    std::string state()
    {
        const DomainState state = m_driver->domain_get_state(m_domain, 0);
        return std::to_string(state.state) + "/" + std::to_string(state.reason);
    }
    static std::vector<std::string> collect(const std::function<void(SnapshotSink &)> &call)
    {
        std::vector<std::string> found;
        const modvirt_snapshot_sink raw{
            sizeof raw, 0, &found, [](const modvirt_snapshot_sink *sink, const modvirt_snapshot_ref *ref) {
                static_cast<std::vector<std::string> *>(sink->data)->push_back(ref->name);
                return int32_t{0};
            }};
        SnapshotSink sink(&raw);
        call(sink);
        return found;
    }

    static constexpr const char *devices =
        "<devices><disk type='file'><source file='/a.img'/><target dev='vda'/></disk>"
        "<graphics type='vnc' passwd='secret'/></devices>";
    LiveDomain m_domain;
};

TEST_F(SnapshotTest, IsOfTheDomainAsItIsAndBuildsOnTheCurrentOne)
{
    take("one");
    EXPECT_EQ(take("two"), "two");
    EXPECT_EQ(current(), "two");
    EXPECT_EQ(m_driver->domain_snapshot_get_parent({"two", m_domain}, 0).name, "one");
    EXPECT_THAT(text("two"), HasSubstr("<state>running</state>\n  <parent>\n    <name>one</name>"));
    EXPECT_THAT(text("two"), HasSubstr("<memory snapshot='internal'/>\n  <disks>\n"
                                       "    <disk name='vda' snapshot='internal'/>"));
    EXPECT_THAT(text("two"), HasSubstr("<domain type='test'>"));
    EXPECT_THAT(m_host.take_events(), IsEmpty());
}

TEST_F(SnapshotTest, TellsPasswordsOnlyWhenAsked)
{
    take("one");
    EXPECT_THAT(text("one"), Not(HasSubstr("secret")));
    EXPECT_THAT(text("one", 1), HasSubstr("passwd='secret'"));
    EXPECT_EQ(failure_of([&] { text("one", 2); }).code, ErrorCode::InvalidArg);
}

TEST_F(SnapshotTest, StopsTheDomainThatIsToBeHalted)
{
    take("one", 8);
    EXPECT_EQ(state(), "5/7");
    EXPECT_THAT(m_host.take_events(), ElementsAre(HasSubstr("a 5 6")));
    take("two", 8);
    EXPECT_THAT(text("two"), HasSubstr("<state>shutoff</state>"));
    EXPECT_THAT(m_host.take_events(), IsEmpty());
}

TEST_F(SnapshotTest, DoesNotHaltATransientDomainForGood)
{
    m_driver->domain_undefine_flags(m_domain, 0);
    EXPECT_EQ(failure_of([&] { take("one", 8); }).code, ErrorCode::OperationInvalid);
    take("one");
    redefine("off", "", "shutoff");
    EXPECT_EQ(failure_of([&] { revert("off"); }).code, ErrorCode::OperationInvalid);
    revert("off", 2);
    EXPECT_EQ(state(), "3/7");
}

TEST_F(SnapshotTest, RefusesWhatItCannotDo)
{
    const auto create = [&](const std::string &inside, uint32_t flags = 0) {
        return failure_of([&] {
                   m_driver->domain_snapshot_create_xml(
                       m_domain, "<domainsnapshot>" + inside + "</domainsnapshot>", flags);
               })
            .code;
    };
    for (const uint32_t flags : {4u, 16u, 32u, 1024u})
        EXPECT_EQ(create("", flags), ErrorCode::InvalidArg) << flags;
    EXPECT_EQ(create("<disks><disk name='vda' snapshot='manual'/></disks>"), ErrorCode::OperationUnsupported);
    EXPECT_EQ(create("<disks><disk name='vda' snapshot='external'/></disks>"), ErrorCode::ConfigUnsupported);
    EXPECT_EQ(create("<disks><disk name='vdz'/></disks>"), ErrorCode::ConfigUnsupported);
    EXPECT_EQ(create("<bogus/>", 512), ErrorCode::XmlInvalidSchema);
    take("one");
    EXPECT_EQ(create("<name>one</name>"), ErrorCode::OperationFailed);
    EXPECT_THAT(names(), ElementsAre("one"));
}

TEST_F(SnapshotTest, IsPutBackByItsDescription)
{
    redefine("a", "", "running");
    redefine("b", "a", "shutoff", 3);
    EXPECT_EQ(current(), "b");
    EXPECT_THAT(names(1), ElementsAre("a"));
    redefine("b", "", "shutoff");
    EXPECT_THAT(names(1024), ElementsAre("b", "a"));
    EXPECT_EQ(current(), "b");
    EXPECT_EQ(failure_of([&] { redefine("c", "nobody", "running"); }).code, ErrorCode::InvalidArg);
    EXPECT_EQ(failure_of([&] { redefine("a", "", "shutoff"); }).code, ErrorCode::InvalidArg);
    EXPECT_EQ(failure_of([&] { redefine("a", "", "running", 1, "2048"); }).code,
              ErrorCode::ConfigUnsupported);
    const std::string alone = "<domainsnapshot><name>d</name><state>running</state>"
                              "<creationTime>5</creationTime></domainsnapshot>";
    EXPECT_EQ(failure_of([&] { m_driver->domain_snapshot_create_xml(m_domain, alone, 1); }).code,
              ErrorCode::InternalError);
}

TEST_F(SnapshotTest, IsOfNoOtherDomain)
{
    const std::string other =
        "<domainsnapshot><name>d</name><state>running</state><creationTime>5</creationTime>" + xml("b", 2) +
        "</domainsnapshot>";
    const Failure failure = failure_of([&] { m_driver->domain_snapshot_create_xml(m_domain, other, 1); });
    EXPECT_EQ(failure.code, ErrorCode::InvalidArg);
    EXPECT_EQ(failure.domain, ErrorDomain::DomainSnapshot);
}

TEST_F(SnapshotTest, BringsBackStateAndConfiguration)
{
    take("run");
    m_driver->domain_suspend(m_domain);
    take("paused");
    m_driver->domain_destroy_flags(m_domain, 0);
    take("off");
    define("a", 1, "<devices/><vcpu>3</vcpu>");
    m_host.take_events();

    revert("run");
    EXPECT_EQ(state(), "1/4");
    EXPECT_EQ(m_driver->domain_get_info(m_domain).vcpus, 1u);
    EXPECT_THAT(m_host.take_events(), ElementsAre(HasSubstr("a 2 3")));
    EXPECT_EQ(current(), "run");
    const int32_t id = m_driver->domain_lookup_by_name("a").id;

    revert("paused");
    EXPECT_EQ(state(), "3/7");
    EXPECT_THAT(m_host.take_events(),
                ElementsAre(HasSubstr("a 5 6"), HasSubstr("a 2 3"), HasSubstr("a 3 5")));
    EXPECT_EQ(m_driver->domain_lookup_by_name("a").id, id + 1);
    EXPECT_EQ(m_driver->domain_lookup_by_id(id + 1).name, "a");
    EXPECT_EQ(failure_of([&] { m_driver->domain_lookup_by_id(id); }).code, ErrorCode::NoDomain);

    revert("paused", 1);
    EXPECT_EQ(state(), "1/4");
    m_host.take_events();

    revert("off");
    EXPECT_EQ(state(), "5/7");
    EXPECT_THAT(m_host.take_events(), ElementsAre(HasSubstr("a 5 6")));
    revert("off");
    EXPECT_THAT(m_host.take_events(), IsEmpty());
    revert("off", 1);
    EXPECT_EQ(state(), "1/4");
    EXPECT_EQ(failure_of([&] { revert("nobody"); }).code, ErrorCode::NoDomainSnapshot);
    EXPECT_EQ(failure_of([&] { revert("off", 8); }).code, ErrorCode::InvalidArg);
}

TEST_F(SnapshotTest, StaysWithADomainThatIsRenamed)
{
    m_driver->domain_destroy_flags(m_domain, 0);
    take("one");
    m_driver->domain_rename(m_domain, "b", 0);
    EXPECT_THAT(names(), ElementsAre("one"));
    revert("one", 1);
    EXPECT_THAT(list(), ElementsAre("test", "b"));
}

TEST_F(SnapshotTest, KeepsAnInactiveDomainFromBeingUndefined)
{
    take("one", 8);
    EXPECT_THAT(list(1u << 12), ElementsAre("a"));
    EXPECT_THAT(list(1u << 13), ElementsAre("test"));
    EXPECT_EQ(failure_of([&] { m_driver->domain_undefine_flags(m_domain, 0); }).code,
              ErrorCode::OperationInvalid);
    m_driver->domain_undefine_flags(m_domain, 2);
    EXPECT_EQ(failure_of([&] { names(); }).code, ErrorCode::NoDomain);
    m_domain = define("a", 1);
    EXPECT_THAT(names(), IsEmpty());
}

TEST_F(SnapshotTest, IsDeletedAloneOrWithWhatBuildsOnIt)
{
    for (const char *name : {"a", "b", "c", "d"})
        take(name);
    const auto remove = [&](const char *name, uint32_t flags) {
        m_driver->domain_snapshot_delete({name, m_domain}, flags);
    };
    remove("b", 0);
    EXPECT_THAT(children("a"), ElementsAre("c"));
    remove("c", 4);
    EXPECT_EQ(current(), "c");
    remove("c", 1);
    EXPECT_EQ(current(), "a");
    remove("a", 0);
    EXPECT_FALSE(m_driver->domain_has_current_snapshot(m_domain, 0));
    EXPECT_EQ(failure_of([&] { remove("a", 0); }).code, ErrorCode::NoDomainSnapshot);
    EXPECT_EQ(failure_of([&] { remove("a", 2); }).code, ErrorCode::InvalidArg);
    EXPECT_EQ(failure_of([&] { current(); }).code, ErrorCode::NoDomainSnapshot);
}

class CheckpointTest : public SnapshotTest {
protected:
    std::string mark(const std::string &inside, uint32_t flags = 0)
    {
        return m_driver
            ->domain_checkpoint_create_xml(m_domain, "<domaincheckpoint>" + inside + "</domaincheckpoint>",
                                           flags)
            .name;
    }
    ErrorCode refused(const std::string &inside, uint32_t flags = 0)
    {
        return failure_of([&] { mark(inside, flags); }).code;
    }
};

TEST_F(CheckpointTest, CoversTheDisksAndFollowsTheOneBefore)
{
    mark("<name>one</name>");
    mark("<name>two</name>", 2);
    EXPECT_EQ(m_driver->domain_checkpoint_get_parent({"two", m_domain}, 0).name, "one");
    const std::string text = m_driver->domain_checkpoint_get_xml_desc({"two", m_domain}, 2);
    EXPECT_THAT(text, HasSubstr("<disk name='vda' checkpoint='bitmap' bitmap='two'/>"));
    EXPECT_THAT(text, Not(HasSubstr("<domain ")));
    EXPECT_THAT(m_driver->domain_checkpoint_get_xml_desc({"two", m_domain}, 0), Not(HasSubstr("secret")));
    EXPECT_THAT(m_driver->domain_checkpoint_get_xml_desc({"two", m_domain}, 1), HasSubstr("secret"));
    m_driver->domain_checkpoint_delete({"one", m_domain}, 0);
    EXPECT_EQ(failure_of([&] {
                  m_driver->domain_checkpoint_get_parent({"two", m_domain}, 0);
              }).code,
              ErrorCode::NoDomainCheckpoint);
    EXPECT_THAT(list(1u << 14), ElementsAre("a"));
}

TEST_F(CheckpointTest, RefusesWhatItCannotDo)
{
    EXPECT_EQ(refused("<name>a/b</name>"), ErrorCode::XmlInvalidSchema);
    EXPECT_EQ(refused("<bogus/>"), ErrorCode::XmlInvalidSchema);
    EXPECT_EQ(refused("", 8), ErrorCode::InvalidArg);
    mark("<name>one</name>");
    EXPECT_EQ(refused("<name>one</name>"), ErrorCode::OperationFailed);
    m_driver->domain_destroy_flags(m_domain, 0);
    EXPECT_EQ(refused("<name>two</name>"), ErrorCode::OperationUnsupported);
    m_domain = start("b", 2);
    EXPECT_EQ(refused("<name>one</name>"), ErrorCode::ConfigUnsupported);
}

TEST_F(CheckpointTest, DoesNotGoTogetherWithSnapshots)
{
    mark("<name>one</name>");
    EXPECT_EQ(failure_of([&] { take("s"); }).code, ErrorCode::OperationUnsupported);
    m_driver->domain_checkpoint_delete({"one", m_domain}, 2);
    take("s");
    EXPECT_EQ(refused("<name>one</name>"), ErrorCode::OperationUnsupported);
}

TEST_F(CheckpointTest, IsPutBackByItsDescriptionWithOrWithoutTheDomain)
{
    mark("<name>one</name><creationTime>5</creationTime>", 1);
    mark("<name>two</name>");
    EXPECT_EQ(m_driver->domain_checkpoint_get_parent({"two", m_domain}, 0).name, "one");
    mark("<name>three</name><parent><name>one</name></parent><creationTime>5</creationTime>" +
             xml("a", 1, devices),
         1);
    mark("<name>four</name>");
    EXPECT_EQ(m_driver->domain_checkpoint_get_parent({"four", m_domain}, 0).name, "two");
    EXPECT_EQ(refused("<name>x</name><creationTime>5</creationTime>" + xml("b", 2, devices), 1),
              ErrorCode::InvalidArg);
    EXPECT_EQ(refused("<name>x</name>", 1), ErrorCode::InternalError);
    mark("<name>five</name><parent><name>four</name></parent><creationTime>5</creationTime>", 1);
    mark("<name>six</name>");
    EXPECT_EQ(m_driver->domain_checkpoint_get_parent({"six", m_domain}, 0).name, "five");
}

} // namespace
} // namespace modvirt::test::testing
