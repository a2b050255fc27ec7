// SPDX-License-Identifier: MIT
// The tree of moments: who builds on whom, which is the current one, and what lists show of it.
#include "kit/moment/list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "module.hpp"

namespace modvirt::moment {

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr uint32_t topological = 1u << 10;

SnapshotPtr snapshot(const std::string &name, const std::string &parent = "",
                     const std::string &state = "shutoff", const std::string &inside = "")
{
    std::string text = "<domainsnapshot><name>" + name + "</name>";
    if (!parent.empty())
        text += "<parent><name>" + parent + "</name></parent>";
    text += "<state>" + state + "</state><creationTime>1</creationTime>" + inside + "</domainsnapshot>";
    return parse_snapshot(*modvirt_xml_interface_v1(), text, Told::Finished);
}

// a has the children b and c, b has d.
class SnapshotTreeTest : public ::testing::Test {
protected:
    SnapshotTreeTest()
    {
        tree.add(snapshot("a"));
        tree.add(snapshot("b", "a"));
        tree.add(snapshot("c", "a"));
        tree.add(snapshot("d", "b"));
    }
    std::vector<std::string> names(uint32_t flags = 0)
    {
        std::vector<std::string> found;
        list(tree, flags, [&](const auto &entry) { return found.push_back(entry.name()), true; });
        return found;
    }
    std::vector<std::string> children(std::string_view name, uint32_t flags = 0)
    {
        std::vector<std::string> found;
        list_children(tree, tree.get(name), flags,
                      [&](const auto &entry) { return found.push_back(entry.name()), true; });
        return found;
    }
    template <class Action>
    static ErrorCode refused(Action &&action)
    {
        try {
            action();
        } catch (const Error &error) {
            return error.code();
        }
        return ErrorCode::Ok;
    }
    std::string current() { return tree.current() ? tree.current()->name() : ""; }

    SnapshotTree tree;
};

} // namespace

TEST_F(SnapshotTreeTest, ListsInTheOrderOfComingOrParentsFirst)
{
    EXPECT_THAT(names(), ElementsAre("a", "b", "c", "d"));
    EXPECT_THAT(names(topological), ElementsAre("a", "c", "b", "d"));
    EXPECT_THAT(names(1), ElementsAre("a"));
    EXPECT_THAT(children("a"), ElementsAre("c", "b"));
    EXPECT_THAT(children("a", 1), ElementsAre("c", "b", "d"));
    EXPECT_THAT(children("d", 1), IsEmpty());
    EXPECT_THAT(children("b", 1), ElementsAre("d"));
}

TEST_F(SnapshotTreeTest, StopsWhenNoMoreIsWanted)
{
    int seen = 0;
    list(tree, topological, [&](const auto &) { return ++seen < 2; });
    EXPECT_EQ(seen, 2);
}

TEST_F(SnapshotTreeTest, FiltersByGroupsOfFlags)
{
    tree.add(snapshot("run", "", "running", "<memory snapshot='external' file='/m'/>"));
    tree.add(snapshot("disk", "", "disk-snapshot"));
    EXPECT_THAT(names(4), ElementsAre("c", "d", "run", "disk"));
    EXPECT_THAT(names(8), ElementsAre("a", "b"));
    EXPECT_THAT(names(12), ElementsAre("a", "b", "c", "d", "run", "disk"));
    EXPECT_THAT(names(16), IsEmpty());
    EXPECT_THAT(names(2 | 64), ElementsAre("run"));
    EXPECT_THAT(names(32 | 128 | 4), ElementsAre("c", "d", "disk"));
    EXPECT_THAT(names(512), ElementsAre("run"));
    EXPECT_THAT(names(256 | 64), IsEmpty());
}

TEST_F(SnapshotTreeTest, RefusesNamesThatAreTakenAndParentsThatCannotBe)
{
    EXPECT_EQ(refused([&] { tree.add(snapshot("a")); }), ErrorCode::OperationFailed);
    EXPECT_EQ(refused([&] { tree.add(snapshot("x", "nobody")); }), ErrorCode::InvalidArg);
    EXPECT_EQ(refused([&] { tree.add(snapshot("x", "x")); }), ErrorCode::InvalidArg);
    EXPECT_EQ(refused([&] { tree.redefine(snapshot("a", "d")); }), ErrorCode::InvalidArg);
    EXPECT_EQ(refused([&] { static_cast<void>(tree.get("x")); }), ErrorCode::NoDomainSnapshot);
    EXPECT_EQ(refused([&] { static_cast<void>(tree.parent_of("a")); }), ErrorCode::NoDomainSnapshot);
    EXPECT_EQ(tree.parent_of("d").name(), "b");
    EXPECT_THAT(names(topological), ElementsAre("a", "c", "b", "d"));
}

TEST_F(SnapshotTreeTest, MovesWhatIsRedefinedWithItsChildrenAndKeepsItCurrent)
{
    tree.set_current(tree.get("b"));
    tree.redefine(snapshot("b", "c"));
    EXPECT_THAT(names(topological), ElementsAre("a", "c", "b", "d"));
    EXPECT_THAT(children("a"), ElementsAre("c"));
    EXPECT_EQ(current(), "b");
    tree.redefine(snapshot("b"));
    EXPECT_THAT(names(1), ElementsAre("b", "a"));
    EXPECT_THAT(children("b"), ElementsAre("d"));
    EXPECT_EQ(tree.size(), 4u);
}

TEST_F(SnapshotTreeTest, GivesTheChildrenOfWhatGoesToItsParent)
{
    tree.set_current(tree.get("b"));
    tree.remove("b", Extent::Itself);
    EXPECT_THAT(children("a"), ElementsAre("d", "c"));
    EXPECT_EQ(tree.get("d").value()->parent, "a");
    EXPECT_EQ(current(), "a");
    tree.remove("a", Extent::Itself);
    EXPECT_THAT(names(1), ElementsAre("d", "c"));
    EXPECT_EQ(tree.get("d").parent(), nullptr);
    EXPECT_EQ(tree.get("c").value()->parent, "");
    EXPECT_EQ(current(), "");
}

TEST_F(SnapshotTreeTest, RemovesDescendantsWithOrWithoutTheirAncestor)
{
    tree.set_current(tree.get("d"));
    tree.remove("b", Extent::Descendants);
    EXPECT_THAT(names(), ElementsAre("a", "b", "c"));
    EXPECT_EQ(current(), "b");
    tree.remove("b", Extent::ItselfAndDescendants);
    EXPECT_EQ(current(), "a");
    EXPECT_THAT(children("a"), ElementsAre("c"));
    tree.remove("a", Extent::ItselfAndDescendants);
    EXPECT_TRUE(tree.empty());
    EXPECT_EQ(current(), "");
    EXPECT_EQ(refused([&] { tree.remove("a", Extent::Itself); }), ErrorCode::NoDomainSnapshot);
}

TEST(SnapshotTree, LoadsWhatWasKeptInAnyOrder)
{
    SnapshotTree tree;
    tree.load({snapshot("c", "b"), snapshot("b", "a"), snapshot("a")});
    EXPECT_EQ(tree.parent_of("c").name(), "b");
    EXPECT_EQ(tree.get("a").parent(), nullptr);
}

TEST(SnapshotTree, DoesNotLoadWhatHangsTogetherWrongly)
{
    const auto code = [](std::vector<SnapshotPtr> snapshots) {
        SnapshotTree tree;
        try {
            tree.load(std::move(snapshots));
        } catch (const Error &error) {
            return error.code();
        }
        return ErrorCode::Ok;
    };
    EXPECT_EQ(code({snapshot("a", "b"), snapshot("b", "a")}), ErrorCode::InvalidArg);
    EXPECT_EQ(code({snapshot("a", "b")}), ErrorCode::InvalidArg);
    EXPECT_EQ(code({snapshot("a", "a")}), ErrorCode::InvalidArg);
    EXPECT_EQ(code({snapshot("a"), snapshot("a")}), ErrorCode::OperationFailed);
    EXPECT_EQ(code({}), ErrorCode::Ok);
}

TEST(SnapshotTree, HoldsAChainOfAnyLength)
{
    SnapshotTree tree;
    const auto first = snapshot("0");
    tree.add(first);
    constexpr int length = 50'000;
    for (int i = 1; i < length; ++i) {
        auto next = std::make_shared<Snapshot>(*first);
        next->name = std::to_string(i);
        next->parent = std::to_string(i - 1);
        tree.add(std::move(next));
    }
    int seen = 0;
    list(tree, topological, [&](const auto &) { return ++seen, true; });
    EXPECT_EQ(seen, length);
    tree.remove("0", Extent::ItselfAndDescendants);
    EXPECT_TRUE(tree.empty());
}

TEST(CheckpointTree, ListsItsLeavesAndTheRest)
{
    const auto checkpoint = [](const std::string &name, const std::string &parent) {
        const std::string above = parent.empty() ? "" : "<parent><name>" + parent + "</name></parent>";
        return parse_checkpoint(*modvirt_xml_interface_v1(),
                                "<domaincheckpoint><name>" + name + "</name>" + above +
                                    "<creationTime>1</creationTime></domaincheckpoint>",
                                Told::Finished);
    };
    CheckpointTree tree;
    tree.add(checkpoint("a", ""));
    tree.add(checkpoint("b", "a"));
    const auto names = [&](uint32_t flags) {
        std::vector<std::string> found;
        list(tree, flags, [&](const auto &entry) { return found.push_back(entry.name()), true; });
        return found;
    };
    EXPECT_THAT(names(4), ElementsAre("b"));
    EXPECT_THAT(names(8), ElementsAre("a"));
    EXPECT_THAT(names(1), ElementsAre("a"));
    EXPECT_THAT(names(2), ElementsAre("a", "b"));
    tree.remove("a", Extent::Itself);
    EXPECT_EQ(tree.get("b").parent(), nullptr);
}

} // namespace modvirt::moment
