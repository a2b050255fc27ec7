// SPDX-License-Identifier: LGPL-2.1-or-later
// Defining, finding and undefining domains.
#include "conformance.hpp"

namespace conformance {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ADefinition : public Conformance {};

TEST_P(ADefinition, IsFoundByNameAndUuidAndIsTheSameDomain)
{
    const Domain domain = define("one", 1);
    const Domain by_name = find("one");
    const Domain by_uuid(virDomainLookupByUUIDString(connect(), uuid(1).c_str()));
    ASSERT_NE(by_name, nullptr);
    ASSERT_NE(by_uuid, nullptr);
    EXPECT_STREQ(virDomainGetName(by_uuid.get()), "one");
    char text[VIR_UUID_STRING_BUFLEN];
    ASSERT_EQ(virDomainGetUUIDString(by_name.get(), text), 0);
    EXPECT_EQ(text, uuid(1));
    EXPECT_EQ(virDomainGetID(by_name.get()), static_cast<unsigned>(-1));
    EXPECT_EQ(virDomainIsPersistent(by_name.get()), 1);
    EXPECT_EQ(virDomainIsActive(by_name.get()), 0);
    EXPECT_EQ(state_of(by_name), VIR_DOMAIN_SHUTOFF);
}

TEST_P(ADefinition, ThatDoesNotExistIsNotFound)
{
    EXPECT_EQ(virDomainLookupByName(connect(), "no such domain"), nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_NO_DOMAIN);
    EXPECT_EQ(virDomainLookupByUUIDString(connect(), uuid(99).c_str()), nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_NO_DOMAIN);
    EXPECT_EQ(virDomainLookupByID(connect(), 4321), nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_NO_DOMAIN);
}

TEST_P(ADefinition, WithoutAUuidGetsOneAndKeepsIt)
{
    const Domain domain = define("one", 0);
    char first[VIR_UUID_STRING_BUFLEN] = "";
    ASSERT_EQ(virDomainGetUUIDString(domain.get(), first), 0);
    char again[VIR_UUID_STRING_BUFLEN] = "";
    ASSERT_EQ(virDomainGetUUIDString(find("one").get(), again), 0);
    EXPECT_STREQ(first, again);
}

TEST_P(ADefinition, OfTheSameNameAndUuidReplacesTheFirst)
{
    define("one", 1);
    define("one", 1, "<title>second</title>");
    EXPECT_THAT(list(), ElementsAre("one"));
    EXPECT_THAT(take_string(virDomainGetXMLDesc(find("one").get(), 0)), HasSubstr("<title>second</title>"));
}

TEST_P(ADefinition, CannotTakeTheNameOrTheUuidOfAnother)
{
    define("one", 1);
    EXPECT_EQ(virDomainDefineXML(connect(), xml("one", 2).c_str()), nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_OPERATION_FAILED);
    EXPECT_EQ(virDomainDefineXML(connect(), xml("two", 1).c_str()), nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_OPERATION_FAILED);
    EXPECT_THAT(list(), ElementsAre("one"));
}

TEST_P(ADefinition, ThatIsWrongLeavesNothingBehind)
{
    for (const char *text : {"", "text", "<domain", "<network/>", "<domain/>", "<domain type='nonsense'/>",
                             "<!DOCTYPE d [<!ENTITY e 'x'>]><domain type='test'><name>&e;</name></domain>"}) {
        EXPECT_EQ(virDomainDefineXML(connect(), text), nullptr) << text;
        EXPECT_NE(last_message(), "") << text;
    }
    EXPECT_EQ(virDomainDefineXML(connect(), xml("a/b", 1).c_str()), nullptr);
    EXPECT_THAT(list(), IsEmpty());
}

TEST_P(ADefinition, IsDescribedByXmlThatDefinesItAgain)
{
    const Domain domain = define("one", 1, "<title>T &amp; U</title><description>words</description>");
    const std::string text = take_string(virDomainGetXMLDesc(domain.get(), 0));
    EXPECT_THAT(text, HasSubstr("<uuid>" + uuid(1) + "</uuid>"));
    EXPECT_THAT(text, HasSubstr("<title>T &amp; U</title>"));
    EXPECT_THAT(text, HasSubstr("<memory unit='KiB'>65536</memory>"));
    ASSERT_EQ(virDomainUndefine(domain.get()), 0);
    const Domain again(virDomainDefineXML(connect(), text.c_str()));
    ASSERT_NE(again, nullptr) << last_message();
    EXPECT_EQ(take_string(virDomainGetXMLDesc(again.get(), 0)), text);
}

TEST_P(ADefinition, ThatIsDroppedIsGoneAndItsHandlesSaySo)
{
    const Domain domain = define("one", 1);
    ASSERT_EQ(virDomainUndefine(domain.get()), 0);
    EXPECT_THAT(list(), IsEmpty());
    EXPECT_EQ(virDomainUndefine(domain.get()), -1);
    EXPECT_EQ(last_code(), VIR_ERR_NO_DOMAIN);
    virDomainInfo info{};
    EXPECT_EQ(virDomainGetInfo(domain.get(), &info), -1);
    EXPECT_EQ(last_code(), VIR_ERR_NO_DOMAIN);
    EXPECT_EQ(virDomainCreate(domain.get()), -1);
    EXPECT_EQ(last_code(), VIR_ERR_NO_DOMAIN);
    EXPECT_STREQ(virDomainGetName(domain.get()), "one");
}

TEST_P(ADefinition, IsMarkedForAutostartWhenToldSo)
{
    const Domain domain = define("one", 1);
    int autostart = 7;
    SKIP_UNLESS_SERVED(virDomainGetAutostart(domain.get(), &autostart));
    EXPECT_EQ(autostart, 0);
    EXPECT_EQ(virDomainSetAutostart(domain.get(), 1), 0) << last_message();
    EXPECT_EQ(virDomainGetAutostart(domain.get(), &autostart), 0);
    EXPECT_EQ(autostart, 1);
    EXPECT_THAT(list(VIR_CONNECT_LIST_DOMAINS_AUTOSTART), ElementsAre("one"));
    EXPECT_EQ(virDomainSetAutostart(domain.get(), 0), 0);
    EXPECT_THAT(list(VIR_CONNECT_LIST_DOMAINS_AUTOSTART), IsEmpty());
}

TEST_P(ADefinition, CanBeRenamedWhileItIsInactive)
{
    const Domain domain = define("one", 1);
    define("other", 2);
    SKIP_UNLESS_SERVED(virDomainRename(domain.get(), "other", 0));
    EXPECT_THAT(list(), ElementsAre("one", "other"));
    EXPECT_EQ(virDomainRename(domain.get(), "new", 0), 0) << last_message();
    EXPECT_THAT(list(), ElementsAre("new", "other"));
    const Domain renamed(virDomainLookupByUUIDString(connect(), uuid(1).c_str()));
    EXPECT_STREQ(virDomainGetName(renamed.get()), "new");
    EXPECT_THAT(take_string(virDomainGetXMLDesc(renamed.get(), 0)), HasSubstr("<name>new</name>"));
    EXPECT_EQ(virDomainRename(renamed.get(), "", 0), -1);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
}

TEST_P(ADefinition, HasATitleThatCanBeChanged)
{
    const Domain domain = define("one", 1);
    SKIP_UNLESS_SERVED(virDomainSetMetadata(domain.get(), VIR_DOMAIN_METADATA_TITLE, "new", nullptr, nullptr,
                                            VIR_DOMAIN_AFFECT_CONFIG));
    EXPECT_EQ(take_string(virDomainGetMetadata(domain.get(), VIR_DOMAIN_METADATA_TITLE, nullptr, 0)), "new");
    EXPECT_EQ(virDomainGetMetadata(domain.get(), VIR_DOMAIN_METADATA_DESCRIPTION, nullptr, 0), nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_NO_DOMAIN_METADATA);
    EXPECT_EQ(
        virDomainSetMetadata(domain.get(), VIR_DOMAIN_METADATA_TITLE, "two\nlines", nullptr, nullptr, 0), -1);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
}

RUN_ON_EVERY_HYPERVISOR(ADefinition);

} // namespace
} // namespace conformance
