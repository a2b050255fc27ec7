// SPDX-License-Identifier: MIT
#include "kit/store/inventory.hpp"

#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace modvirt::store {
namespace {

using ::testing::ElementsAre;

struct Config {
    std::string name;
    Uuid uuid{};
    int version = 0;
};

using Networks = Inventory<Config>;
using Network = Networks::Object;

Uuid uuid(uint8_t number)
{
    return {number};
}

std::shared_ptr<const Config> config(const char *name, uint8_t number, int version = 0)
{
    return std::make_shared<const Config>(Config{name, uuid(number), version});
}

class InventoryTest : public ::testing::Test {
protected:
    std::vector<std::string> listed(uint32_t flags = 0) const
    {
        std::vector<std::string> names;
        m_inventory.for_each([&](const Network &network) {
            if (network.is_listed(flags))
                names.push_back(network.name());
            return true;
        });
        return names;
    }
    void start(uint8_t number)
    {
        m_inventory.change(uuid(number), "", [](Network &network) { network.start(); });
    }
    void stop(uint8_t number)
    {
        m_inventory.change(uuid(number), "", [](Network &network) { network.stop(); });
    }
    int version(uint8_t number) const { return m_inventory.find_uuid(uuid(number))->version; }

    template <class Body>
    static std::string failure(Body &&body)
    {
        try {
            body();
        } catch (const Error &error) {
            return std::to_string(static_cast<int>(error.code())) + " " + error.message();
        }
        return "";
    }

    Networks m_inventory{{"network", ErrorCode::NoNetwork, ErrorDomain::Network}};
};

TEST_F(InventoryTest, FindsWhatWasDefinedByNameAndByUuid)
{
    m_inventory.define(config("a", 1));
    m_inventory.define(config("b", 2));
    EXPECT_EQ(m_inventory.find_name("b")->uuid, uuid(2));
    EXPECT_EQ(m_inventory.find_uuid(uuid(1))->name, "a");
    EXPECT_THAT(listed(), ElementsAre("a", "b"));
}

TEST_F(InventoryTest, SaysWhatIsNotThere)
{
    EXPECT_EQ(failure([&] { (void)m_inventory.find_name("x"); }), "43 no network with matching name 'x'");
    EXPECT_EQ(failure([&] { (void)m_inventory.find_uuid(uuid(1)); }),
              "43 no network with matching uuid '01000000-0000-0000-0000-000000000000'");
    EXPECT_EQ(failure([&] { m_inventory.change(uuid(1), "gone", [](Network &) {}); }),
              "43 no network with matching name 'gone'");
}

TEST_F(InventoryTest, RefusesTheNameOrTheUuidOfAnother)
{
    m_inventory.define(config("a", 1));
    EXPECT_EQ(failure([&] { m_inventory.define(config("b", 1)); }),
              "9 network 'a' is already defined with uuid 01000000-0000-0000-0000-000000000000");
    EXPECT_EQ(failure([&] { m_inventory.create(config("a", 2)); }),
              "9 network 'a' already exists with uuid 01000000-0000-0000-0000-000000000000");
    EXPECT_THAT(listed(), ElementsAre("a"));
}

TEST_F(InventoryTest, GivesANewDefinitionToTheNextStart)
{
    m_inventory.define(config("a", 1, 1));
    start(1);
    m_inventory.define(config("a", 1, 2));
    EXPECT_EQ(version(1), 1);
    stop(1);
    EXPECT_EQ(version(1), 2);
    start(1);
    EXPECT_EQ(version(1), 2);
}

TEST_F(InventoryTest, ForgetsATransientObjectWhenItStops)
{
    m_inventory.create(config("t", 1));
    EXPECT_EQ(failure([&] { m_inventory.create(config("t", 1)); }), "55 network is already active as 't'");
    stop(1);
    EXPECT_THAT(listed(), ElementsAre());
    EXPECT_EQ(failure([&] { (void)m_inventory.find_name("t"); }), "43 no network with matching name 't'");
}

TEST_F(InventoryTest, MakesATransientObjectPersistentByDefiningIt)
{
    m_inventory.create(config("t", 1, 1));
    m_inventory.define(config("t", 1, 2));
    EXPECT_EQ(version(1), 1);
    stop(1);
    EXPECT_EQ(version(1), 2);
}

TEST_F(InventoryTest, KeepsAnActiveObjectThatIsNoLongerDefined)
{
    m_inventory.define(config("a", 1));
    start(1);
    m_inventory.change(uuid(1), "a", [](Network &network) {
        network.set_autostart(true);
        network.undefine();
    });
    EXPECT_THAT(listed(0x8 | 0x2 | 0x20), ElementsAre("a"));
    stop(1);
    EXPECT_THAT(listed(), ElementsAre());
}

TEST_F(InventoryTest, ListsByOneTraitOfEveryGroup)
{
    m_inventory.define(config("idle", 1));
    m_inventory.define(config("busy", 2));
    start(2);
    m_inventory.create(config("passing", 3));
    m_inventory.change(uuid(1), "idle", [](Network &network) { network.set_autostart(true); });
    EXPECT_THAT(listed(0x1), ElementsAre("idle"));
    EXPECT_THAT(listed(0x2), ElementsAre("busy", "passing"));
    EXPECT_THAT(listed(0x3), ElementsAre("idle", "busy", "passing"));
    EXPECT_THAT(listed(0x2 | 0x4), ElementsAre("busy"));
    EXPECT_THAT(listed(0x8), ElementsAre("passing"));
    EXPECT_THAT(listed(0x10), ElementsAre("idle"));
    EXPECT_THAT(listed(0x20 | 0x1), ElementsAre());
}

TEST_F(InventoryTest, StaysAsItIsWhenAChangeFails)
{
    m_inventory.define(config("a", 1));
    EXPECT_THROW(
        m_inventory.change(uuid(1), "a", [](Network &) { throw Error(ErrorCode::InternalError, "no"); }),
        Error);
    EXPECT_THAT(listed(0x1), ElementsAre("a"));
}

TEST_F(InventoryTest, TakesCallsFromManyThreads)
{
    std::vector<std::thread> threads;
    for (uint8_t number = 1; number <= 4; ++number)
        threads.emplace_back([this, number] {
            const std::string name(1, static_cast<char>('a' + number));
            for (int round = 0; round < 200; ++round) {
                m_inventory.create(config(name.c_str(), number, round));
                EXPECT_EQ(m_inventory.find_name(name)->version, round);
                listed();
                stop(number);
            }
        });
    for (std::thread &thread : threads)
        thread.join();
    EXPECT_THAT(listed(), ElementsAre());
}

} // namespace
} // namespace modvirt::store
