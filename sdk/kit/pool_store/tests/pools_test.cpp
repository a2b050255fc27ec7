// SPDX-License-Identifier: MIT
// Who is there, and who owns which storage.
#include "kit/pool_store/pools.hpp"

#include <gtest/gtest.h>

#include "module.hpp"

namespace modvirt::pool_store {
namespace {

storage::PoolPtr pool(char digit, const std::string &path, const std::string &name)
{
    return storage::parse_pool(*modvirt_xml_interface_v1(),
                               "<pool type='dir'><name>" + name + "</name><uuid>00000000-0000-0000-0000-00000000000" +
                                   digit + "</uuid><target><path>" + path + "</path></target></pool>");
}

template <class Call>
std::string refusal_of(const Call &call)
{
    try {
        call();
    } catch (const Error &error) {
        return error.message();
    }
    return "";
}

TEST(PoolsOfADriver, DoNotShareTheirStorage)
{
    Pools pools;
    pools.define(pool('1', "/a", "one"));
    EXPECT_EQ(refusal_of([&] { pools.define(pool('2', "//a/", "two")); }),
              "Storage source conflict with pool: 'one'");
    pools.change(pool('1', "/a", "one")->uuid, "one", [](PoolEntry &entry) { entry.undefine(); });
    pools.define(pool('2', "/a", "two"));
}

TEST(PoolsOfADriver, KnowAHostAdapterByEachOfItsNames)
{
    const auto of_adapter = [](const char *name, const char *adapter) {
        return storage::parse_pool(*modvirt_xml_interface_v1(),
                                   std::string("<pool type='scsi'><name>") + name + "</name><source><adapter name='" + adapter +
                                       "'/></source><target><path>/dev</path></target></pool>");
    };
    Pools pools;
    pools.define(of_adapter("one", "host2"));
    pools.define(of_adapter("other", "host22"));
    for (const char *adapter : {"host2", "scsi_host2", "fc_host2"})
        EXPECT_EQ(refusal_of([&] { pools.define(of_adapter("two", adapter)); }), "Storage source conflict with pool: 'one'") << adapter;
}

TEST(PoolsOfADriver, AreNotDefinedWhenThatCannotBeKept)
{
    Pools pools;
    const auto fail = [] { throw Error(ErrorCode::SystemError, "the disk is full"); };
    EXPECT_EQ(refusal_of([&] { pools.define(pool('1', "/a", "one"), fail); }), "the disk is full");
    EXPECT_EQ(refusal_of([&] { static_cast<void>(pools.all().find_name("one")); }),
              "no storage pool with matching name 'one'");
    pools.define(pool('2', "/a", "one"));
    EXPECT_EQ(refusal_of([&] { pools.define(pool('2', "/b", "one"), fail); }), "the disk is full");
    EXPECT_EQ(pools.at_target("/a").name, "one");
}

TEST(PoolsOfADriver, AreFoundByTheirTargetAndTheActiveOneFirst)
{
    Pools pools;
    pools.define(pool('1', "/a", "one"));
    EXPECT_EQ(pools.at_target("/a/").name, "one");
    EXPECT_EQ(refusal_of([&] { static_cast<void>(pools.at_target("/b")); }),
              "no storage pool with matching target path '/b'");
}

TEST(PoolsOfADriver, AreListedByWhatTheyAre)
{
    Pools pools;
    pools.define(pool('1', "/a", "one"));
    const auto listed = [&](uint32_t flags) {
        bool found = false;
        pools.all().for_each([&](const PoolEntry &entry) {
            found = is_listed(entry, flags);
            return false;
        });
        return found;
    };
    EXPECT_TRUE(listed(0));
    EXPECT_TRUE(listed(1));           // inactive
    EXPECT_FALSE(listed(2));          // active
    EXPECT_TRUE(listed(1u << 6));     // dir
    EXPECT_FALSE(listed(1u << 7));    // fs
    EXPECT_TRUE(listed(3u << 6 | 1)); // either, and inactive
}

} // namespace
} // namespace modvirt::pool_store
