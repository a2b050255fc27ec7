// SPDX-License-Identifier: MIT
#include "kit/catalog/catalog.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kit/xml/relax_ng.hpp"
#include "module.hpp"

namespace modvirt::catalog {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

Verdict judge(std::string_view text)
{
    return validate(*modvirt_xml_interface_v1(), text);
}

} // namespace

TEST(Catalog, KnowsEachKindByItsNameAndItsRoot)
{
    std::set<std::string_view> roots;
    for (const Kind &kind : kinds()) {
        EXPECT_EQ(find(kind.name), &kind);
        EXPECT_TRUE(roots.insert(kind.schema().root->name).second) << kind.name;
        EXPECT_EQ(kind_of("<" + std::string(kind.schema().root->name) + "/>"), &kind);
    }
    EXPECT_EQ(find("nothing"), nullptr);
}

TEST(Catalog, LooksBehindDeclarationsAndComments)
{
    EXPECT_EQ(kind_of("<?xml version='1.0'?>\n<!-- <domain> -->\n<network>\n"), find("network"));
    for (const char *text : {"", "<", "<!--", "<?x", "network", "<a>"})
        EXPECT_EQ(kind_of(text), nullptr) << text;
}

TEST(Catalog, FindsNothingWrongWithWhatADriverTakes)
{
    const Verdict verdict = judge("<secret><usage type='ceph'><name>a</name></usage></secret>");
    EXPECT_EQ(verdict.kind, find("secret"));
    EXPECT_TRUE(verdict.valid()) << verdict.error;
}

TEST(Catalog, TellsAllThatWouldBeDropped)
{
    const Verdict verdict = judge("<network>\n <name>a</name>\n <brigde/>\n <mtu siez='4'/>\n</network>");
    EXPECT_FALSE(verdict.valid());
    EXPECT_EQ(verdict.error, "");
    std::vector<std::string> told;
    for (const xml::Finding &finding : verdict.dropped)
        told.push_back(xml::describe(finding));
    EXPECT_THAT(
        told,
        ElementsAre("line 3, column 2: unknown element 'brigde' in 'network'; did you mean 'bridge'?",
                    StartsWith("line 4, column 7: unknown attribute 'siez' of 'mtu'; did you mean 'size'?")));
}

TEST(Catalog, TellsWhyADocumentWouldBeRefused)
{
    EXPECT_THAT(judge("<volume><name>v</name></volume>").error,
                HasSubstr("line 1, column 1: missing capacity"));
    EXPECT_THAT(judge("<pool type='dri'/>").error, HasSubstr("did you mean 'dir'?"));
    EXPECT_THAT(judge("<pool").error, StartsWith("line 1"));
    EXPECT_THAT(judge("<domian/>").error, HasSubstr("did you mean 'domain'?"));
}

TEST(RelaxNg, HasARuleForEveryElementOfATable)
{
    const std::string schema = xml::relax_ng(find("secret")->schema());
    for (const char *part : {"<element name='secret'>", "<element name='usage'>", "<element name='volume'>",
                             "<value>iscsi</value>", "<attribute name='ephemeral'>"})
        EXPECT_THAT(schema, HasSubstr(part));
}

TEST(RelaxNg, KnowsTheNamespacesOfPrefixes)
{
    EXPECT_THAT(xml::relax_ng(find("network")->schema()),
                HasSubstr("<element name='options' ns='http://libvirt.org/schemas/network/dnsmasq/1.0'>"));
}

} // namespace modvirt::catalog
