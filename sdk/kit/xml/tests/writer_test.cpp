// SPDX-License-Identifier: MIT
#include "kit/xml/writer.hpp"

#include <gtest/gtest.h>

namespace modvirt::xml {

TEST(XmlWriter, IndentsByTwoAndClosesEmptyElementsInPlace)
{
    Writer writer;
    writer.open("a")
        .attribute("b", "1")
        .attribute("n", 7)
        .open("c")
        .element("d", "text")
        .element("e", 5)
        .close("c");
    writer.empty("f").close("a");
    EXPECT_EQ(writer.str(), "<a b='1' n='7'>\n  <c>\n    <d>text</d>\n    <e>5</e>\n  </c>\n  <f/>\n</a>\n");
}

TEST(XmlWriter, LeavesAnElementOpenWhenAsked)
{
    Writer writer;
    writer.open("a").open("b").close_open("b").close("a");
    EXPECT_EQ(writer.str(), "<a>\n  <b>\n  </b>\n</a>\n");
}

TEST(XmlWriter, EscapesWhatAReaderWouldChange)
{
    Writer writer;
    writer.open("a").attribute("b", "&<>'\"\t\n\r").text("&<>'\"\t\n\r").close("a");
    EXPECT_EQ(writer.str(),
              "<a b='&amp;&lt;&gt;&apos;&quot;&#x9;&#xA;&#xD;'>&amp;&lt;&gt;&apos;&quot;\t\n&#xD;</a>\n");
}

TEST(XmlWriter, PutsVerbatimMarkupOnALineOfItsOwn)
{
    Writer writer;
    writer.open("a").verbatim("<x:y/>").close("a");
    EXPECT_EQ(writer.str(), "<a>\n  <x:y/>\n</a>\n");
}

} // namespace modvirt::xml
