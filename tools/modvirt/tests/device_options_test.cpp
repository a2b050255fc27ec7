// SPDX-License-Identifier: LGPL-2.1-or-later
// What people write about devices: addresses, rates, signals, and devices picked out of a description.
#include "base/bandwidth.hpp"
#include "base/device_address.hpp"
#include "base/device_element.hpp"
#include "base/mac_address.hpp"
#include "base/parse.hpp"
#include "base/signal_names.hpp"

#include <gmock/gmock.h>
#include <modvirt/error.hpp>

namespace modvirt::cli {

using ::testing::IsEmpty;
using ::testing::SizeIs;

namespace {

std::string element_of(std::string_view text)
{
    const auto address = parse_device_address(text);
    return address ? address_element(*address) : "none";
}

std::optional<Rate> rate(const std::string &text, Direction direction = Direction::Inbound)
{
    const std::string option = "--" + std::string(direction_name(direction));
    return rate_of(parse_command({"domiftune", "guest", "net0", option, text}).arguments, direction);
}

template <typename Read>
std::string complaint(Read read)
{
    try {
        static_cast<void>(read());
    } catch (const Error &error) {
        return error.message();
    }
    return "accepted";
}

const char *const description = R"(<domain>
  <devices>
    <disk type='file' device='disk'>
      <source file='/a'/>
      <target dev='vda'/>
    </disk>
    <disk type='file' device='cdrom'>
      <target dev='hda'/>
    </disk>
    <disk type='network' device='cdrom'>
      <source protocol='http' name='vda'/>
      <target dev='hdb'/>
    </disk>
    <interface type='user'><mac address='52:54:00:00:0a:0b'/><target dev='net0'/></interface>
    <interface type='user'><mac address='52:54:00:00:0a:0b'/><target dev='net1'/></interface>
  </devices>
</domain>)";

} // namespace

TEST(DeviceAddresses, TellTheBusAndItsNumbers)
{
    EXPECT_EQ(element_of("pci:0000.01.1f.7"),
              "<address type='pci' domain='0x0000' bus='0x01' slot='0x1f' function='0x7'/>");
    EXPECT_EQ(element_of("ccw:0xfe.0.0001"), "<address type='ccw' cssid='0xfe' ssid='0x0' devno='0x0001'/>");
    EXPECT_EQ(element_of("usb:1.2"), "<address type='usb' bus='1' port='2'/>");
    for (const char *bus : {"scsi", "ide", "sata"})
        EXPECT_EQ(element_of(std::string(bus) + ":1.2.10"),
                  "<address type='drive' controller='1' bus='2' unit='10'/>");
}

TEST(DeviceAddresses, TakeAnySignBetweenNumbersAndLeaveWhatFollows)
{
    EXPECT_EQ(element_of("usb:1:2"), element_of("usb:1.2"));
    EXPECT_EQ(element_of("usb:1.2.3"), element_of("usb:1.2"));
}

TEST(DeviceAddresses, AreRefusedWhenANumberIsMissing)
{
    for (const char *text : {"", "pci", "pci:", "pci:1", "pci:1.2.3", "pci:1.2.3.", "pci:x.0.0.0",
                             "pci:-1.0.0.0", "usb:1", "usb:4294967296.0", "Pci:0.0.0.0", "nvme:0.0.0.0"})
        EXPECT_EQ(element_of(text), "none") << text;
}

TEST(DeviceAddresses, OfTheHostHaveNoBusInFront)
{
    EXPECT_TRUE(parse_pci_address("0000:01:02.3"));
    EXPECT_FALSE(parse_pci_address("01:02.3"));
    EXPECT_FALSE(parse_pci_address("pci:0000:01:02.3"));
}

TEST(DeviceAddresses, SayThatADeviceHasMoreFunctions)
{
    EXPECT_EQ(
        address_element(*parse_pci_address("0:1:2.3"), Multifunction::Yes),
        "<address type='pci' domain='0x0000' bus='0x01' slot='0x02' function='0x3' multifunction='on'/>");
}

TEST(HardwareAddresses, AreTheSameHoweverTheyAreWritten)
{
    EXPECT_EQ(parse_mac_address("52:54:00:0A:b:cd"), "52:54:00:0a:0b:cd");
    EXPECT_EQ(parse_mac_address("52:54:00:0a:0b:cd"), "52:54:00:0a:0b:cd");
}

TEST(HardwareAddresses, HaveSixBytesWithColons)
{
    for (const char *text : {"", "net0", "52:54:00:0a:0b", "52:54:00:0a:0b:cd:ef", "52:54:00:0a:0b:",
                             "52-54-0-a-b-c", "525:4:0:0:a:b", ":52:54:00:0a:0b:cd", "52:54:00:0a:0b:cg"})
        EXPECT_FALSE(parse_mac_address(text)) << text;
}

TEST(Rates, LeaveOutWhatStandsBetweenTwoCommas)
{
    EXPECT_EQ(rate("7")->average, 7);
    EXPECT_EQ(rate("1,,3")->burst, 3);
    EXPECT_EQ(rate("1,,3")->peak, 0);
    EXPECT_EQ(rate(",,,4")->floor, 4);
}

TEST(Rates, SayWhichFieldIsMalformed)
{
    EXPECT_EQ(complaint([] { return rate("1,x"); }), "field 'peak' is malformed");
    EXPECT_EQ(complaint([] { return rate("-1"); }), "field 'average' is malformed");
    EXPECT_EQ(complaint([] { return rate("1,2,3,4,5"); }), "Rate string '1,2,3,4,5' has too many fields");
}

TEST(Rates, HaveAFloorForWhatComesInOnly)
{
    EXPECT_EQ(complaint([] { return rate("1,2,3,4"); }), "accepted");
    EXPECT_EQ(complaint([] { return rate("1,2,3,4", Direction::Outbound); }),
              "outbound floor is unsupported yet");
}

TEST(Signals, HaveNumbersAndNamesWithOrWithoutSig)
{
    for (const char *text : {"9", "kill", "KILL", "SIGKILL", "sig_kill", "Sigkill"})
        EXPECT_EQ(signal_number(text), 9U) << text;
    EXPECT_EQ(signal_number("nop"), 0U);
    EXPECT_EQ(signal_number("rt0"), 32U);
    EXPECT_EQ(signal_number("SIGRT32"), 64U);
}

TEST(Signals, AreRefusedWhenNobodyKnowsThem)
{
    for (const char *text : {"", "sig", "sig_", "-1", "bogus", "sigrt_5", "rt33", "9x", "99999999999"})
        EXPECT_FALSE(signal_number(text)) << text;
}

TEST(DeviceElements, AreFoundByTargetAndByMedium)
{
    const DomainXml xml{std::string(description)};
    EXPECT_EQ(attribute_of_child(find_disk(xml, "/a", DiskKind::Any), "target", "dev"), "vda");
    EXPECT_EQ(attribute_of_child(find_disk(xml, "vda", DiskKind::Any), "target", "dev"), "vda");
    EXPECT_EQ(attribute_of_child(find_disk(xml, "vda", DiskKind::Removable), "target", "dev"), "hdb");
    EXPECT_EQ(complaint([&] { return find_disk(xml, "/a", DiskKind::Removable); }),
              "No disk found whose source path or target is /a");
}

TEST(DeviceElements, HaveNoMediumWhenADriveIsEmpty)
{
    const DomainXml xml{std::string(description)};
    EXPECT_EQ(disk_medium(find_disk(xml, "hda", DiskKind::Any)), nullptr);
    EXPECT_EQ(*disk_medium(find_disk(xml, "hdb", DiskKind::Any)), "vda");
}

TEST(DeviceElements, MayBeSeveralInterfacesOfOneAddress)
{
    const DomainXml xml{std::string(description)};
    EXPECT_THAT(find_interfaces(xml, "net1"), SizeIs(1));
    EXPECT_THAT(find_interfaces(xml, "52:54:0:0:A:B"), SizeIs(2));
    EXPECT_THAT(find_interfaces(xml, "nosuch"), IsEmpty());
}

TEST(DeviceElements, KeepTheirLayoutWhereBlanksAreKept)
{
    const DomainXml xml(description, Blanks::Kept);
    EXPECT_EQ(serialize_as_it_is(find_disk(xml, "hda", DiskKind::Any)),
              "<disk type=\"file\" device=\"cdrom\">\n      <target dev=\"hda\"/>\n    </disk>");
    EXPECT_EQ(
        serialize_as_it_is(*find_interfaces(xml, "net0").front()),
        "<interface type=\"user\"><mac address=\"52:54:00:00:0a:0b\"/><target dev=\"net0\"/></interface>");
}

} // namespace modvirt::cli
