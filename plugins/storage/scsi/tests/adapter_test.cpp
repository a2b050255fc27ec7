// SPDX-License-Identifier: LGPL-2.1-or-later
// Which host an <adapter> stands for.
#include "adapter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_hosts.hpp"
#include "kit/storage/schema.hpp"
#include "kit/xml/reader.hpp"
#include "modvirt/error.hpp"
#include "module.hpp"
#include "scsi_host.hpp"

namespace modvirt::storage_scsi {
namespace {

using ::testing::HasSubstr;

Adapter adapter_of(const std::string &element)
{
    const xml::Document document = xml::parse(
        *modvirt_xml_interface_v1(), "<pool type='scsi'><name>p</name><source>" + element + "</source></pool>", storage::pool_schema());
    return read_adapter(*document.root().child("source")->child("adapter"));
}

class Adapters : public ::testing::Test {
protected:
    uint32_t find(const std::string &element) { return find_host(m_hosts.sysfs(), adapter_of(element)); }
    Error refusal(const std::string &element)
    {
        try {
            find(element);
        } catch (const Error &error) {
            return error;
        }
        return {ErrorCode::Ok, ""};
    }

    FakeHosts m_hosts;
};

TEST_F(Adapters, AreCalledByTheirNumbers)
{
    EXPECT_EQ(find("<adapter name='host5'/>"), 5u);
    EXPECT_EQ(find("<adapter type='scsi_host' name='scsi_host12'/>"), 12u);
    EXPECT_EQ(find("<adapter name='fc_host3'/>"), 3u);
    for (const char *name : {"fred", "/dev/sda", "host", "hostx", "host5x", "host-1", "host99999999999"}) {
        const Error error = refusal(std::string("<adapter name='") + name + "'/>");
        EXPECT_EQ(error.code(), ErrorCode::InternalError) << name;
        EXPECT_THAT(error.message(), HasSubstr(std::string("Invalid adapter name '") + name + "' for SCSI pool"));
    }
    EXPECT_EQ(refusal("<adapter/>").code(), ErrorCode::XmlError);
}

TEST_F(Adapters, AreFoundByTheirPlaceAndNumberThere)
{
    m_hosts.add_host(0, "0000:00:1f.2", 1);
    m_hosts.add_host(1, "0000:00:1f.2", 2);
    m_hosts.add_host(2, "0000:05:00.0", 1);
    const auto parent = [](const char *unique_id, const char *bus, const char *slot, const char *function) {
        return std::string("<adapter type='scsi_host'><parentaddr unique_id='") + unique_id + "'><address domain='0x0000' bus='" + bus +
               "' slot='" + slot + "' function='" + function + "'/></parentaddr></adapter>";
    };
    EXPECT_EQ(find(parent("1", "0x00", "0x1f", "0x2")), 0u);
    EXPECT_EQ(find(parent("2", "0x00", "0x1f", "0x2")), 1u);
    EXPECT_EQ(find(parent("1", "0x05", "0x00", "0x0")), 2u);
    const Error error = refusal(parent("3", "0x00", "0x1f", "0x2"));
    EXPECT_EQ(error.code(), ErrorCode::XmlError);
    EXPECT_THAT(error.message(), HasSubstr("Failed to find scsi_host using PCI '0000:00:1f.2' and unique_id='3'"));
}

TEST_F(Adapters, OfFibreChannelAreFoundByTheirNames)
{
    m_hosts.add_names(3, "20000000c9831b4b", "10000000c9831b4b");
    m_hosts.add_names(4, "20000000c9831b4b", "10000000c9831b4c");
    EXPECT_EQ(find("<adapter type='fc_host' wwnn='20000000c9831b4b' wwpn='10000000c9831b4c'/>"), 4u);
    EXPECT_EQ(find("<adapter type='fc_host' wwnn='20000000C9831B4B' wwpn='10000000C9831B4B'/>"), 3u);
}

TEST_F(Adapters, OfFibreChannelAreNotMade)
{
    const Error error = refusal("<adapter type='fc_host' parent='scsi_host3' wwnn='20000000c9831b4b' wwpn='10000000c9831b4d'/>");
    EXPECT_EQ(error.code(), ErrorCode::XmlError);
    EXPECT_THAT(error.message(), HasSubstr("pools make no virtual ones: echo '10000000c9831b4d:20000000c9831b4b' > " + m_hosts.sysfs() +
                                           "/class/fc_host/host3/vport_create"));
}

TEST_F(Adapters, AreScannedWhole)
{
    m_hosts.add_host(7);
    EXPECT_TRUE(has_host(m_hosts.sysfs(), 7));
    scan_host(m_hosts.sysfs(), 7);
    EXPECT_EQ(m_hosts.scanned(7), "- - -");
    EXPECT_FALSE(has_host(m_hosts.sysfs(), 8));
    EXPECT_THROW(scan_host(m_hosts.sysfs(), 8), Error);
}

} // namespace
} // namespace modvirt::storage_scsi
