// SPDX-License-Identifier: LGPL-2.1-or-later
// What a connection is, and what it tells of its host.
#include "conformance.hpp"

namespace conformance {
namespace {

using ::testing::HasSubstr;

class Connection : public Conformance {};

TEST_P(Connection, TellsItsUriTypeVersionAndHost)
{
    EXPECT_EQ(take_string(virConnectGetURI(connect())), m_uri);
    ASSERT_NE(virConnectGetType(connect()), nullptr);
    EXPECT_STRNE(virConnectGetType(connect()), "");
    EXPECT_NE(take_string(virConnectGetHostname(connect())), "");
    unsigned long version = 0;
    EXPECT_EQ(virConnectGetVersion(connect(), &version), 0);
    EXPECT_GT(version, 0u);
    EXPECT_EQ(virConnectGetLibVersion(connect(), &version), 0);
    EXPECT_GE(version, 9000000u);
    EXPECT_EQ(virConnectIsAlive(connect()), 1);
}

TEST_P(Connection, LivesUntilItsLastReferenceIsClosed)
{
    ASSERT_EQ(virConnectRef(connect()), 0);
    EXPECT_EQ(virConnectClose(connect()), 1);
    EXPECT_EQ(virConnectIsAlive(connect()), 1);
}

TEST_P(Connection, DescribesTheCapabilitiesOfItsHost)
{
    const std::string text = take_string(virConnectGetCapabilities(connect()));
    EXPECT_THAT(text, ::testing::StartsWith("<capabilities>"));
    EXPECT_THAT(text, HasSubstr("<host>"));
    EXPECT_THAT(text, HasSubstr("<guest>"));
}

TEST_P(Connection, CountsTheProcessorsOfItsHost)
{
    virNodeInfo node{};
    SKIP_UNLESS_SERVED(virNodeGetInfo(connect(), &node));
    EXPECT_STRNE(node.model, "");
    EXPECT_GT(node.cpus, 0u);
    EXPECT_LE(node.cpus, node.nodes * node.sockets * node.cores * node.threads);
    EXPECT_GT(node.memory, 0u);
}

TEST_P(Connection, OffersAtLeastOneVirtualProcessor)
{
    const int most = virConnectGetMaxVcpus(connect(), GetParam().domain_type.c_str());
    SKIP_UNLESS_SERVED(most);
    EXPECT_GE(most, 1);
}

TEST_P(Connection, ThatIsReadOnlySeesAndChangesNothing)
{
    const Domain domain = define("kept", 1);
    Connect reader(virConnectOpenReadOnly(m_uri.c_str()));
    if (!reader)
        GTEST_SKIP() << "a second connection to one place is refused: " << last_message();
    EXPECT_EQ(virDomainDefineXML(reader.get(), xml("new", 2).c_str()), nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_OPERATION_DENIED);
    EXPECT_EQ(virDomainCreateXML(reader.get(), xml("new", 2).c_str(), 0), nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_OPERATION_DENIED);
    const Domain seen(virDomainLookupByName(reader.get(), "test"));
    if (seen) {
        EXPECT_EQ(virDomainDestroy(seen.get()), -1);
        EXPECT_EQ(last_code(), VIR_ERR_OPERATION_DENIED);
        EXPECT_EQ(virDomainGetXMLDesc(seen.get(), VIR_DOMAIN_XML_SECURE), nullptr);
        EXPECT_EQ(last_code(), VIR_ERR_OPERATION_DENIED);
    }
    EXPECT_THAT(list(), ::testing::ElementsAre("kept"));
}

TEST_P(Connection, RefusesNullAndHandlesOfOtherKinds)
{
    EXPECT_EQ(virConnectGetType(nullptr), nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_CONN);
    EXPECT_EQ(virDomainGetName(nullptr), nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_DOMAIN);
    EXPECT_EQ(virDomainLookupByName(connect(), nullptr), nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
    EXPECT_EQ(virDomainLookupByUUIDString(connect(), "not a uuid"), nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
}

RUN_ON_EVERY_HYPERVISOR(Connection);

} // namespace
} // namespace conformance
