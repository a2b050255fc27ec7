// SPDX-License-Identifier: LGPL-2.1-or-later
#include "networks.hpp"

#include <fstream>

#include "fake_host.hpp"

namespace modvirt::test::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class NetworkTest : public DriverTest {
protected:
    static std::string xml(const std::string &name, int number, const std::string &inside = "")
    {
        return "<network><name>" + name + "</name><uuid>00000000-0000-0000-0000-00000000000" +
               std::to_string(number) + "</uuid>" + inside +
               "<ip address='10.0.0.1' netmask='255.255.255.0'/></network>";
    }
    static NetworkRef ref(const FoundNetwork &network) { return {network.uuid, network.name}; }

    std::vector<std::string> listed(uint32_t flags = 0)
    {
        std::vector<std::string> names;
        modvirt_network_sink sink{
            sizeof sink, 0, &names, [](const modvirt_network_sink *self, const modvirt_network_ref *network) {
                static_cast<std::vector<std::string> *>(self->data)->push_back(network->name);
                return 0;
            }};
        NetworkSink networks(&sink);
        m_networks.connect_list_all_networks(networks, flags);
        return names;
    }
    template <class Body>
    static std::string failure(Body &&body)
    {
        try {
            body();
        } catch (const Error &error) {
            return error.message();
        }
        return "no failure";
    }

    Networks m_networks{Machine::shared_default()};
};

TEST_F(NetworkTest, HasTheDefaultNetworkRunning)
{
    const FoundNetwork found = m_networks.network_lookup_by_name("default");
    EXPECT_EQ(m_networks.network_get_bridge_name(ref(found)), "virbr0");
    EXPECT_TRUE(m_networks.network_is_active(ref(found)));
    EXPECT_TRUE(m_networks.network_is_persistent(ref(found)));
    EXPECT_FALSE(m_networks.network_get_autostart(ref(found)));
    EXPECT_THAT(m_networks.network_get_xml_desc(ref(found), 0),
                HasSubstr("<uuid>dd8fe884-6c02-601e-7551-cca97df1c5df</uuid>\n  <forward mode='nat'/>\n"));
}

TEST_F(NetworkTest, DefinesStartsStopsAndUndefines)
{
    const FoundNetwork a = m_networks.network_define_xml_flags(xml("a", 1), 0);
    EXPECT_FALSE(m_networks.network_is_active(ref(a)));
    m_networks.network_create(ref(a));
    EXPECT_EQ(failure([&] { m_networks.network_create(ref(a)); }), "Network 'a' is already running");
    EXPECT_EQ(failure([&] { m_networks.network_undefine(ref(a)); }), "Network 'a' is still running");
    m_networks.network_set_autostart(ref(a), 1);
    EXPECT_THAT(listed(0x10), ElementsAre("a"));
    m_networks.network_destroy(ref(a));
    m_networks.network_destroy(ref(a));
    m_networks.network_undefine(ref(a));
    EXPECT_EQ(failure([&] { m_networks.network_create(ref(a)); }), "no network with matching name 'a'");
    EXPECT_EQ(failure([&] { m_networks.network_is_active(ref(a)); }),
              "no network with matching uuid '00000000-0000-0000-0000-000000000001'");
}

TEST_F(NetworkTest, ForgetsATransientNetworkThatEnds)
{
    const FoundNetwork passing = m_networks.network_create_xml_flags(xml("t", 2), 0);
    EXPECT_FALSE(m_networks.network_is_persistent(ref(passing)));
    EXPECT_THAT(listed(0x8), ElementsAre("t"));
    m_networks.network_destroy(ref(passing));
    EXPECT_THAT(listed(), ElementsAre("default"));
}

TEST_F(NetworkTest, SaysWhichNetworkHasNoBridge)
{
    const FoundNetwork a = m_networks.network_define_xml_flags(xml("a", 1), 0);
    EXPECT_EQ(failure([&] { m_networks.network_get_bridge_name(ref(a)); }),
              "network 'a' does not have a bridge name.");
}

TEST_F(NetworkTest, RefusesFlagsThatItDoesNotKnow)
{
    const FoundNetwork found = m_networks.network_lookup_by_name("default");
    EXPECT_EQ(failure([&] { m_networks.network_get_xml_desc(ref(found), 1); }),
              "unsupported flags (0x1) in function testNetworkGetXMLDesc");
    EXPECT_EQ(failure([&] { m_networks.network_define_xml_flags(xml("a", 1), 2); }),
              "unsupported flags (0x2) in function testNetworkDefineXMLFlags");
    EXPECT_EQ(failure([&] { listed(0x40); }),
              "unsupported flags (0x40) in function testConnectListAllNetworks");
}

TEST_F(NetworkTest, ValidatesWhenItIsAskedTo)
{
    EXPECT_EQ(failure([&] { m_networks.network_define_xml_flags(xml("a", 1, "<ipp/>"), 0); }), "no failure");
    EXPECT_THAT(failure([&] { m_networks.network_define_xml_flags(xml("b", 2, "<ipp/>"), 1); }),
                HasSubstr("'ip'"));
}

TEST_F(NetworkTest, RunsTheNetworksOfADescribedHost)
{
    std::ofstream(path("net.xml")) << "<network><name>in-a-file</name><bridge name='br2'/></network>";
    std::ofstream(path("host.xml")) << "<node><network><name>inside</name><bridge name='br1'/></network>"
                                       "<network file='net.xml'/></node>";
    Networks networks(Machine::described(path("host.xml")));
    for (const char *name : {"inside", "in-a-file"}) {
        const FoundNetwork found = networks.network_lookup_by_name(name);
        EXPECT_TRUE(networks.network_is_active(ref(found)));
        EXPECT_TRUE(networks.network_is_persistent(ref(found)));
    }
    EXPECT_EQ(failure([&] { networks.network_lookup_by_name("default"); }),
              "no network with matching name 'default'");
}

TEST_F(NetworkTest, TellsEveryConnectionOfItsLife)
{
    const auto second = m_host.open("/default");
    const FoundNetwork a = m_networks.network_define_xml_flags(xml("a", 1), 0);
    m_networks.network_create(ref(a));
    m_networks.network_destroy(ref(a));
    m_networks.network_destroy(ref(a));
    m_networks.network_undefine(ref(a));
    EXPECT_THAT(m_host.take_object_events(),
                ElementsAre("network a 0 0", "network a 0 0", "network a 0 2", "network a 0 2", "network a 0 3",
                            "network a 0 3", "network a 0 1", "network a 0 1"));
}

TEST_F(NetworkTest, UpdatesWhatIsInForceOrWhatIsDefined)
{
    const FoundNetwork a = m_networks.network_define_xml_flags(xml("a", 1), 0);
    const auto add = [&](const char *name, uint32_t flags) {
        m_networks.network_update(ref(a), 3, 9, -1, std::string("<portgroup name='") + name + "'/>", flags);
    };
    const auto has = [&](const char *name) {
        return m_networks.network_get_xml_desc(ref(a), 0).find(std::string("'") + name + "'") !=
               std::string::npos;
    };
    EXPECT_EQ(failure([&] { add("p", 1); }), "network is not running");
    add("stays", 0);
    m_networks.network_create(ref(a));
    add("passes", 0);
    add("both", 3);
    add("later", 2);
    EXPECT_TRUE(has("passes") && has("both") && has("stays") && !has("later"));
    m_networks.network_destroy(ref(a));
    EXPECT_TRUE(!has("passes") && has("both") && has("stays") && has("later"));
    const FoundNetwork passing = m_networks.network_create_xml_flags(xml("t", 2), 0);
    EXPECT_EQ(failure([&] { m_networks.network_update(ref(passing), 3, 9, -1, "<portgroup name='p'/>", 2); }),
              "cannot change persistent config of a transient network");
}

TEST_F(NetworkTest, LeasesTheAddressesThatGuestsTell)
{
    const NetworkRef network = ref(m_networks.network_lookup_by_name("default"));
    const auto leases = m_networks.network_get_dhcp_leases(network, std::nullopt, 0);
    ASSERT_EQ(leases.size(), 1u);
    EXPECT_EQ(leases[0].address, "192.168.122.3");
    EXPECT_EQ(leases[0].mac, "aa:bb:cc:dd:ee:ff");
    EXPECT_EQ(leases[0].interface, "virbr0");
    EXPECT_EQ(leases[0].hostname, "test");
    EXPECT_EQ(leases[0].prefix, 24u);
    EXPECT_TRUE(m_networks.network_get_dhcp_leases(network, "aa:bb:cc:dd:ee:00", 0).empty());
    EXPECT_EQ(failure([&] { m_networks.network_get_dhcp_leases(network, "zz", 0); }), "'zz' is no MAC address");
    m_networks.network_update(network, 3, 4, -1,
                              "<host mac='AA:BB:CC:DD:EE:FF' name='fixed' ip='192.168.122.77'/>", 0);
    const auto fixed = m_networks.network_get_dhcp_leases(network, "AA:BB:CC:DD:EE:FF", 0);
    ASSERT_EQ(fixed.size(), 1u);
    EXPECT_EQ(fixed[0].address, "192.168.122.77");
    EXPECT_EQ(fixed[0].hostname, "fixed");
    m_networks.network_destroy(network);
    EXPECT_TRUE(m_networks.network_get_dhcp_leases(network, std::nullopt, 0).empty());
}

TEST_F(NetworkTest, HasPortsUntilItStops)
{
    const NetworkRef network = ref(m_networks.network_lookup_by_name("default"));
    const std::string port_xml = "<networkport><uuid>" + store::to_text(uuid(5)) +
                                 "</uuid><owner><name>test</name><uuid>" + store::to_text(uuid(6)) +
                                 "</uuid></owner><mac address='52:54:00:00:00:01'/></networkport>";
    const auto found = m_networks.network_port_create_xml(network, port_xml, 0);
    EXPECT_EQ(found.uuid, uuid(5));
    EXPECT_EQ(failure_of([&] { m_networks.network_port_create_xml(network, port_xml, 0); }).code,
              ErrorCode::NetworkPortExist);
    const NetworkPortRef port{found.uuid, network};
    EXPECT_THAT(m_networks.network_port_get_xml_desc(port, 0), HasSubstr("<name>test</name>"));
    EXPECT_TRUE(m_networks.network_port_get_parameters(port, 0).empty());
    m_networks.network_port_set_parameters(port, {{"inbound.average", 100u}, {"inbound.peak", 200u}}, 0);
    EXPECT_EQ(m_networks.network_port_get_parameters(port, 0).size(), 2u);
    EXPECT_THAT(m_networks.network_port_get_xml_desc(port, 0),
                HasSubstr("<inbound average='100' peak='200'/>"));
    m_networks.network_port_set_parameters(port, {{"inbound.average", 0u}}, 0);
    EXPECT_TRUE(m_networks.network_port_get_parameters(port, 0).empty());
    m_networks.network_destroy(network);
    EXPECT_EQ(failure_of([&] { m_networks.network_port_lookup_by_uuid(network, uuid(5)); }).code,
              ErrorCode::NoNetworkPort);
    EXPECT_EQ(failure_of([&] { m_networks.network_port_create_xml(network, port_xml, 0); }).code,
              ErrorCode::OperationInvalid);
}

TEST_F(NetworkTest, BelongsToTheMachineOfItsConnection)
{
    int object = 0;
    auto *connection = reinterpret_cast<modvirt_connection *>(&object);
    EXPECT_EQ(OpenMachines::find(connection), nullptr);
    const auto machine = Machine::shared_default();
    {
        const Driver driver(machine, connection);
        EXPECT_EQ(OpenMachines::find(connection), machine);
    }
    EXPECT_EQ(OpenMachines::find(connection), nullptr);
}

} // namespace
} // namespace modvirt::test::testing
