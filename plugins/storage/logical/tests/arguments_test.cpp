// SPDX-License-Identifier: LGPL-2.1-or-later
#include "arguments.hpp"

#include <gtest/gtest.h>

namespace modvirt::storage_logical {
namespace {

std::string joined(const Arguments &arguments)
{
    std::string text;
    for (const std::string &argument : arguments)
        text += (text.empty() ? "" : " ") + argument;
    return text;
}

Wish plain_wish(uint64_t capacity, uint64_t allocation)
{
    Wish wish;
    wish.group = "vg";
    wish.name = "web";
    wish.capacity = capacity;
    wish.allocation = allocation;
    return wish;
}

LogicalVolume volume_of_kind(const std::string &name, VolumeKind kind, uint64_t size, double data_percent)
{
    LogicalVolume volume;
    volume.name = name;
    volume.kind = kind;
    volume.size = size;
    volume.data_percent = data_percent;
    return volume;
}

TEST(Names, AreThoseThatLvmTakes)
{
    for (const char *name : {"web", "a", "A.b_c+d-e", "0"})
        EXPECT_TRUE(is_name(name)) << name;
    for (const char *name : {"", "-web", ".", "..", "a/b", "a b", "a\nb", "\xc3\xa4", "a@b"})
        EXPECT_FALSE(is_name(name)) << name;
    EXPECT_TRUE(is_name(std::string(127, 'a')));
    EXPECT_FALSE(is_name(std::string(128, 'a')));
}

TEST(APlainVolume, IsLinearOrStriped)
{
    EXPECT_EQ(joined(create_volume(plain_wish(1024, 1024))),
              "lvcreate --yes --name web --wipesignatures y --size 1024b -- vg");
    Wish wish = plain_wish(1024, 2000);
    wish.stripes = 2;
    EXPECT_EQ(joined(create_volume(wish)),
              "lvcreate --yes --name web --stripes 2 --wipesignatures y --size 1024b -- vg");
}

TEST(ASparseVolume, IsThinWhereThereIsAThinPool)
{
    Wish wish = plain_wish(1024, 0);
    wish.pool = "space";
    EXPECT_EQ(joined(create_volume(wish)), "lvcreate --yes --name web --virtualsize 1024b --thinpool space -- vg");
    wish.allocation = 1024; // all of it is wanted now
    EXPECT_EQ(joined(create_volume(wish)),
              "lvcreate --yes --name web --wipesignatures y --size 1024b -- vg");
}

TEST(ASparseVolume, IsASnapshotOfNothingElsewhere)
{
    EXPECT_EQ(joined(create_volume(plain_wish(1024, 1))),
              "lvcreate --yes --name web --type snapshot --virtualsize 1024b --size 512b -- vg");
}

TEST(Sizes, AreWholeSectors)
{
    EXPECT_EQ(joined(grow_volume("vg", "web", 1)), "lvextend --yes --size 512b -- vg/web");
    EXPECT_EQ(joined(shrink_volume("vg", "web", 513)), "lvreduce --yes --force --size 1024b -- vg/web");
    EXPECT_EQ(joined(grow_volume("vg", "web", UINT64_MAX)), "lvextend --yes --size 18446744073709551104b -- vg/web");
}

TEST(ASnapshot, IsTakenOfItsOrigin)
{
    Wish wish = plain_wish(1024, 1);
    wish.origin = "base";
    wish.pool = "space";
    EXPECT_EQ(joined(create_volume(wish)), "lvcreate --yes --name web --snapshot --size 512b -- vg/base");
    wish.origin_is_thin = true;
    EXPECT_EQ(joined(create_volume(wish)), "lvcreate --yes --name web --snapshot --setactivationskip n -- vg/base");
}

TEST(AnUnfinishedVolume, IsMarkedUntilItIsFinished)
{
    Wish wish = plain_wish(1024, 1024);
    wish.is_unfinished = true;
    EXPECT_EQ(joined(create_volume(wish)),
              "lvcreate --yes --name web --addtag modvirt.unfinished --wipesignatures y --size 1024b -- vg");
    EXPECT_EQ(joined(finish_volume("vg", "web")), "lvchange --deltag modvirt.unfinished -- vg/web");
}

TEST(AGroup, IsMadeOfPhysicalVolumes)
{
    EXPECT_EQ(joined(create_group("vg", {"/dev/a", "/dev/b"})), "vgcreate --yes -- vg /dev/a /dev/b");
    EXPECT_EQ(joined(list_physical()), "pvs --reportformat json --units b --nosuffix --options pv_name,vg_name");
}

TEST(TheRoomiestPool, IsTheOneWithMostThatIsNotTaken)
{
    const LogicalVolume small = volume_of_kind("small", VolumeKind::ThinPool, 100, 0);
    const LogicalVolume full = volume_of_kind("full", VolumeKind::ThinPool, 1000, 95);
    const LogicalVolume plain = volume_of_kind("plain", VolumeKind::Plain, 5000, 0);
    EXPECT_EQ(roomiest_pool({small, full, plain}), "small");
    EXPECT_EQ(roomiest_pool({plain}), std::nullopt);
}

} // namespace
} // namespace modvirt::storage_logical
