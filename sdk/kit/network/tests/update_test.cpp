// SPDX-License-Identifier: MIT
#include "kit/network/update.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "module.hpp"

namespace modvirt::network {

namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// virNetworkUpdateCommand and virNetworkUpdateSection
enum : uint32_t { Modify = 1, Delete = 2, AddLast = 3, AddFirst = 4 };
enum : uint32_t { Bridge = 1, DhcpHost = 4, DhcpRange = 5, ForwardInterface = 7, Portgroup = 9, DnsHost = 10, DnsTxt = 11, DnsSrv = 12 };

class NetworkUpdate : public ::testing::Test {
protected:
    void start(const std::string &inside)
    {
        m_config = parse(*modvirt_xml_interface_v1(), "<network><name>lan</name>" + inside + "</network>");
    }
    // The network's new document, or what was wrong.
    std::string update(uint32_t command, uint32_t section, std::string_view xml, int32_t index = -1)
    {
        try {
            m_config = with_update(*m_config, *modvirt_xml_interface_v1(), {command, section, index, xml});
            return format(*m_config);
        } catch (const Error &error) {
            m_code = error.code();
            m_domain = error.domain();
            return error.message();
        }
    }

    static constexpr const char *ip = "<bridge name='b0'/><ip address='10.0.0.1' netmask='255.255.255.0'>"
                                      "<dhcp><range start='10.0.0.2' end='10.0.0.100'/></dhcp></ip>";
    ConfigPtr m_config;
    ErrorCode m_code = ErrorCode::Ok;
    ErrorDomain m_domain = ErrorDomain::None;
};

TEST_F(NetworkUpdate, AddsHostsFirstAndLast)
{
    start(ip);
    update(AddLast, DhcpHost, "<host mac='52:54:00:00:00:01' name='a' ip='10.0.0.10'/>");
    EXPECT_THAT(update(AddFirst, DhcpHost, "<host mac='52:54:00:00:00:02' name='b' ip='10.0.0.11'/>"),
                HasSubstr("      <host mac='52:54:00:00:00:02' name='b' ip='10.0.0.11'/>\n"
                          "      <host mac='52:54:00:00:00:01' name='a' ip='10.0.0.10'/>\n"));
}

TEST_F(NetworkUpdate, RefusesAHostThatSharesAnythingWithAnother)
{
    start(ip);
    update(AddLast, DhcpHost, "<host mac='52:54:00:00:00:0a' name='a' ip='10.0.0.10'/>");
    EXPECT_THAT(update(AddLast, DhcpHost, "<host mac='52:54:00:00:00:0A' ip='10.0.0.12'/>"),
                HasSubstr("there is an existing dhcp host entry in network 'lan'"));
    EXPECT_EQ(m_code, ErrorCode::OperationInvalid);
    EXPECT_EQ(m_domain, ErrorDomain::Network);
    EXPECT_THAT(update(AddLast, DhcpHost, "<host name='r' ip='10.0.0.10'/>"),
                HasSubstr("\"<host mac='unknown' name='r' ip='10.0.0.10'/>\""));
}

TEST_F(NetworkUpdate, ModifiesAHostInItsPlace)
{
    start(ip);
    update(AddLast, DhcpHost, "<host mac='52:54:00:00:00:01' name='a' ip='10.0.0.10'/>");
    update(AddLast, DhcpHost, "<host mac='52:54:00:00:00:02' name='b' ip='10.0.0.11'/>");
    EXPECT_THAT(update(Modify, DhcpHost, "<host mac='52:54:00:00:00:01' name='c' ip='10.0.0.12'/>"),
                HasSubstr("      <host mac='52:54:00:00:00:01' name='c' ip='10.0.0.12'/>\n"
                          "      <host mac='52:54:00:00:00:02' name='b' ip='10.0.0.11'/>\n"));
    EXPECT_THAT(update(Modify, DhcpHost, "<host name='z' ip='10.0.0.99'/>"),
                HasSubstr("couldn't locate an existing dhcp host entry with \"mac='unknown'\" \"name='z'\""));
}

TEST_F(NetworkUpdate, DeletesAHostThatHasAllThatIsGiven)
{
    start(ip);
    update(AddLast, DhcpHost, "<host mac='52:54:00:00:00:01' name='a' ip='10.0.0.10'/>");
    EXPECT_EQ(update(Delete, DhcpHost, "<host mac='52:54:00:00:00:01' ip='10.0.0.11'/>"),
              "couldn't locate a matching dhcp host entry in network 'lan'");
    EXPECT_THAT(update(Delete, DhcpHost, "<host mac='52:54:00:00:00:01'/>"), Not(HasSubstr("<host")));
    EXPECT_THAT(update(Delete, DhcpHost, "<host/>"), HasSubstr("At least one of name, mac, or ip"));
}

TEST_F(NetworkUpdate, AddsAndDeletesRanges)
{
    start(ip);
    EXPECT_THAT(update(AddFirst, DhcpRange, "<range start='10.0.0.150' end='10.0.0.160'/>"),
                HasSubstr("      <range start='10.0.0.150' end='10.0.0.160'/>\n"
                          "      <range start='10.0.0.2' end='10.0.0.100'/>\n"));
    EXPECT_THAT(update(AddLast, DhcpRange, "<range start='10.0.0.2' end='10.0.0.100'/>"),
                HasSubstr("there is an existing dhcp range entry"));
    EXPECT_THAT(update(AddLast, DhcpRange, "<range start='10.1.0.2' end='10.1.0.100'/>"),
                HasSubstr("is not entirely within network 10.0.0.1/24"));
    EXPECT_THAT(update(Modify, DhcpRange, "<range start='10.0.0.2' end='10.0.0.100'/>"),
                HasSubstr("cannot be modified, only added or deleted"));
    update(Delete, DhcpRange, "<range start='10.0.0.150' end='10.0.0.160'/>");
    EXPECT_THAT(update(Delete, DhcpRange, "<range start='10.0.0.2' end='10.0.0.100'/>"), Not(HasSubstr("dhcp")));
}

TEST_F(NetworkUpdate, FindsTheAddressThatIsMeant)
{
    start("<bridge name='b0'/><ip address='10.0.0.1' netmask='255.255.255.0'/>"
          "<ip family='ipv6' address='fd00::1' prefix='64'/><ip address='10.2.0.1' netmask='255.255.255.0'/>");
    EXPECT_THAT(update(AddLast, DhcpHost, "<host name='a' ip='fd00::5'/>", 1),
                HasSubstr("prefix='64'>\n    <dhcp>\n      <host name='a' ip='fd00::5'/>"));
    EXPECT_THAT(update(AddLast, DhcpHost, "<host name='q' ip='10.0.0.5'/>"),
                HasSubstr("the address family of a host entry IP must match"));
    update(AddLast, DhcpRange, "<range start='10.2.0.100' end='10.2.0.110'/>", 2);
    EXPECT_EQ(update(AddLast, DhcpHost, "<host name='q' ip='10.0.0.5'/>", 0),
              "dhcp is supported only for a single IPv4 address on each network");
    EXPECT_THAT(update(AddLast, DhcpHost, "<host name='q' ip='10.0.0.5'/>", 7),
                HasSubstr("no <ip> element found at index 7 in network 'lan'"));
    start("<bridge name='b0'/>");
    EXPECT_THAT(update(AddLast, DhcpHost, "<host name='q' ip='10.0.0.5'/>"),
                HasSubstr("no <ip> element found in network 'lan'"));
}

TEST_F(NetworkUpdate, KeepsTheFirstInterfaceTheOneThatForwardNames)
{
    start("<forward mode='passthrough'><interface dev='e1'/><interface dev='e2'/></forward>");
    EXPECT_THAT(update(AddFirst, ForwardInterface, "<interface dev='e0'/>"), HasSubstr("<forward dev='e0'"));
    EXPECT_THAT(update(AddLast, ForwardInterface, "<interface dev='e2'/>"),
                HasSubstr("\"<interface dev='e2'>\""));
    update(Delete, ForwardInterface, "<interface dev='e0'/>");
    update(Delete, ForwardInterface, "<interface dev='e1'/>");
    EXPECT_THAT(update(Delete, ForwardInterface, "<interface dev='e2'/>"),
                HasSubstr("<forward mode='passthrough'/>"));
    EXPECT_THAT(update(Delete, ForwardInterface, "<interface dev='e2'/>"),
                HasSubstr("couldn't find an interface entry"));
    start("<bridge name='b0'/>");
    EXPECT_THAT(update(AddLast, ForwardInterface, "<interface dev='e2'/>"), HasSubstr("has no <forward>"));
}

TEST_F(NetworkUpdate, HasOneDefaultPortGroup)
{
    start("<bridge name='b0'/><portgroup name='p' default='yes'/>");
    EXPECT_THAT(update(AddLast, Portgroup, "<portgroup name='q' default='yes'/>"),
                HasSubstr("Only one default is allowed."));
    EXPECT_THAT(update(AddLast, Portgroup, "<portgroup name='p'/>"), HasSubstr("existing portgroup entry"));
    EXPECT_THAT(update(Modify, Portgroup,
                       "<portgroup name='p'><bandwidth><inbound average='10'/></bandwidth></portgroup>"),
                HasSubstr("<portgroup name='p'>\n    <bandwidth>\n      <inbound average='10'/>"));
    EXPECT_THAT(update(AddFirst, Portgroup, "<portgroup name='q' default='yes'/>"),
                HasSubstr("  <portgroup name='q' default='yes'>\n  </portgroup>\n  <portgroup name='p'>"));
    EXPECT_THAT(update(Delete, Portgroup, "<portgroup name='q'/>"), Not(HasSubstr("'q'")));
    EXPECT_THAT(update(Modify, Portgroup, "<portgroup name='q'/>"), HasSubstr("couldn't find a portgroup entry"));
}

TEST_F(NetworkUpdate, ChangesDnsRecords)
{
    start("<bridge name='b0'/><dns><host ip='10.0.0.5'><hostname>a</hostname><hostname>b</hostname></host>"
          "<host ip='10.0.0.6'><hostname>b</hostname></host></dns>");
    EXPECT_EQ(update(Delete, DnsHost, "<host><hostname>b</hostname></host>"),
              "multiple matching DNS HOST records were found in network lan");
    EXPECT_THAT(update(AddLast, DnsHost, "<host ip='10.0.0.5'><hostname>c</hostname></host>"),
                HasSubstr("there is already at least one DNS HOST record"));
    EXPECT_THAT(update(Delete, DnsHost, "<host ip='10.0.0.6'/>"), Not(HasSubstr("10.0.0.6")));
    EXPECT_THAT(update(Delete, DnsHost, "<host><hostname>a</hostname></host>"), Not(HasSubstr("<dns>")));
    EXPECT_THAT(update(AddLast, DnsTxt, "<txt name='a' value='v'/>"), HasSubstr("<txt name='a' value='v'/>"));
    EXPECT_EQ(update(AddLast, DnsTxt, "<txt name='a' value='w'/>"),
              "there is already a DNS TXT record with name 'a' in network lan");
    EXPECT_THAT(update(Delete, DnsTxt, "<txt name='a'/>"), Not(HasSubstr("<txt")));
    update(AddLast, DnsSrv, "<srv service='s' protocol='tcp' domain='d' target='t' port='1'/>");
    update(AddLast, DnsSrv, "<srv service='s' protocol='udp'/>");
    EXPECT_THAT(update(AddLast, DnsSrv, "<srv service='s' protocol='tcp'/>"),
                HasSubstr("there is already at least one DNS SRV record matching all specified fields"));
    EXPECT_THAT(update(Delete, DnsSrv, "<srv service='s'/>"), HasSubstr("multiple DNS SRV records"));
    EXPECT_THAT(update(Delete, DnsSrv, "<srv protocol='udp'/>"), Not(HasSubstr("udp")));
}

TEST_F(NetworkUpdate, SaysWhatItCannotDo)
{
    start(ip);
    EXPECT_EQ(update(AddLast, Bridge, "<bridge name='x'/>"),
              "can't update 'bridge' section of network 'lan'");
    EXPECT_EQ(m_code, ErrorCode::OperationUnsupported);
    EXPECT_EQ(update(AddLast, 99, "<bridge name='x'/>"), "can't update unrecognized section of network");
    EXPECT_EQ(update(7, DhcpHost, "<host mac='52:54:00:00:00:77' ip='10.0.0.77'/>"), "unrecognized network update command code 7");
    EXPECT_THAT(update(7, DhcpHost, "<host/>"), testing::Not(testing::HasSubstr("unrecognized")))
        << "what is wrong with the element is told first";
    EXPECT_EQ(update(AddLast, DhcpHost, "<foo/>"),
              "unexpected element <foo>, expecting <host>, while updating network 'lan'");
    EXPECT_EQ(m_code, ErrorCode::XmlError);
}

} // namespace

} // namespace modvirt::network
