// SPDX-License-Identifier: LGPL-2.1-or-later
#include "interfaces.hpp"

#include "fake_host.hpp"

namespace modvirt::test::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class InterfaceTest : public DriverTest {
protected:
    static std::string xml(const std::string &name, const std::string &mac)
    {
        return "<interface type='ethernet' name='" + name + "'><start mode='none'/><mac address='" + mac +
               "'/></interface>";
    }
    static InterfaceRef ref(const FoundInterface &interface) { return {interface.name, interface.mac}; }
    std::vector<std::string> listed(uint32_t flags = 0)
    {
        return collect_objects<InterfaceSink, modvirt_interface_sink, modvirt_interface_ref>(
            [&](InterfaceSink &sink) { m_interfaces.connect_list_all_interfaces(sink, flags); },
            [](const modvirt_interface_ref &each) { return std::string(each.name); });
    }

    Interfaces m_interfaces{Machine::shared_default()};
};

TEST_F(InterfaceTest, HasTheDefaultInterfaceUp)
{
    const FoundInterface eth1 = m_interfaces.interface_lookup_by_name("eth1");
    EXPECT_EQ(eth1.mac, "aa:bb:cc:dd:ee:ff");
    EXPECT_TRUE(m_interfaces.interface_is_active(ref(eth1)));
    EXPECT_EQ(m_interfaces.interface_lookup_by_mac_string("AA:BB:CC:DD:EE:FF").name, "eth1");
    EXPECT_THAT(m_interfaces.interface_get_xml_desc(ref(eth1), 0), HasSubstr("<mtu size='1492'/>"));
}

TEST_F(InterfaceTest, DefinesStartsStopsAndUndefines)
{
    const FoundInterface eth5 = m_interfaces.interface_define_xml(xml("eth5", "aa:bb:cc:dd:ee:f1"), 0);
    EXPECT_THAT(listed(1), ElementsAre("eth5"));
    m_interfaces.interface_create(ref(eth5), 0);
    EXPECT_EQ(failure_of([&] { m_interfaces.interface_create(ref(eth5), 0); }).code,
              ErrorCode::OperationInvalid);
    EXPECT_THAT(listed(2), ElementsAre("eth1", "eth5"));
    m_interfaces.interface_define_xml(xml("eth5", "aa:bb:cc:dd:ee:f2"), 0);
    EXPECT_TRUE(m_interfaces.interface_is_active(ref(eth5)));
    m_interfaces.interface_destroy(ref(eth5), 0);
    EXPECT_EQ(failure_of([&] { m_interfaces.interface_destroy(ref(eth5), 0); }).code,
              ErrorCode::OperationInvalid);
    m_interfaces.interface_undefine(ref(eth5));
    EXPECT_EQ(failure_of([&] { m_interfaces.interface_undefine(ref(eth5)); }).message,
              "no interface with matching name 'eth5'");
}

TEST_F(InterfaceTest, SaysWhenSeveralHaveTheAddress)
{
    m_interfaces.interface_define_xml(xml("eth5", "aa:bb:cc:dd:ee:f1"), 0);
    m_interfaces.interface_define_xml(xml("eth6", "aa:bb:cc:dd:ee:f1"), 0);
    EXPECT_EQ(failure_of([&] { m_interfaces.interface_lookup_by_mac_string("aa:bb:cc:dd:ee:f1"); }).code,
              ErrorCode::MultipleInterfaces);
    EXPECT_EQ(failure_of([&] { m_interfaces.interface_lookup_by_mac_string("zz"); }).code,
              ErrorCode::NoInterface);
}

TEST_F(InterfaceTest, RollsBackWhatChangedSinceTheTransactionBegan)
{
    m_interfaces.interface_change_begin(0);
    EXPECT_EQ(failure_of([&] { m_interfaces.interface_change_begin(0); }).code, ErrorCode::OperationInvalid);
    m_interfaces.interface_define_xml(xml("eth5", "aa:bb:cc:dd:ee:f1"), 0);
    m_interfaces.interface_destroy({"eth1", ""}, 0);
    m_interfaces.interface_change_rollback(0);
    EXPECT_THAT(listed(), ElementsAre("eth1"));
    EXPECT_TRUE(m_interfaces.interface_is_active({"eth1", ""}));
    EXPECT_EQ(failure_of([&] { m_interfaces.interface_change_rollback(0); }).message,
              "no transaction running, nothing to rollback.");
}

TEST_F(InterfaceTest, KeepsWhatWasCommitted)
{
    m_interfaces.interface_change_begin(0);
    m_interfaces.interface_undefine({"eth1", ""});
    m_interfaces.interface_change_commit(0);
    EXPECT_EQ(failure_of([&] { m_interfaces.interface_change_commit(0); }).message,
              "no transaction running, nothing to be committed.");
    EXPECT_THAT(listed(), IsEmpty());
}

TEST_F(InterfaceTest, RefusesFlagsThatItDoesNotKnow)
{
    EXPECT_EQ(failure_of([&] { listed(4); }).message,
              "unsupported flags (0x4) in function testConnectListAllInterfaces");
    EXPECT_EQ(failure_of([&] { m_interfaces.interface_change_begin(1); }).code, ErrorCode::InvalidArg);
}

TEST_F(InterfaceTest, IsUpOnADescribedHost)
{
    write("iface.xml", xml("eth3", "aa:bb:cc:dd:ee:f3"));
    write("host.xml", "<node>" + xml("eth2", "aa:bb:cc:dd:ee:f2") + "<interface file='iface.xml'/></node>");
    Interfaces interfaces(Machine::described(path("host.xml")));
    for (const char *name : {"eth2", "eth3"})
        EXPECT_TRUE(interfaces.interface_is_active(ref(interfaces.interface_lookup_by_name(name))));
    EXPECT_EQ(failure_of([&] { interfaces.interface_lookup_by_name("eth1"); }).code, ErrorCode::NoInterface);
}

} // namespace
} // namespace modvirt::test::testing
