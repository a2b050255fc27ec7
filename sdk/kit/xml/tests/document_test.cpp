// SPDX-License-Identifier: MIT
#include "kit/xml/document.hpp"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "kit/xml/editor.hpp"
#include "kit/xml/formatter.hpp"
#include "kit/xml/reader.hpp"
#include "module.hpp"
#include "sample_schema.hpp"

namespace modvirt::xml {

namespace {

Document sample_document()
{
    return parse(*modvirt_xml_interface_v1(),
                 "<box size='7'>\n  <weight unit='b'>1025</weight><note>a</note>\n<note>b</note></box>",
                 sample::schema);
}

} // namespace

TEST(XmlDocument, IsReadThroughCheapViews)
{
    const Document document = sample_document();
    const Element root = document.root();
    EXPECT_EQ(root.name(), "box");
    EXPECT_EQ(root.attribute("size"), "7");
    EXPECT_EQ(root.attribute("none"), std::nullopt);
    EXPECT_EQ(root.attribute_or("none", "x"), "x");
    EXPECT_EQ(root.child_text("weight"), "2");
    EXPECT_FALSE(root.child("lock"));
    std::string notes;
    for (const Element note : root.children("note"))
        notes += note.text();
    EXPECT_EQ(notes, "ab");
    std::size_t count = 0;
    for ([[maybe_unused]] const Element child : root.children())
        ++count;
    EXPECT_EQ(count, 3u);
    EXPECT_TRUE(root.child("weight")->children().empty());
}

TEST(XmlDocument, RemembersWhereElementsStood)
{
    const Document document = sample_document();
    EXPECT_EQ(document.root().child("weight")->line(), 2u);
    EXPECT_EQ(document.root().child("weight")->column(), 3u);
    Editor editor(sample::schema, document);
    EXPECT_EQ(editor.finish(Positions::Drop).root().child("weight")->line(), 0u);
    EXPECT_EQ(editor.finish(Positions::Keep).root().child("weight")->line(), 2u);
}

TEST(XmlDocument, KeepsLongTextsWhole)
{
    const std::string text(200'000, 'x');
    const Document document = parse(*modvirt_xml_interface_v1(),
                                    "<box><note>" + text + "</note><note>y</note></box>", sample::schema);
    EXPECT_EQ(document.root().child_text("note"), text);
    EXPECT_NE(format(document).find("<note>y</note>"), std::string::npos);
}

TEST(XmlDocument, IsSharedBetweenThreads)
{
    const Document document = sample_document();
    const std::string expected = format(document);
    std::vector<std::thread> threads;
    std::vector<int> good(4);
    for (int &count : good)
        threads.emplace_back([&count, document, &expected] {
            for (int i = 0; i < 200; ++i) {
                Editor editor(sample::schema, document);
                count += format(editor.finish()) == expected ? 1 : 0;
            }
        });
    for (std::thread &thread : threads)
        thread.join();
    for (const int count : good)
        EXPECT_EQ(count, 200);
}

TEST(XmlEditor, MakesANewDocumentAndLeavesTheOldOne)
{
    const Document before = sample_document();
    Editor editor(sample::schema, before);
    Node root = editor.root();
    root.set_attribute("kind", "metal");
    root.remove_attribute("size");
    root.child("note")->remove();
    root.child_or_new("weight").set_text("9");
    root.append("lock").set_attribute("key", "k");
    root.append("note").set_text("c");
    const Document after = editor.finish();
    EXPECT_EQ(format(after),
              "<box kind='metal'>\n  <weight unit='KiB'>9</weight>\n  <lock key='k'/>\n  <note>b</note>\n"
              "  <note>c</note>\n</box>\n");
    EXPECT_EQ(before.root().attribute("size"), "7");
    EXPECT_EQ(before.root().child_text("note"), "a");
}

TEST(XmlEditor, MovesInsertsAndCopiesNodes)
{
    const Document document = sample_document();
    Editor editor(sample::schema, document);
    Node root = editor.root();
    Node first = *root.child("note");
    Node second = *first.next_of_kind();
    second.move_before(first);
    root.insert_before(second, "note").set_text("0");
    root.append_copy(second);
    root.append_copy(*document.root().child("note"));
    EXPECT_EQ(
        format(editor.finish()),
        "<box kind='wooden' size='7'>\n  <weight unit='KiB'>2</weight>\n  <note>0</note>\n  <note>b</note>\n"
        "  <note>a</note>\n  <note>b</note>\n  <note>a</note>\n</box>\n");
}

TEST(XmlEditor, TakesOneElementOutAsADocumentOfItsOwn)
{
    const Document document = sample_document();
    const Editor editor(*document.root().child("weight"));
    EXPECT_EQ(format(editor.finish()), "<weight unit='KiB'>2</weight>\n");
}

TEST(XmlEditor, RefusesNamesThatAreNotInTheTables)
{
    Editor editor(sample::schema);
    EXPECT_THROW(editor.root().append("bagpipe"), Error);
    EXPECT_THROW(editor.root().set_attribute("bagpipe", "1"), Error);
    // A wooden box has no key.
    EXPECT_THROW(editor.root().append("lock").set_attribute("key", "1"), Error);
}

} // namespace modvirt::xml
