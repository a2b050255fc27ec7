// SPDX-License-Identifier: MIT
#include "kit/iscsi/source.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "modvirt/error.hpp"
#include "module.hpp"

namespace modvirt::iscsi {
namespace {

Source search(std::optional<std::string_view> specification)
{
    return read_search(*modvirt_xml_interface_v1(), "iscsi", specification);
}

Error refusal(std::optional<std::string_view> specification)
{
    try {
        search(specification);
    } catch (const Error &error) {
        return error;
    }
    return {ErrorCode::Ok, ""};
}

TEST(ASource, NamesHostPortTargetAndInitiator)
{
    const Source source = search("<source><host name='far' port='860'/><device path='iqn.a'/>"
                                 "<initiator><iqn name='iqn.me'/></initiator></source>");
    EXPECT_EQ(source.target, (Target{{"far", 860}, "iqn.a"}));
    EXPECT_TRUE(source.has_port);
    EXPECT_EQ(source.initiator, "iqn.me");
}

TEST(ASource, IsAtThePortOfIscsiWhenItNamesNone)
{
    for (const char *text : {"<source><host name='far'/></source>", "<?xml version='1.0'?><source><host name='far' port='0'/></source>"}) {
        EXPECT_EQ(search(text).target.portal, (Portal{"far", 3260})) << text;
        EXPECT_FALSE(search(text).has_port) << text;
    }
}

TEST(ASource, HasNoPortThatThereCannotBe)
{
    for (const char *port : {"65536", "-1", "69632"})
        EXPECT_EQ(refusal(std::string("<source><host name='far' port='") + port + "'/></source>").code(), ErrorCode::XmlError) << port;
}

TEST(ASource, OfAPoolNamesATarget)
{
    EXPECT_NO_THROW(need_target({{{"far", 3260}, "iqn.a"}, false, ""}, "p"));
    for (const Target &target : {Target{{"", 3260}, "iqn.a"}, Target{{"far", 3260}, ""}, Target{{"-far", 3260}, "iqn.a"},
                                 Target{{"far", 3260}, "iqn a"}})
        EXPECT_THROW(need_target({target, false, ""}, "p"), Error) << target.portal.host << ' ' << target.name;
}

TEST(ASearch, NeedsAHost)
{
    EXPECT_EQ(refusal(std::nullopt).code(), ErrorCode::InvalidArg);
    EXPECT_EQ(refusal("<source/>").code(), ErrorCode::InvalidArg);
    EXPECT_EQ(refusal("<source><host name='-x y'/></source>").code(), ErrorCode::XmlError);
    EXPECT_NE(refusal("<source><host name='h'/></source></pool><pool>").code(), ErrorCode::Ok);
}

TEST(ASearch, IsAnsweredByTheTargetsThatThereAre)
{
    EXPECT_EQ(format_sources(search("<source><host name='h'/></source>"), {}), "<sources>\n</sources>\n");
    EXPECT_EQ(format_sources(search("<source><host name='h' port='860'/><initiator><iqn name='i'/></initiator></source>"), {"iqn.a"}),
              "<sources>\n  <source>\n    <host name='h' port='860'/>\n    <device path='iqn.a'/>\n"
              "    <initiator>\n      <iqn name='i'/>\n    </initiator>\n  </source>\n</sources>\n");
    EXPECT_EQ(format_sources(search("<source><host name='h'/></source>"),
                             {"", "two words", "a\nb", "iqn.\xff", "-x", std::string(224, 'x')}),
              "<sources>\n</sources>\n");
}

} // namespace
} // namespace modvirt::iscsi
