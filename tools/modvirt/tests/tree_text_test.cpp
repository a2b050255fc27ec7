// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/tree_text.hpp"

#include <gtest/gtest.h>

namespace modvirt::cli {

TEST(TreeText, LeadsALineFromEveryParentToItsChildren)
{
    EXPECT_EQ(tree_text({{"a", std::nullopt}, {"b", 0}, {"c", 0}, {"e", 1}, {"d", 2}}), "a\n"
                                                                                        "  |\n"
                                                                                        "  +- b\n"
                                                                                        "  |   |\n"
                                                                                        "  |   +- e\n"
                                                                                        "  |     \n"
                                                                                        "  +- c\n"
                                                                                        "      |\n"
                                                                                        "      +- d\n"
                                                                                        "        \n");
}

TEST(TreeText, EndsEveryTreeWithALine)
{
    EXPECT_EQ(tree_text({{"a", std::nullopt}, {"b", std::nullopt}}), "a\n\nb\n\n");
    EXPECT_EQ(tree_text({}), "");
}

TEST(TreeText, MayNameChildrenBeforeTheirParents)
{
    EXPECT_EQ(tree_text({{"child", 1}, {"top", std::nullopt}}), "top\n  |\n  +- child\n    \n");
}

TEST(TreeText, DrawsAChainOfAnyLength)
{
    std::vector<TreeNode> nodes = {{"0", std::nullopt}};
    for (size_t i = 1; i < 2000; ++i)
        nodes.push_back({std::to_string(i), i - 1});
    EXPECT_NE(tree_text(nodes).find("+- 1999\n"), std::string::npos);
}

} // namespace modvirt::cli
