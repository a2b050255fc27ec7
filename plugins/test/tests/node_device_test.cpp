// SPDX-License-Identifier: LGPL-2.1-or-later
#include "node_devices.hpp"

#include "fake_host.hpp"

namespace modvirt::test::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class NodeDeviceTest : public DriverTest {
protected:
    static std::string port(const std::string &parent, const std::string &number = "4444")
    {
        return "<device><name>mine</name>" + parent +
               "<capability type='scsi_host'><capability type='fc_host'><wwnn>111122223333" + number +
               "</wwnn><wwpn>5555666677778888</wwpn></capability></capability></device>";
    }
    static std::vector<std::string> listed(Devices &devices, uint32_t flags = 0)
    {
        return collect_objects<NodeDeviceSink, modvirt_node_device_sink, modvirt_node_device_ref>(
            [&](NodeDeviceSink &sink) { devices.connect_list_all_node_devices(sink, flags); },
            [](const modvirt_node_device_ref &each) { return std::string(each.name); });
    }
    Failure refused(const std::string &xml)
    {
        return failure_of([&] { m_devices.node_device_create_xml(xml, 0); });
    }

    Devices m_devices{Machine::shared_default()};
};

TEST_F(NodeDeviceTest, HasTheDevicesOfTheDefaultHost)
{
    EXPECT_THAT(listed(m_devices),
                UnorderedElementsAre("computer", "scsi_host1", "scsi_host2", "scsi_host11"));
    EXPECT_EQ(m_devices.node_device_get_parent({"computer"}), "");
    EXPECT_EQ(m_devices.node_device_get_parent({"scsi_host11"}), "scsi_host1");
    EXPECT_THAT(m_devices.node_device_list_caps({"scsi_host1"}), ElementsAre("scsi_host"));
    EXPECT_THAT(m_devices.node_device_get_xml_desc({"scsi_host1"}, 0),
                HasSubstr("      <max_vports>0</max_vports>\n      <vports>0</vports>\n"));
    EXPECT_TRUE(m_devices.node_device_is_active({"computer"}));
    EXPECT_FALSE(m_devices.node_device_is_persistent({"computer"}));
}

TEST_F(NodeDeviceTest, ListsByCapability)
{
    EXPECT_THAT(listed(m_devices, 1u << 0), ElementsAre("computer"));
    EXPECT_THAT(listed(m_devices, 1u << 1), IsEmpty());
    EXPECT_THAT(listed(m_devices, 1u << 9), ElementsAre("scsi_host1", "scsi_host2", "scsi_host11"));
    EXPECT_THAT(listed(m_devices, 1u << 10), ElementsAre("scsi_host1", "scsi_host2"));
    EXPECT_THAT(listed(m_devices, 1u << 30), IsEmpty());
    EXPECT_EQ(failure_of([&] { listed(m_devices, 1u << 22); }).message,
              "unsupported flags (0x400000) in function testConnectListAllNodeDevices");
}

TEST_F(NodeDeviceTest, FindsAnAdapterByItsNames)
{
    EXPECT_EQ(m_devices.node_device_lookup_scsi_host_by_wwn("2000000056785678", "1000000056785678", 0).name,
              "scsi_host2");
    EXPECT_EQ(failure_of([&] { m_devices.node_device_lookup_scsi_host_by_wwn("1", "2", 0); }).code,
              ErrorCode::NoNodeDevice);
    EXPECT_EQ(failure_of([&] { m_devices.node_device_lookup_by_name("none"); }).message,
              "no node device with matching name 'none'");
}

TEST_F(NodeDeviceTest, MakesAVirtualPortAndTellsOfIt)
{
    const FoundNodeDevice made = m_devices.node_device_create_xml(port("<parent>scsi_host1</parent>"), 0);
    EXPECT_EQ(made.name, "scsi_host12");
    EXPECT_THAT(m_devices.node_device_get_xml_desc({made.name}, 0),
                HasSubstr("      <wwnn>1111222233334444</wwnn>\n      <wwpn>5555666677778888</wwpn>\n"
                          "      <fabric_wwn>2000000043214321</fabric_wwn>\n"));
    EXPECT_EQ(refused(port("<parent>scsi_host1</parent>")).code, ErrorCode::OperationFailed);
    m_devices.node_device_destroy({made.name});
    EXPECT_EQ(failure_of([&] { m_devices.node_device_destroy({made.name}); }).code, ErrorCode::NoNodeDevice);
    EXPECT_THAT(m_host.take_object_events(), ElementsAre("device scsi_host12 0 0", "device scsi_host12 0 1"));
}

TEST_F(NodeDeviceTest, FindsTheParentHoweverItIsNamed)
{
    const auto parent_of = [&](const std::string &parent, const std::string &number) {
        const auto made = m_devices.node_device_create_xml(port(parent, number), 0);
        return m_devices.node_device_get_parent({made.name});
    };
    EXPECT_EQ(parent_of("", "0001"), "scsi_host1");
    EXPECT_EQ(parent_of("<parent>scsi_host2</parent>", "0002"), "scsi_host2");
    EXPECT_EQ(parent_of("<parent wwnn='2000000056785678' wwpn='1000000056785678'/>", "0003"), "scsi_host2");
    EXPECT_EQ(parent_of("<parent fabric_wwn='2000000087658765'/>", "0004"), "scsi_host2");
}

TEST_F(NodeDeviceTest, SaysWhyThereCanBeNoPort)
{
    EXPECT_EQ(refused(port("<parent>none</parent>")).message, "Could not find parent device for 'new device'");
    EXPECT_EQ(refused(port("<parent>computer</parent>")).message,
              "Parent device computer is not capable of vport operations");
    EXPECT_EQ(refused(port("<parent wwnn='2000000056785678'/>")).code, ErrorCode::XmlError);
    EXPECT_EQ(refused("<device><capability type='net'><interface>e</interface></capability></device>").message,
              "Device is not a fibre channel HBA");
    EXPECT_EQ(refused("<device><capability type='scsi_host'><capability type='fc_host'/></capability></device>")
                  .message,
              "no WWNN supplied for 'new device', and auto-generation failed");
    EXPECT_EQ(failure_of([&] { m_devices.node_device_destroy({"computer"}); }).code,
              ErrorCode::OperationInvalid);
}

class MediatedDeviceTest : public NodeDeviceTest {
protected:
    MediatedDeviceTest()
    {
        write("host.xml",
              "<node><device><name>pci_1</name><capability type='pci'><domain>0</domain><bus>0</bus>"
              "<slot>2</slot><function>0</function><capability type='mdev_types'><type id='small'>"
              "<name>s</name><deviceAPI>vfio-pci</deviceAPI><availableInstances>2</availableInstances></type>"
              "</capability></capability></device></node>");
        m_mediated = std::make_unique<Devices>(Machine::described(path("host.xml")));
    }
    static std::string mediated(const std::string &type = "small")
    {
        return "<device><parent>pci_1</parent><capability type='mdev'><type id='" + type +
               "'/><uuid>11111111-2222-3333-4444-555555555555</uuid></capability></device>";
    }
    static constexpr const char *name = "mdev_11111111_2222_3333_4444_555555555555_pci_1";
    std::unique_ptr<Devices> m_mediated;
};

TEST_F(MediatedDeviceTest, IsDefinedStartedStoppedAndUndefined)
{
    EXPECT_EQ(m_mediated->node_device_define_xml(mediated(), 0).name, name);
    EXPECT_THAT(listed(*m_mediated, 1u << 30), ElementsAre(name));
    EXPECT_TRUE(m_mediated->node_device_is_persistent({name}));
    EXPECT_FALSE(m_mediated->node_device_is_active({name}));
    m_mediated->node_device_set_autostart({name}, 1);
    EXPECT_TRUE(m_mediated->node_device_get_autostart({name}));
    m_mediated->node_device_create({name}, 0);
    EXPECT_EQ(failure_of([&] { m_mediated->node_device_create({name}, 0); }).code,
              ErrorCode::OperationInvalid);
    EXPECT_THAT(listed(*m_mediated, 1u << 31), ElementsAre("pci_1", name));
    m_mediated->node_device_destroy({name});
    m_mediated->node_device_undefine({name}, 0);
    EXPECT_THAT(listed(*m_mediated), ElementsAre("pci_1"));
}

TEST_F(MediatedDeviceTest, IsGoneOnceItEndsWithoutADefinition)
{
    m_mediated->node_device_create_xml(mediated(), 0);
    EXPECT_EQ(failure_of([&] { m_mediated->node_device_set_autostart({name}, 1); }).code,
              ErrorCode::OperationInvalid);
    EXPECT_EQ(failure_of([&] { m_mediated->node_device_undefine({name}, 0); }).code,
              ErrorCode::OperationInvalid);
    m_mediated->node_device_destroy({name});
    EXPECT_THAT(listed(*m_mediated), ElementsAre("pci_1"));
}

TEST_F(MediatedDeviceTest, NeedsAParentThatOffersItsType)
{
    EXPECT_THAT(failure_of([&] { m_mediated->node_device_define_xml(mediated("large"), 0); }).message,
                HasSubstr("offers no mediated devices of type 'large'"));
    EXPECT_EQ(failure_of([&] { m_devices.node_device_define_xml(mediated(), 0); }).message,
              "Could not find parent device for 'new device'");
    EXPECT_EQ(failure_of([&] { m_devices.node_device_define_xml(port(""), 0); }).code,
              ErrorCode::OperationUnsupported);
}

TEST_F(NodeDeviceTest, NeedsANameOnADescribedHost)
{
    write("host.xml", "<node><device><capability type='net'><interface>e</interface></capability></device></node>");
    EXPECT_EQ(failure_of([&] { Machine::described(path("host.xml")); }).code, ErrorCode::NoName);
}

} // namespace
} // namespace modvirt::test::testing
