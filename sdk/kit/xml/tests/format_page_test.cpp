// SPDX-License-Identifier: MIT
#include "kit/xml/format_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample_schema.hpp"

namespace modvirt::xml {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string page()
{
    return format_page(sample::schema, "modvirt-box", "1.2");
}

// From one heading to the next.
std::string section(const std::string &heading)
{
    const std::string text = page();
    const auto begin = text.find(".SS " + heading + "\n");
    EXPECT_NE(begin, std::string::npos) << text;
    return text.substr(begin, text.find("\n.SS ", begin + 1) + 1 - begin);
}

TEST(AFormatPage, SaysWhatItIsAbout)
{
    EXPECT_THAT(page(), HasSubstr(".TH MODVIRT\\-BOX 5 \"\" \"modvirt 1.2\""));
    EXPECT_THAT(page(), HasSubstr("modvirt\\-box \\- the XML that describes a box"));
}

TEST(AFormatPage, TellsValuesDefaultsAndConditionsOfAttributes)
{
    EXPECT_THAT(section("box"), HasSubstr(".B kind\nOne of wooden or metal; wooden when it is absent.\n"));
    EXPECT_THAT(section("box"), HasSubstr(".B size\nA number up to 65535.\n"));
    EXPECT_THAT(section("box"), HasSubstr(".B secret\nText; shown only to those who ask for secrets.\n"));
    EXPECT_THAT(section("box / lock"),
                HasSubstr(".B key\nText; required; only when kind of the element around it is metal.\n"));
    EXPECT_THAT(section("box / lock"), HasSubstr(".B clef\nAn old name of\n.BR key .\n"));
}

TEST(AFormatPage, TellsWhatElementsHoldAndWhenTheyCount)
{
    EXPECT_THAT(section("box / weight"), HasSubstr("Holds a number that is not negative.\nAn amount, written in KiB.\n"));
    EXPECT_THAT(section("box / note"), HasSubstr("May repeat.\nHolds text.\n"));
    EXPECT_THAT(section("box / extra"), HasSubstr("Elements of other namespaces are kept as they are.\n"));
    EXPECT_THAT(section("box / rivet"), HasSubstr("Counts only when kind of the element is metal.\n"));
}

TEST(AFormatPage, LeavesToOtherPagesWhatStandsThere)
{
    static const ElementRule *inside[] = {&sample::box};
    static const ElementRule shelf("shelf", {}, inside);
    const OtherPage boxes{&sample::box, "modvirt-box"};
    const std::string text =
        format_page({&shelf, ErrorDomain::Storage, "shelf"}, "modvirt-shelf", "1.2", std::span(&boxes, 1));
    EXPECT_THAT(text, HasSubstr(".SS shelf / box\nSee\n.BR modvirt\\-box (5).\n"));
    EXPECT_THAT(text, Not(HasSubstr("shelf / box / lock")));
}

TEST(AFormatPage, DescribesAnElementThatIsInsideItselfOnce)
{
    static const ElementRule *inside[] = {nullptr};
    static const AttributeRule attributes[] = {{"size", rule::uint16}};
    static const ElementRule doll("doll", attributes, inside);
    inside[0] = &doll;
    const std::string text = format_page({&doll, ErrorDomain::Storage, "doll"}, "modvirt-doll", "1.2");
    EXPECT_THAT(text, HasSubstr(".SS doll / doll\nAs\n.BR \"doll\" .\n"));
    EXPECT_THAT(text, Not(HasSubstr("doll / doll / doll")));
}

} // namespace
} // namespace modvirt::xml
