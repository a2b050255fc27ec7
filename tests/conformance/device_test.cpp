// SPDX-License-Identifier: LGPL-2.1-or-later
// Devices that come to a domain, go and change: in its definition, in its guest, or in both.
#include "conformance.hpp"

namespace conformance {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr unsigned live = VIR_DOMAIN_AFFECT_LIVE;
constexpr unsigned config = VIR_DOMAIN_AFFECT_CONFIG;
constexpr unsigned current = VIR_DOMAIN_AFFECT_CURRENT;
constexpr const char *address = "52:54:00:c0:ff:01";
constexpr const char *card =
    "<interface type='user'><mac address='52:54:00:c0:ff:01'/><alias name='ua-uplink'/></interface>";
constexpr const char *drive =
    "<devices><disk type='file' device='cdrom'><target dev='sda' bus='sata'/><readonly/></disk></devices>";
constexpr const char *disc = "<disk type='file' device='cdrom'><source file='/disc.iso'/>"
                             "<target dev='sda' bus='sata'/><readonly/></disk>";

class ADevice : public Conformance {
protected:
    static std::string running(const Domain &domain) { return take_string(virDomainGetXMLDesc(domain.get(), 0)); }
    static std::string defined(const Domain &domain)
    {
        return take_string(virDomainGetXMLDesc(domain.get(), VIR_DOMAIN_XML_INACTIVE));
    }
    static int attach(const Domain &domain, unsigned flags)
    {
        return virDomainAttachDeviceFlags(domain.get(), card, flags);
    }
    static int detach(const Domain &domain, unsigned flags)
    {
        return virDomainDetachDeviceFlags(domain.get(), card, flags);
    }
    static int update(const Domain &domain, unsigned flags)
    {
        return virDomainUpdateDeviceFlags(domain.get(), disc, flags);
    }
};

TEST_P(ADevice, OfTheDefinitionComesWithTheNextStart)
{
    const Domain domain = define_and_start("one", 1);
    SKIP_UNLESS_SERVED(attach(domain, config));
    EXPECT_THAT(running(domain), Not(HasSubstr(address)));
    EXPECT_THAT(defined(domain), HasSubstr(address));
    ASSERT_EQ(virDomainDestroy(domain.get()), 0) << last_message();
    ASSERT_EQ(virDomainCreate(domain.get()), 0) << last_message();
    EXPECT_THAT(running(domain), HasSubstr(address));
}

TEST_P(ADevice, OfTheRunningGuestIsGoneWithIt)
{
    const Domain domain = define_and_start("one", 1);
    SKIP_UNLESS_SERVED(attach(domain, live));
    EXPECT_THAT(running(domain), HasSubstr(address));
    EXPECT_THAT(defined(domain), Not(HasSubstr(address)));
    ASSERT_EQ(virDomainDestroy(domain.get()), 0) << last_message();
    EXPECT_THAT(running(domain), Not(HasSubstr(address)));
}

TEST_P(ADevice, ComesToTheDomainAsItIsWhenNothingElseIsSaid)
{
    const Domain off = define("one", 1);
    SKIP_UNLESS_SERVED(attach(off, current));
    EXPECT_THAT(defined(off), HasSubstr(address));
    const Domain on = define_and_start("two", 2);
    ASSERT_EQ(attach(on, current), 0) << last_message();
    EXPECT_THAT(running(on), HasSubstr(address));
    EXPECT_THAT(defined(on), Not(HasSubstr(address)));
    ASSERT_EQ(detach(on, current), 0) << last_message();
    EXPECT_THAT(running(on), Not(HasSubstr(address)));
}

TEST_P(ADevice, ComesToTheGuestByTheOldCallThatHasNoFlags)
{
    const Domain domain = define_and_start("one", 1);
    SKIP_UNLESS_SERVED(virDomainAttachDevice(domain.get(), card));
    EXPECT_THAT(running(domain), HasSubstr(address));
    EXPECT_THAT(defined(domain), Not(HasSubstr(address)));
    EXPECT_EQ(virDomainDetachDevice(domain.get(), card), 0) << last_message();
    EXPECT_THAT(running(domain), Not(HasSubstr(address)));
}

TEST_P(ADevice, ComesToBothAndGoesFromEither)
{
    const Domain domain = define_and_start("one", 1);
    SKIP_UNLESS_SERVED(attach(domain, live | config));
    EXPECT_THAT(running(domain), HasSubstr(address));
    EXPECT_THAT(defined(domain), HasSubstr(address));
    ASSERT_EQ(detach(domain, config), 0) << last_message();
    EXPECT_THAT(running(domain), HasSubstr(address));
    EXPECT_THAT(defined(domain), Not(HasSubstr(address)));
    ASSERT_EQ(detach(domain, live), 0) << last_message();
    EXPECT_THAT(running(domain), Not(HasSubstr(address)));
}

TEST_P(ADevice, ChangesInNeitherWhenOneOfThemRefusesIt)
{
    const Domain domain = define_and_start("one", 1);
    SKIP_UNLESS_SERVED(attach(domain, live));
    EXPECT_EQ(detach(domain, live | config), -1);
    EXPECT_EQ(last_code(), VIR_ERR_DEVICE_MISSING);
    EXPECT_THAT(running(domain), HasSubstr(address));
}

TEST_P(ADevice, NeedsTheConfigurationThatItIsMeantFor)
{
    const Domain off = define("one", 1);
    SKIP_UNLESS_SERVED(attach(off, live));
    for (const unsigned flags : {live, live | config}) {
        EXPECT_EQ(attach(off, flags), -1);
        EXPECT_EQ(last_code(), VIR_ERR_OPERATION_INVALID);
        EXPECT_EQ(detach(off, flags), -1);
        EXPECT_EQ(last_code(), VIR_ERR_OPERATION_INVALID);
        EXPECT_EQ(update(off, flags), -1);
        EXPECT_EQ(last_code(), VIR_ERR_OPERATION_INVALID);
    }
    const Domain transient(virDomainCreateXML(connect(), xml("two", 2).c_str(), 0));
    ASSERT_NE(transient, nullptr) << last_message();
    EXPECT_EQ(attach(transient, config), -1);
    EXPECT_EQ(last_code(), VIR_ERR_OPERATION_INVALID);
    EXPECT_EQ(attach(transient, live), 0) << last_message();
}

TEST_P(ADevice, ThatIsNotThereDoesNotGo)
{
    const Domain domain = define_and_start("one", 1);
    SKIP_UNLESS_SERVED(detach(domain, live));
    for (const unsigned flags : {current, live, config}) {
        EXPECT_EQ(detach(domain, flags), -1);
        EXPECT_EQ(last_code(), VIR_ERR_DEVICE_MISSING);
    }
}

TEST_P(ADevice, GoesByTheNameThatItWasGiven)
{
    const Domain domain = define_and_start("one", 1);
    SKIP_UNLESS_SERVED(attach(domain, live | config));
    SKIP_UNLESS_SERVED(virDomainDetachDeviceAlias(domain.get(), "ua-uplink", live));
    EXPECT_THAT(running(domain), Not(HasSubstr(address)));
    EXPECT_THAT(defined(domain), HasSubstr(address));
    EXPECT_EQ(virDomainDetachDeviceAlias(domain.get(), "ua-uplink", live), -1);
    EXPECT_EQ(virDomainDetachDeviceAlias(domain.get(), "ua-uplink", config), 0) << last_message();
    EXPECT_THAT(defined(domain), Not(HasSubstr(address)));
}

TEST_P(ADevice, ThatCannotBeReadChangesNothing)
{
    const Domain domain = define("one", 1);
    SKIP_UNLESS_SERVED(virDomainAttachDeviceFlags(domain.get(), "<interface", config));
    const std::string before = defined(domain);
    for (const char *text : {"", "<interface", "<nothing/>", "<disk type='file'><source file='/x'/></disk>"}) {
        EXPECT_EQ(virDomainAttachDeviceFlags(domain.get(), text, config), -1) << text;
        EXPECT_NE(last_message(), "");
    }
    EXPECT_EQ(defined(domain), before);
}

TEST_P(ADevice, ChangesWhereItIsMeantTo)
{
    const Domain domain = define_and_start("one", 1, drive);
    SKIP_UNLESS_SERVED(update(domain, config));
    EXPECT_THAT(defined(domain), HasSubstr("/disc.iso"));
    EXPECT_THAT(running(domain), Not(HasSubstr("/disc.iso")));
    ASSERT_EQ(update(domain, live), 0) << last_message();
    EXPECT_THAT(running(domain), HasSubstr("/disc.iso"));
}

TEST_P(ADevice, ChangesInTheDomainAsItIsWhenNothingElseIsSaid)
{
    const Domain off = define("one", 1, drive);
    SKIP_UNLESS_SERVED(update(off, current));
    EXPECT_THAT(defined(off), HasSubstr("/disc.iso"));
    const Domain on = define_and_start("two", 2, drive);
    ASSERT_EQ(update(on, current), 0) << last_message();
    EXPECT_THAT(running(on), HasSubstr("/disc.iso"));
    EXPECT_THAT(defined(on), Not(HasSubstr("/disc.iso")));
}

RUN_ON_EVERY_HYPERVISOR(ADevice);

} // namespace
} // namespace conformance
