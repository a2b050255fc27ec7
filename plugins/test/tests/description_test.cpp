// SPDX-License-Identifier: LGPL-2.1-or-later
// Hosts that a file describes, and URIs that are none.
#include "fake_host.hpp"

namespace modvirt::test::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class DescriptionTest : public DriverTest {
protected:
    Driver *open(const std::string &text)
    {
        write("node.xml", text);
        m_driver = m_host.open(path("node.xml"));
        return m_driver.get();
    }
    Failure refused(const std::string &text)
    {
        return failure_of([&] { open(text); });
    }
    // A domain with `inside` in the test driver's namespace.
    static std::string domain(const std::string &inside)
    {
        return "<domain type='test' xmlns:t='http://libvirt.org/schemas/domain/test/1.0'><name>a</name>"
               "<memory>1024</memory><os><type>hvm</type></os>" +
               inside + "</domain>";
    }
    DomainState state()
    {
        return m_driver->domain_get_state({-1, m_driver->domain_lookup_by_name("a").uuid, "a"}, 0);
    }
};

TEST_F(DescriptionTest, WithoutAnythingIsADefaultNodeWithoutDomains)
{
    const NodeInfo node = open("<node/>")->node_get_info();
    EXPECT_EQ(node.model, "i686");
    EXPECT_EQ(node.cpus, 16u);
    EXPECT_EQ(node.memory_kib, 3145728u);
    EXPECT_TRUE(list().empty());
    EXPECT_EQ(m_driver->node_get_free_memory(), 0u);
    EXPECT_THAT(m_driver->connect_get_capabilities(), HasSubstr("<cells num='0'>"));
}

TEST_F(DescriptionTest, GivesADomainItsSnapshotsInAnyOrder)
{
    const auto snapshot = [](const std::string &name, const std::string &rest) {
        return "<name>" + name + "</name><state>shutoff</state><creationTime>5</creationTime>" + rest;
    };
    write("child.xml", "<domainsnapshot>" +
                           snapshot("child", "<parent><name>top</name></parent><active>1</active>") +
                           "</domainsnapshot>");
    open("<node>" +
         domain("<t:domainsnapshot file='child.xml'/><t:domainsnapshot>" + snapshot("top", "") +
                "</t:domainsnapshot><t:runstate>5</t:runstate>") +
         "</node>");
    const Uuid uuid = m_driver->domain_lookup_by_name("a").uuid;
    const DomainRef ref{-1, uuid, "a"};
    EXPECT_EQ(m_driver->domain_snapshot_current(ref, 0).name, "child");
    EXPECT_EQ(m_driver->domain_snapshot_get_parent({"child", ref}, 0).name, "top");
    EXPECT_EQ(state().state, 5);
    EXPECT_EQ(failure_of([&] {
                  m_driver->domain_revert_to_snapshot({"top", ref}, 4);
              }).code,
              ErrorCode::SnapshotRevertRisky);
}

TEST_F(DescriptionTest, RefusesSnapshotsThatCannotBe)
{
    const auto with = [](const std::string &name, const std::string &rest = "") {
        return "<t:domainsnapshot><name>" + name +
               "</name><state>shutoff</state><creationTime>5</creationTime>" + rest + "</t:domainsnapshot>";
    };
    const auto code = [&](const std::string &inside) {
        return refused("<node>" + domain(inside) + "</node>").code;
    };
    EXPECT_EQ(code(with("a") + with("a")), ErrorCode::OperationFailed);
    EXPECT_EQ(code(with("a", "<parent><name>b</name></parent>")), ErrorCode::InternalError);
    EXPECT_EQ(code(with("a", "<active>1</active>") + with("b", "<active>1</active>")),
              ErrorCode::InternalError);
    EXPECT_EQ(code("<t:domainsnapshot/>"), ErrorCode::XmlError);
    EXPECT_EQ(code("<t:domainsnapshot file='nothing.xml'/>"), ErrorCode::XmlError);
    const Failure failure = refused("<node>" +
                                    domain(with("a") + "<t:domainsnapshot><name>b</name>"
                                                       "</t:domainsnapshot>") +
                                    "</node>");
    EXPECT_THAT(failure.message, HasSubstr("node.xml"));
}

TEST_F(DescriptionTest, SaysWhatTheNodeIsLike)
{
    const NodeInfo node =
        open("<node><cpu><mhz> 6000 </mhz><model>i986</model><active>50</active><nodes>4</nodes>"
             "<sockets>3</sockets><cores>5</cores><threads>2</threads></cpu>"
             "<memory>8192000</memory></node>")
            ->node_get_info();
    EXPECT_EQ(node.model, "i986");
    EXPECT_EQ(node.mhz, 6000u);
    EXPECT_EQ(node.cpus, 50u);
    EXPECT_EQ(node.nodes, 4u);
    EXPECT_EQ(node.sockets, 3u);
    EXPECT_EQ(node.cores, 5u);
    EXPECT_EQ(node.threads, 2u);
    EXPECT_EQ(node.memory_kib, 8192000u);
}

TEST_F(DescriptionTest, CountsTheProcessorsWhenItDoesNotSayHowManyAreActive)
{
    EXPECT_EQ(open("<node><cpu><nodes>1</nodes><cores>3</cores></cpu></node>")->node_get_info().cpus, 12u);
    EXPECT_EQ(open("<node><cpu><nodes>4294967295</nodes><cores>4294967295</cores></cpu></node>")
                  ->node_get_info()
                  .cpus,
              4294967295u);
    EXPECT_EQ(open("<node><cpu><cores>0</cores></cpu></node>")->node_get_info().cpus, 0u);
}

TEST_F(DescriptionTest, RefusesNumbersThatAreNone)
{
    for (const char *name : {"mhz", "nodes", "sockets", "cores", "threads", "active"}) {
        for (const char *value : {"x", "-1", "", "1x", "4294967296"}) {
            const std::string element = std::string("<") + name + ">" + value + "</" + name + ">";
            const Failure failure = refused("<node><cpu>" + element + "</cpu></node>");
            EXPECT_EQ(failure.code, ErrorCode::XmlError) << element;
            EXPECT_THAT(failure.message, HasSubstr(std::string("invalid node cpu ") + name + " value"))
                << element;
        }
    }
    EXPECT_EQ(refused("<node><memory>much</memory></node>").code, ErrorCode::XmlError);
}

TEST_F(DescriptionTest, LeavesToOthersWhatIsNotItsOwn)
{
    open("<node>text<!-- c --><network><name>n</name><domain/></network><printer "
         "type='ink'/><cpu><cache><mhz>x</mhz>"
         "</cache></cpu><snapshot><name>computer</name></snapshot></node>");
    EXPECT_TRUE(list().empty());
}

TEST_F(DescriptionTest, HoldsDomainsOrNamesTheirFilesAndStartsThemInOrder)
{
    write("b.xml", xml("b", 2));
    write("c.xml", xml("c", 3));
    open("<node>" + xml("a", 1) + "<domain file='b.xml'/>\n<domain file='" + path("c.xml") + "'/></node>");
    EXPECT_THAT(list(), ElementsAre("a", "b", "c"));
    EXPECT_EQ(m_driver->domain_lookup_by_name("c").id, 3);
    EXPECT_EQ(m_driver->domain_lookup_by_name("b").uuid, uuid(2));
    EXPECT_TRUE(m_driver->domain_is_persistent({-1, uuid(1), "a"}));
}

TEST_F(DescriptionTest, SaysInWhatStateADomainIs)
{
    for (int number = 0; number <= 7; ++number) {
        open("<node>" + domain("<t:runstate>" + std::to_string(number) + "</t:runstate>") + "</node>");
        EXPECT_EQ(state().state, number);
        EXPECT_EQ(state().reason, 0);
        EXPECT_EQ(m_driver->domain_lookup_by_name("a").id, number == 5 ? -1 : 1);
    }
    open("<node>" + domain("<t:transient/>") + "</node>");
    EXPECT_FALSE(m_driver->domain_is_persistent({-1, m_driver->domain_lookup_by_name("a").uuid, "a"}));
    open("<node>" + domain("<t:hasmanagedsave/><t:runstate>5</t:runstate>") + "</node>");
    EXPECT_THAT(list(256), ElementsAre("a"));
}

TEST_F(DescriptionTest, MayDeclareTheNamespaceAtTheTop)
{
    open("<node xmlns:z='http://libvirt.org/schemas/domain/test/1.0'><domain type='test'><name>a</name>"
         "<memory>1</memory><os><type>hvm</type></os><z:runstate>3</z:runstate></domain></node>");
    EXPECT_EQ(state().state, 3);
}

TEST_F(DescriptionTest, RefusesStatesThatCannotBe)
{
    for (const char *inside :
         {"<t:runstate>8</t:runstate>", "<t:runstate>-1</t:runstate>", "<t:runstate>x</t:runstate>",
          "<t:runstate/>", "<t:transient/><t:runstate>5</t:runstate>", "<t:hasmanagedsave/>"})
        EXPECT_EQ(refused("<node>" + domain(inside) + "</node>").code, ErrorCode::XmlError) << inside;
}

TEST_F(DescriptionTest, RefusesADomainThatIsDescribedTwice)
{
    const Failure failure = refused("<node>" + xml("a", 1) + xml("a", 2) + "</node>");
    EXPECT_EQ(failure.code, ErrorCode::OperationFailed);
    EXPECT_THAT(failure.message, HasSubstr("domain 'a' already exists with uuid"));
}

TEST_F(DescriptionTest, NamesTheFileAndThePlaceOfAMistake)
{
    Failure failure = refused("<node>\n<cpu></node>");
    EXPECT_EQ(failure.code, ErrorCode::XmlDetail);
    EXPECT_THAT(failure.message, HasSubstr(path("node.xml") + ":2:"));
    failure = refused("<node><domain file='nope.xml'/></node>");
    EXPECT_EQ(failure.code, ErrorCode::XmlError);
    EXPECT_THAT(failure.message, HasSubstr(path("nope.xml")));
    failure = refused("<foo/>");
    EXPECT_EQ(failure.code, ErrorCode::XmlError);
    EXPECT_EQ(failure.message, "expecting root element of 'node', not 'foo'");
    write("other.xml", "<network/>");
    EXPECT_EQ(refused("<node><domain file='other.xml'/></node>").message,
              "expecting root element of 'domain', not 'network'");
    EXPECT_EQ(refused("").code, ErrorCode::XmlDetail);
}

TEST_F(DescriptionTest, KeepsTheLinesOfADomainInsideIt)
{
    const Failure failure =
        refused("<node>\n\n<domain type='test'>\n<name>a</name>\n<uuid>nonsense</uuid>"
                "<memory\nunit='KiB'>1</memory><os><type>hvm</type></os>\n<vcpu>many</vcpu></domain></node>");
    EXPECT_NE(failure.code, ErrorCode::Ok);
}

TEST_F(DescriptionTest, ThatIsMissingOrADirectoryIsNamed)
{
    const Failure missing = failure_of([&] { m_host.open("/nonexistent"); });
    EXPECT_EQ(missing.code, ErrorCode::XmlError);
    EXPECT_THAT(missing.message, HasSubstr("'/nonexistent': No such file"));
    EXPECT_EQ(failure_of([&] { m_host.open(m_directory); }).code, ErrorCode::XmlDetail);
}

TEST_F(DescriptionTest, LetsItsUsersInAndNobodyElse)
{
    const std::string text = "<node><auth><user password='123'>ann</user><user>bob</user></auth></node>";
    EXPECT_EQ(refused(text).code, ErrorCode::AuthFailed);
    m_host.answers = {{2, "bob"}};
    EXPECT_NO_THROW(open(text));
    m_host.answers = {{2, "ann"}};
    EXPECT_EQ(refused(text).code, ErrorCode::AuthFailed);
    m_host.answers = {{2, "ann"}, {5, "321"}};
    EXPECT_EQ(refused(text).code, ErrorCode::AuthFailed);
    m_host.answers = {{2, "eve"}, {5, "123"}};
    EXPECT_EQ(refused(text).code, ErrorCode::AuthFailed);
    m_host.answers = {{2, "ann"}, {5, "123"}};
    EXPECT_NO_THROW(open(text));
}

TEST_F(DescriptionTest, OfOneConnectionIsNotSeenByAnother)
{
    open("<node/>");
    const auto other = m_host.open(path("node.xml"));
    define("mine", 1);
    EXPECT_EQ(failure_of([&] { other->domain_lookup_by_name("mine"); }).code, ErrorCode::NoDomain);
}

TEST_F(DriverTest, UrisWithoutAPathOrOnOtherHostsAreRefused)
{
    for (const char *path : {"", "/"}) {
        const Failure failure = failure_of([&] { m_host.open(path); });
        EXPECT_EQ(failure.code, ErrorCode::InvalidArg);
        EXPECT_EQ(failure.message, "testOpen: supply a path or use test:///default");
    }
    EXPECT_EQ(failure_of([&] { m_host.open("/default", "elsewhere"); }).code, ErrorCode::NoConnect);
}

} // namespace
} // namespace modvirt::test::testing
