// SPDX-License-Identifier: LGPL-2.1-or-later
// Devices that come, go and change. What is done to one device by itself is the kit's and tested there.
#include "fake_host.hpp"

namespace modvirt::test::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr uint32_t live = 1;
constexpr uint32_t config = 2;
constexpr uint32_t inactive = 2; // of the XML

constexpr const char *disk = "<disk type='file'><source file='/b.img'/><target dev='vdb'/></disk>";
constexpr const char *drive =
    "<devices><disk type='file' device='cdrom'><target dev='sda'/></disk></devices>";

class HotplugTest : public DriverTest {
protected:
    std::string running(const DomainRef &domain) { return m_driver->domain_get_xml_desc(domain, 0); }
    std::string defined(const DomainRef &domain) { return m_driver->domain_get_xml_desc(domain, inactive); }

    ErrorCode attaching(const DomainRef &domain, const std::string &text, uint32_t flags)
    {
        return failure_of([&] { m_driver->domain_attach_device_flags(domain, text, flags); }).code;
    }
};

} // namespace

TEST_F(HotplugTest, ADeviceComesToTheConfigurationThatIsMeant)
{
    LiveDomain domain = start("a", 1);
    m_host.take_events();
    m_driver->domain_attach_device_flags(domain, disk, live);
    EXPECT_THAT(running(domain), HasSubstr("/b.img"));
    EXPECT_THAT(defined(domain), Not(HasSubstr("/b.img")));
    EXPECT_THAT(m_host.take_events(), ElementsAre("a #19 virtio-disk1 0"));
    m_driver->domain_attach_device_flags(domain, disk, config);
    EXPECT_THAT(defined(domain), HasSubstr("/b.img"));
    EXPECT_THAT(m_host.take_events(), IsEmpty());
    m_driver->domain_detach_device_flags(domain, disk, live | config);
    EXPECT_THAT(running(domain) + defined(domain), Not(HasSubstr("/b.img")));
    EXPECT_THAT(m_host.take_events(), ElementsAre("a #15 virtio-disk1 0"));
}

TEST_F(HotplugTest, WithoutFlagsTheDomainAsItIsNowIsMeant)
{
    LiveDomain off = define("a", 1);
    m_driver->domain_attach_device_flags(off, disk, 0);
    EXPECT_THAT(defined(off), HasSubstr("/b.img"));
    EXPECT_THAT(m_host.take_events(), ElementsAre("a 0 0 -1"));
    LiveDomain on = start("b", 2);
    m_driver->domain_attach_device_flags(on, disk, 0);
    EXPECT_THAT(defined(on), Not(HasSubstr("/b.img")));
}

TEST_F(HotplugTest, ADomainThatDoesNotHaveTheConfigurationIsToldBeforeTheDeviceIsRead)
{
    LiveDomain off = define("a", 1);
    EXPECT_EQ(attaching(off, "<broken", live), ErrorCode::OperationInvalid);
    EXPECT_EQ(attaching(off, disk, live | config), ErrorCode::OperationInvalid);
    const FoundDomain found = m_driver->domain_create_xml(xml("t", 2), 0);
    const DomainRef transient{found.id, found.uuid, found.name};
    EXPECT_EQ(attaching(transient, disk, config), ErrorCode::OperationInvalid);
    EXPECT_EQ(attaching(transient, disk, live), ErrorCode::Ok);
    EXPECT_EQ(attaching(transient, disk, 8), ErrorCode::InvalidArg);
    EXPECT_EQ(attaching(off, "<broken", config), ErrorCode::XmlDetail);
    EXPECT_EQ(attaching(off, "<strange/>", config), ErrorCode::ConfigUnsupported);
}

TEST_F(HotplugTest, WhatOneConfigurationRefusesHappensInNeither)
{
    LiveDomain domain = start("a", 1);
    m_driver->domain_attach_device_flags(domain, disk, config);
    m_host.take_events();
    EXPECT_EQ(attaching(domain, disk, live | config), ErrorCode::OperationInvalid);
    EXPECT_THAT(running(domain), Not(HasSubstr("/b.img")));
    m_driver->domain_attach_device_flags(domain, disk, live);
    m_driver->domain_detach_device_flags(domain, disk, config);
    m_host.take_events();
    EXPECT_EQ(attaching(domain, disk, live | config), ErrorCode::XmlError);
    EXPECT_THAT(defined(domain), Not(HasSubstr("/b.img")));
    EXPECT_THAT(m_host.take_events(), IsEmpty());
}

TEST_F(HotplugTest, AnInterfaceHasTheSameAddressInBothConfigurations)
{
    LiveDomain domain = start("a", 1);
    m_driver->domain_attach_device_flags(domain, "<interface type='user'/>", live | config);
    const std::string text = running(domain);
    const std::string address = text.substr(text.find("<mac address="), 34);
    EXPECT_THAT(defined(domain), HasSubstr(address));
}

TEST_F(HotplugTest, ADomainStartsAgainWithWhatItIsDefinedAs)
{
    LiveDomain domain = start("a", 1);
    m_driver->domain_attach_device_flags(domain, disk, live);
    m_driver->domain_destroy_flags(domain, 0);
    m_driver->domain_create_with_flags(domain, 0);
    EXPECT_THAT(running(domain), Not(HasSubstr("/b.img")));
}

TEST_F(HotplugTest, ADeviceIsDetachedByItsName)
{
    LiveDomain domain = start("a", 1);
    m_driver->domain_attach_device_flags(
        domain, "<interface type='user'><alias name='ua-uplink'/></interface>", live | config);
    m_host.take_events();
    EXPECT_EQ(failure_of([&] { m_driver->domain_detach_device_alias(domain, "net0", 0); }).code,
              ErrorCode::InternalError);
    m_driver->domain_detach_device_alias(domain, "ua-uplink", live | config);
    EXPECT_THAT(running(domain) + defined(domain), Not(HasSubstr("<interface")));
    EXPECT_THAT(m_host.take_events(), ElementsAre("a #15 ua-uplink 0"));
}

TEST_F(HotplugTest, ADriveOpensForAnotherMedium)
{
    LiveDomain domain = start("a", 1, drive);
    m_host.take_events();
    const std::string disc = "<disk type='file' device='cdrom'><source file='/c.iso'/><target dev='sda'/></disk>";
    m_driver->domain_update_device_flags(domain, disc, live);
    EXPECT_THAT(running(domain), HasSubstr("/c.iso"));
    EXPECT_THAT(m_host.take_events(), ElementsAre("a #10 scsi0-0-0-0 0", "a #10 scsi0-0-0-0 1"));
    m_driver->domain_update_device_flags(domain, disc, live | 4);
    EXPECT_THAT(m_host.take_events(), IsEmpty());
    m_driver->domain_attach_device_flags(
        domain, "<disk type='file' device='cdrom'><target dev='sda'/></disk>", live);
    EXPECT_THAT(running(domain), Not(HasSubstr("/c.iso")));
    EXPECT_THAT(m_host.take_events(), ElementsAre("a #10 scsi0-0-0-0 0", "a #10 scsi0-0-0-0 1"));
}

TEST_F(HotplugTest, AnUpdateIsMadeInBothConfigurationsOrNone)
{
    LiveDomain domain = start("a", 1, "<devices><graphics type='vnc' port='5901'/></devices>");
    const auto update = [&](const std::string &text, uint32_t flags) {
        return failure_of([&] { m_driver->domain_update_device_flags(domain, text, flags); }).code;
    };
    EXPECT_EQ(update("<graphics type='vnc' port='5902'/>", live | config), ErrorCode::OperationUnsupported);
    EXPECT_THAT(defined(domain), HasSubstr("5901"));
    EXPECT_EQ(update("<graphics type='vnc' port='5902'/>", config), ErrorCode::Ok);
    EXPECT_THAT(defined(domain), HasSubstr("5902"));
    EXPECT_THAT(running(domain), HasSubstr("5901"));
}

} // namespace modvirt::test::testing
