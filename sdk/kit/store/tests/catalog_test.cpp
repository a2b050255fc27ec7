// SPDX-License-Identifier: MIT
#include "kit/store/catalog.hpp"

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

using Networks = Catalog<Config>;
using Network = Networks::Object;

Uuid uuid(uint8_t number)
{
    return {number};
}

std::shared_ptr<const Config> config(const char *name, uint8_t number, int version = 0)
{
    return std::make_shared<const Config>(Config{name, uuid(number), version});
}

class CatalogTest : public ::testing::Test {
protected:
    std::vector<std::string> listed(uint32_t flags = 0) const
    {
        std::vector<std::string> names;
        m_catalog.for_each([&](const Network &network) {
            if (network.is_listed(flags))
                names.push_back(network.name());
            return true;
        });
        return names;
    }
    void start(uint8_t number)
    {
        m_catalog.change(uuid(number), "", [](Network &network) { network.start(); });
    }
    void stop(uint8_t number)
    {
        m_catalog.change(uuid(number), "", [](Network &network) { network.stop(); });
    }
    int version(uint8_t number) const { return m_catalog.find_uuid(uuid(number))->version; }

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

    Networks m_catalog{{"network", ErrorCode::NoNetwork, ErrorDomain::Network}};
};

TEST_F(CatalogTest, FindsWhatWasDefinedByNameAndByUuid)
{
    m_catalog.define(config("a", 1));
    m_catalog.define(config("b", 2));
    EXPECT_EQ(m_catalog.find_name("b")->uuid, uuid(2));
    EXPECT_EQ(m_catalog.find_uuid(uuid(1))->name, "a");
    EXPECT_THAT(listed(), ElementsAre("a", "b"));
}

TEST_F(CatalogTest, SaysWhatIsNotThere)
{
    EXPECT_EQ(failure([&] { (void)m_catalog.find_name("x"); }), "43 no network with matching name 'x'");
    EXPECT_EQ(failure([&] { (void)m_catalog.find_uuid(uuid(1)); }),
              "43 no network with matching uuid '01000000-0000-0000-0000-000000000000'");
    EXPECT_EQ(failure([&] { m_catalog.change(uuid(1), "gone", [](Network &) {}); }),
              "43 no network with matching name 'gone'");
}

TEST_F(CatalogTest, RefusesTheNameOrTheUuidOfAnother)
{
    m_catalog.define(config("a", 1));
    EXPECT_EQ(failure([&] { m_catalog.define(config("b", 1)); }),
              "9 network 'a' is already defined with uuid 01000000-0000-0000-0000-000000000000");
    EXPECT_EQ(failure([&] { m_catalog.create(config("a", 2)); }),
              "9 network 'a' already exists with uuid 01000000-0000-0000-0000-000000000000");
    EXPECT_THAT(listed(), ElementsAre("a"));
}

TEST_F(CatalogTest, GivesANewDefinitionToTheNextStart)
{
    m_catalog.define(config("a", 1, 1));
    start(1);
    m_catalog.define(config("a", 1, 2));
    EXPECT_EQ(version(1), 1);
    stop(1);
    EXPECT_EQ(version(1), 2);
    start(1);
    EXPECT_EQ(version(1), 2);
}

TEST_F(CatalogTest, ForgetsATransientObjectWhenItStops)
{
    m_catalog.create(config("t", 1));
    EXPECT_EQ(failure([&] { m_catalog.create(config("t", 1)); }), "55 network is already active as 't'");
    stop(1);
    EXPECT_THAT(listed(), ElementsAre());
    EXPECT_EQ(failure([&] { (void)m_catalog.find_name("t"); }), "43 no network with matching name 't'");
}

TEST_F(CatalogTest, MakesATransientObjectPersistentByDefiningIt)
{
    m_catalog.create(config("t", 1, 1));
    m_catalog.define(config("t", 1, 2));
    EXPECT_EQ(version(1), 1);
    stop(1);
    EXPECT_EQ(version(1), 2);
}

TEST_F(CatalogTest, KeepsAnActiveObjectThatIsNoLongerDefined)
{
    m_catalog.define(config("a", 1));
    start(1);
    m_catalog.change(uuid(1), "a", [](Network &network) {
        network.set_autostart(true);
        network.undefine();
    });
    EXPECT_THAT(listed(0x8 | 0x2 | 0x20), ElementsAre("a"));
    stop(1);
    EXPECT_THAT(listed(), ElementsAre());
}

TEST_F(CatalogTest, ListsByOneTraitOfEveryGroup)
{
    m_catalog.define(config("idle", 1));
    m_catalog.define(config("busy", 2));
    start(2);
    m_catalog.create(config("passing", 3));
    m_catalog.change(uuid(1), "idle", [](Network &network) { network.set_autostart(true); });
    EXPECT_THAT(listed(0x1), ElementsAre("idle"));
    EXPECT_THAT(listed(0x2), ElementsAre("busy", "passing"));
    EXPECT_THAT(listed(0x3), ElementsAre("idle", "busy", "passing"));
    EXPECT_THAT(listed(0x2 | 0x4), ElementsAre("busy"));
    EXPECT_THAT(listed(0x8), ElementsAre("passing"));
    EXPECT_THAT(listed(0x10), ElementsAre("idle"));
    EXPECT_THAT(listed(0x20 | 0x1), ElementsAre());
}

TEST_F(CatalogTest, StaysAsItIsWhenAChangeFails)
{
    m_catalog.define(config("a", 1));
    EXPECT_THROW(
        m_catalog.change(uuid(1), "a", [](Network &) { throw Error(ErrorCode::InternalError, "no"); }),
        Error);
    EXPECT_THAT(listed(0x1), ElementsAre("a"));
}

TEST_F(CatalogTest, TakesCallsFromManyThreads)
{
    std::vector<std::thread> threads;
    for (uint8_t number = 1; number <= 4; ++number)
        threads.emplace_back([this, number] {
            const std::string name(1, static_cast<char>('a' + number));
            for (int round = 0; round < 200; ++round) {
                m_catalog.create(config(name.c_str(), number, round));
                EXPECT_EQ(m_catalog.find_name(name)->version, round);
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
