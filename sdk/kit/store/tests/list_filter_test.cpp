// SPDX-License-Identifier: MIT
#include "kit/store/list_filter.hpp"

#include "support.hpp"

namespace modvirt::store::testing {
namespace {

TEST(ListFilters, WithoutFlagsAcceptEverything)
{
    const Domain domain(definition("a", 1));
    EXPECT_TRUE(ListFilter(0).accepts(domain));
}

TEST(ListFilters, AcceptWhatFitsOneFlagOfEveryGroup)
{
    Store store;
    store.define(definition("off", 1));
    Job job = store.create(definition("on", 2), JobKind::Modify, "create");
    store.write().start(job.domain(), nullptr, State::Paused, 1);
    const auto read = store.read();
    const Domain &off = *read.find_name("off");
    const Domain &on = *read.find_name("on");
    struct Row {
        uint32_t flags;
        bool off;
        bool on;
    };
    const Row rows[] = {
        {1, false, true},          {2, true, false},      {1 | 2, true, true},   {4, true, false},
        {8, false, true},          {16, false, false},    {32, false, true},     {64, true, false},
        {128, false, false},       {32 | 64, true, true}, {256, false, false},   {512, true, true},
        {1024, false, false},      {2048, true, true},    {4096, false, false},  {8192, true, true},
        {16384, false, false},     {32768, true, true},   {1 | 4, false, false}, {2 | 4, true, false},
        {1 | 8 | 32, false, true},
    };
    for (const Row &row : rows) {
        EXPECT_EQ(ListFilter(row.flags).accepts(off), row.off) << row.flags;
        EXPECT_EQ(ListFilter(row.flags).accepts(on), row.on) << row.flags;
    }
}

TEST(ListFilters, LookAtWhatTheDriverTells)
{
    const Domain domain(definition("a", 1));
    EXPECT_TRUE(ListFilter(256).accepts(domain, {.has_managed_save = true}));
    EXPECT_FALSE(ListFilter(512).accepts(domain, {.has_managed_save = true}));
    EXPECT_TRUE(ListFilter(4096).accepts(domain, {.has_snapshot = true}));
    EXPECT_TRUE(ListFilter(16384).accepts(domain, {.has_checkpoint = true}));
}

} // namespace
} // namespace modvirt::store::testing
