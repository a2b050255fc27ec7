// SPDX-License-Identifier: LGPL-2.1-or-later
// Valid documents of every kind, changed as markup is changed: see markup_mutator.hpp.
#include <set>

#include <gtest/gtest.h>

#include "feed.hpp"
#include "kit/catalog/catalog.hpp"
#include "markup_mutator.hpp"
#include "valid_documents.hpp"

namespace modvirt::fuzz {

TEST(Markup, IsFoundInADocumentAndInWhatIsLeftOfOne)
{
    const std::string text = "<a x='1'><b/>t</a><c";
    const Markup markup = find_markup(text);
    ASSERT_EQ(markup.elements.size(), 2U);
    EXPECT_EQ(markup.elements[0].whole, (Range{9, 13}));
    EXPECT_EQ(markup.elements[1].whole, (Range{0, 18}));
    EXPECT_EQ(markup.elements[1].tag_end, 9U);
    EXPECT_EQ(markup.attributes, (std::vector<Range>{{3, 8}}));
    EXPECT_EQ(markup.values, (std::vector<Range>{{6, 7}}));
    EXPECT_EQ(markup.texts, (std::vector<Range>{{13, 14}}));
    for (const char *broken :
         {"", "<", "</", "</a>", "<a", "<a b", "<a b=", "<a b='", "<a b=c>", "<!", ">", "<a/"})
        EXPECT_TRUE(find_markup(broken).attributes.empty()) << broken;
}

TEST(DocumentMutation, BeginsWithValidDocumentsOfEveryKind)
{
    std::set<const catalog::Kind *> kinds;
    for (const std::string &text : valid_documents(seeds(), 40))
        kinds.insert(catalog::kind_of(text));
    EXPECT_EQ(kinds.size(), catalog::kinds().size());
}

TEST(DocumentMutation, SurvivesMutationsOfValidDocumentsOfEveryKind)
{
    const std::vector<std::string> documents = valid_documents(seeds(), 200);
    ASSERT_FALSE(documents.empty());
    MarkupMutator mutator(20080825, documents);
    for (uint32_t i = 0; i < rounds(4000); ++i)
        feed(mutator.next());
}

} // namespace modvirt::fuzz
