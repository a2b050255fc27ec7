// SPDX-License-Identifier: MIT
// Volumes as they were last seen.
#include "kit/pool_store/volume_index.hpp"

#include <gtest/gtest.h>

namespace modvirt::pool_store {
namespace {

constexpr Uuid one{1};
constexpr Uuid two{2};

FoundVolume named(const std::string &name, uint64_t capacity = 1)
{
    return {0, name, "key of " + name, "/" + name, "raw", capacity, 0};
}

std::string names(const VolumeIndex &index, const Uuid &pool = one)
{
    std::string text;
    for (const VolumePtr &volume : index.all(pool))
        text += volume->name + std::to_string(volume->capacity) + " ";
    return text;
}

// One look that sees these.
void tell(VolumeIndex::Look &look, const std::vector<FoundVolume> &volumes)
{
    for (const FoundVolume &volume : volumes)
        look.tell({sizeof(modvirt_volume), volume.type, volume.name.c_str(), volume.key.c_str(), volume.path.c_str(),
                   volume.format.c_str(), volume.capacity, volume.allocation});
}

void look_at(VolumeIndex &index, const std::vector<FoundVolume> &volumes)
{
    VolumeIndex::Look look(index, one);
    tell(look, volumes);
    look.finish();
}

TEST(TheIndexOfVolumes, FindsByNameKeyAndPath)
{
    VolumeIndex index;
    index.put(one, named("a"));
    index.put(two, named("a"));
    EXPECT_EQ(index.find(one, "a")->capacity, 1u);
    EXPECT_EQ(index.find(one, "b"), nullptr);
    EXPECT_EQ(index.with_key("key of a").size(), 2u);
    EXPECT_EQ(index.with_path("/a").size(), 2u);
    index.put(one, named("a", 5));
    EXPECT_EQ(index.find(one, "a")->capacity, 5u);
    EXPECT_EQ(index.with_key("key of a").size(), 2u);
    index.forget(one);
    EXPECT_EQ(index.with_path("/a").size(), 1u);
    EXPECT_NE(index.remove(two, "a"), nullptr);
    EXPECT_EQ(index.remove(two, "a"), nullptr);
    EXPECT_TRUE(index.with_key("key of a").empty());
}

TEST(TheIndexOfVolumes, FindsByAKeyThatIsAPath)
{
    VolumeIndex index;
    FoundVolume file = named("a");
    file.key = file.path;
    FoundVolume other = named("b");
    other.key = file.path;
    look_at(index, {file, other});
    EXPECT_EQ(index.with_key("/a").size(), 2u);
    EXPECT_EQ(index.with_path("/a").size(), 1u);
    EXPECT_TRUE(index.with_key("/b").empty());
    EXPECT_NE(index.remove(one, "a"), nullptr);
    EXPECT_EQ(index.with_key("/a").size(), 1u);
    index.put(one, file);
    file.key = "another";
    index.put(one, file);
    EXPECT_EQ(index.with_key("/a").size(), 1u);
    EXPECT_EQ(index.with_key("another").size(), 1u);
    index.forget(one);
    EXPECT_TRUE(index.with_key("/a").empty());
    EXPECT_TRUE(index.with_path("/a").empty());
}

TEST(TheIndexOfVolumes, IsNotChangedByWhoKnowsAnOlderVolume)
{
    VolumeIndex index;
    index.put(one, named("a"));
    const VolumePtr older = index.find(one, "a");
    EXPECT_TRUE(index.exchange(one, older, named("a", 2)));
    EXPECT_FALSE(index.exchange(one, older, named("a", 3)));
    EXPECT_FALSE(index.remove(one, older));
    EXPECT_EQ(names(index), "a2 ");
    const VolumePtr newer = index.find(one, "a");
    EXPECT_TRUE(index.remove(one, newer));
    EXPECT_FALSE(index.exchange(one, newer, named("a", 4)));
    EXPECT_EQ(names(index), "");
}

TEST(TheIndexOfVolumes, TakesOverWhatALookSees)
{
    VolumeIndex index;
    look_at(index, {named("a"), named("b"), named("c")});
    EXPECT_EQ(names(index), "a1 b1 c1 ");
    look_at(index, {named("c"), named("a", 2), named("d"), named("a", 3)});
    EXPECT_EQ(names(index), "c1 a2 d1 ");
    EXPECT_TRUE(index.with_key("key of b").empty());
    EXPECT_EQ(index.with_path("/d").size(), 1u);
    look_at(index, {});
    EXPECT_EQ(names(index), "");
    EXPECT_TRUE(index.with_key("key of a").empty());
}

TEST(TheIndexOfVolumes, KeepsTheVolumesThatAreTheSame)
{
    VolumeIndex index;
    look_at(index, {named("a"), named("b")});
    const VolumePtr a = index.find(one, "a");
    look_at(index, {named("a"), named("b")});
    look_at(index, {named("b", 2), named("a")});
    EXPECT_EQ(index.find(one, "a"), a);
}

TEST(TheIndexOfVolumes, StaysAsItIsWhenALookFails)
{
    VolumeIndex index;
    look_at(index, {named("a")});
    {
        VolumeIndex::Look look(index, one);
        tell(look, {named("b")});
    }
    EXPECT_EQ(names(index), "a1 ");
}

TEST(TheIndexOfVolumes, PrefersWhatWasDoneDuringALook)
{
    VolumeIndex index;
    look_at(index, {named("a"), named("b"), named("c")});
    VolumeIndex::Look look(index, one);
    tell(look, {named("a"), named("b", 9)});
    index.remove(one, "a");
    index.put(one, named("b", 2));
    index.put(one, named("d"));
    tell(look, {named("c"), named("half")});
    look.finish({"half"});
    EXPECT_EQ(names(index), "b2 c1 d1 ");
}

} // namespace
} // namespace modvirt::pool_store
