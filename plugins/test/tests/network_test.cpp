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
