// SPDX-License-Identifier: LGPL-2.1-or-later
#include "prescan.hpp"

#include <gtest/gtest.h>

#include "modvirt/xml.h"

namespace modvirt::core::xml {

namespace {

Fault refusal(std::string_view text)
{
    std::vector<Place> places;
    try {
        prescan(text, places);
    } catch (const Fault &fault) {
        return fault;
    }
    return {0, {0, 0}, "accepted"};
}

std::string repeat(std::string_view piece, std::size_t count)
{
    std::string text;
    text.reserve(piece.size() * count);
    for (std::size_t i = 0; i < count; ++i)
        text += piece;
    return text;
}

} // namespace

TEST(Prescan, NotesThePlaceOfEveryTagAndAttribute)
{
    std::vector<Place> places;
    prescan("<a b='1'\n   c=\"2\">\n  <d/></a>", places);
    ASSERT_EQ(places.size(), 4u);
    EXPECT_EQ(places[0].line, 1u);
    EXPECT_EQ(places[0].column, 1u);
    EXPECT_EQ(places[1].column, 4u);
    EXPECT_EQ(places[2].line, 2u);
    EXPECT_EQ(places[2].column, 4u);
    EXPECT_EQ(places[3].line, 3u);
    EXPECT_EQ(places[3].column, 3u);
}

TEST(Prescan, CountsColumnsInCharactersNotBytes)
{
    std::vector<Place> places;
    prescan("<a>\xc3\xa4\xe2\x82\xac<b/></a>", places);
    EXPECT_EQ(places[1].column, 6u);
}

TEST(Prescan, RefusesADoctypeWhereverItStands)
{
    for (const char *text : {"<!DOCTYPE a><a/>", "<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY x 'y'>]><a/>",
                             "<a><!DOCTYPE b></a>"}) {
        const Fault fault = refusal(text);
        EXPECT_EQ(fault.code, MODVIRT_XML_FAULT_REFUSED) << text;
        EXPECT_NE(fault.message.find("DOCTYPE"), std::string::npos);
    }
    EXPECT_EQ(refusal("<a><!ENTITY x 'y'></a>").code, MODVIRT_XML_FAULT_MALFORMED);
}

TEST(Prescan, AcceptsCommentsAndCdataThatLookLikeMarkup)
{
    EXPECT_EQ(refusal("<!-- <!DOCTYPE a> --><a><![CDATA[<b><!DOCTYPE]]></a><!-- x -->").code, 0);
}

TEST(Prescan, RefusesEveryEncodingButUtf8)
{
    using namespace std::string_view_literals;
    for (const std::string_view text : {"\xff\xfe<\0a\0/\0>\0"sv, "\xfe\xff\0<\0a\0/\0>"sv, "\0<\0a\0/\0>"sv,
                                        "<\0a\0/\0>\0"sv, "<?xml version='1.0' encoding='ISO-8859-1'?><a/>"sv,
                                        "<?xml version='1.0' encoding=\"UTF-16\"?><a/>"sv, "<a>\0</a>"sv})
        EXPECT_EQ(refusal(text).code, MODVIRT_XML_FAULT_ENCODING) << text;
    EXPECT_EQ(refusal("<?xml version='1.0' encoding='utf-8'?><a/>").code, 0);
    EXPECT_EQ(refusal("\xef\xbb\xbf<a/>").code, 0);
}

TEST(Prescan, RefusesBytesThatAreNotUtf8)
{
    for (const char *bytes : {"\x80", "\xc0\x80", "\xc3", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80",
                              "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xff"}) {
        EXPECT_EQ(refusal(std::string("<a>") + bytes + "</a>").code, MODVIRT_XML_FAULT_ENCODING);
        EXPECT_EQ(refusal(std::string("<a b='") + bytes + "'/>").code, MODVIRT_XML_FAULT_ENCODING);
        EXPECT_EQ(refusal(std::string("<") + bytes + "/>").code, MODVIRT_XML_FAULT_ENCODING);
    }
}

TEST(Prescan, StopsAtTheLimitsOfSizeDepthAndAttributes)
{
    EXPECT_EQ(refusal("<a>" + std::string(MODVIRT_XML_MAX_SIZE, ' ') + "</a>").code, MODVIRT_XML_FAULT_LIMIT);
    EXPECT_EQ(refusal(std::string(64u << 20, '<')).code, MODVIRT_XML_FAULT_LIMIT);
    EXPECT_EQ(refusal(repeat("<a>", 100'000) + repeat("</a>", 100'000)).code, MODVIRT_XML_FAULT_LIMIT);
    EXPECT_EQ(refusal(repeat("<a>", 128) + repeat("</a>", 128)).code, 0);
    EXPECT_EQ(refusal(repeat("<a>", 129) + repeat("</a>", 129)).code, MODVIRT_XML_FAULT_LIMIT);
    std::string attributes;
    for (int i = 0; i < 256; ++i)
        attributes += " a" + std::to_string(i) + "=''";
    EXPECT_EQ(refusal("<a" + attributes + "/>").code, 0);
    EXPECT_EQ(refusal("<a" + attributes + " b=''/>").code, MODVIRT_XML_FAULT_LIMIT);
    EXPECT_EQ(refusal("<a" + repeat(" x='y'", 100'000) + "/>").code, MODVIRT_XML_FAULT_LIMIT);
}

TEST(Prescan, NamesTheTagThatWasNotClosed)
{
    const Fault fault = refusal("<domain>\n  <name>x\n</domain>");
    EXPECT_EQ(fault.code, MODVIRT_XML_FAULT_MALFORMED);
    EXPECT_EQ(fault.place.line, 3u);
    EXPECT_EQ(fault.message, "'</domain>' stands where '<name>' of line 2, column 3 has to be closed with "
                             "'</name>' first");
    EXPECT_EQ(refusal("<domain>\n  <name>").message, "'<name>' is never closed: '</name>' is missing");
}

TEST(Prescan, NamesWhatIsWrongWithAnAttribute)
{
    EXPECT_EQ(refusal("<a b=1/>").message, "the value of attribute 'b' is not in quotes: write b='...'");
    EXPECT_EQ(refusal("<a b/>").message, "attribute 'b' of 'a' has no value: write b='...'");
    EXPECT_EQ(refusal("<a b='1/>").message, "the value of attribute 'b' lacks its closing quote");
    EXPECT_EQ(refusal("<a b='1><c d='2'/></a>").place.column, 4u);
}

TEST(Prescan, RefusesADocumentWithoutExactlyOneRoot)
{
    for (const char *text : {"", "  \n ", "x", "<!-- x -->", "<a/><b/>", "<a/>x", "</a>", "<a/></a>", "<",
                             "< a/>", "<a", "<a></a", "<!--", "<![CDATA[", "<a><?x", "<?xml"})
        EXPECT_EQ(refusal(text).code, MODVIRT_XML_FAULT_MALFORMED) << text;
}

} // namespace modvirt::core::xml
