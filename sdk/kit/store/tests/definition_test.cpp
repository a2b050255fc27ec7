// SPDX-License-Identifier: MIT
// What defining, undefining, renaming and creating do, and what they refuse.
#include <vector>

#include "support.hpp"

namespace modvirt::store::testing {
namespace {

class MemoryKeeper : public Keeper {
public:
    struct State {
        std::map<std::string, bool, std::less<>> kept; // name to autostart
        bool is_full = false;
    };
    explicit MemoryKeeper(State &state) : m_state(state) {}

    void keep(const Definition &definition) override
    {
        check();
        m_state.kept.try_emplace(definition.name, false);
    }
    void forget(std::string_view name) override
    {
        check();
        m_state.kept.erase(m_state.kept.find(name));
    }
    void rename(std::string_view from, const Definition &to) override
    {
        check();
        m_state.kept.erase(m_state.kept.find(from));
        m_state.kept[to.name] = false;
    }
    void mark_autostart(std::string_view name, bool autostart) override
    {
        check();
        m_state.kept.find(name)->second = autostart;
    }

private:
    void check() const
    {
        if (m_state.is_full)
            throw Error(ErrorCode::SystemError, "no space");
    }
    State &m_state;
};

void run(Store &store, uint8_t number)
{
    auto write = store.write();
    write.start(write.get(uuid_of(number), ""), nullptr, State::Running, 1);
}

TEST(StoreDefinitions, AreFoundByNameUuidAndIdWithoutAnyOfTheOthersAnswering)
{
    Store store;
    store.define(definition("a", 1));
    store.define(definition("b", 2));
    run(store, 2);
    const auto read = store.read();
    ASSERT_NE(read.find(uuid_of(1)), nullptr);
    EXPECT_EQ(read.find(uuid_of(1))->name(), "a");
    EXPECT_EQ(read.find_name("b"), read.find(uuid_of(2)));
    EXPECT_EQ(read.find_id(1), read.find_name("b"));
    EXPECT_EQ(read.find_id(2), nullptr);
    EXPECT_EQ(read.find_id(-1), nullptr);
    EXPECT_EQ(read.find_name("c"), nullptr);
    EXPECT_EQ(read.find(uuid_of(3)), nullptr);
}

TEST(StoreDefinitions, StandInTheOrderInWhichTheyCame)
{
    Store store;
    for (uint8_t i = 1; i <= 5; ++i)
        store.define(definition("d" + std::to_string(9 - i), i));
    store.undefine(uuid_of(3), "d6");
    std::vector<std::string> names;
    const auto read = store.read();
    for (const auto &domain : read.all())
        names.push_back(domain->name());
    EXPECT_THAT(names, ::testing::ElementsAre("d8", "d7", "d5", "d4"));
}

TEST(StoreDefinitions, ReplaceThoseOfTheSameNameAndUuid)
{
    Store store;
    EXPECT_EQ(store.define(definition("a", 1)), Defined::Added);
    EXPECT_EQ(store.define(definition("a", 1)), Defined::Updated);
    EXPECT_EQ(store.read().all().size(), 1u);
}

TEST(StoreDefinitions, CannotTakeTheNameOfAnotherDomain)
{
    Store store;
    store.define(definition("a", 1));
    const Failure failure = failure_of([&] { store.define(definition("a", 2)); });
    EXPECT_EQ(failure.code, ErrorCode::OperationFailed);
    EXPECT_EQ(failure.message, "domain 'a' already exists with uuid 00000000-0000-0000-0000-000000000001");
}

TEST(StoreDefinitions, CannotTakeTheUuidOfAnotherDomain)
{
    Store store;
    store.define(definition("a", 1));
    const Failure failure = failure_of([&] { store.define(definition("b", 1)); });
    EXPECT_EQ(failure.code, ErrorCode::OperationFailed);
    EXPECT_EQ(failure.message,
              "domain 'a' is already defined with uuid 00000000-0000-0000-0000-000000000001");
    EXPECT_EQ(store.read().find_name("b"), nullptr);
}

TEST(StoreDefinitions, OfAnActiveDomainCanBeReplacedWhileItRunsOn)
{
    Store store;
    store.define(definition("a", 1));
    run(store, 1);
    EXPECT_EQ(store.define(definition("a", 1)), Defined::Updated);
    const auto read = store.read();
    EXPECT_TRUE(read.find_name("a")->is_active());
    EXPECT_EQ(read.find_name("a")->id(), 1);
}

TEST(StoreUpdate, IsKeptAndToldToNobodyAndRefusedForATransientDomain)
{
    MemoryKeeper::State state;
    Store store(std::make_unique<MemoryKeeper>(state));
    store.define(definition("a", 1));
    int events = 0;
    store.events().subscribe([&](const Event &) { ++events; });
    state.kept.clear();
    store.update(definition("a", 1));
    EXPECT_EQ(state.kept.count("a"), 1u);
    EXPECT_EQ(events, 0);
    Job job = store.create(definition("t", 2), JobKind::Modify, "create");
    EXPECT_EQ(failure_of([&] { store.update(definition("t", 2)); }).code, ErrorCode::OperationInvalid);
}

TEST(StoreDefinitions, OfAnActiveDomainCanBeDroppedAndTheDomainGoesWhenItStops)
{
    Store store;
    store.define(definition("a", 1));
    run(store, 1);
    store.undefine(uuid_of(1), "a");
    {
        const auto read = store.read();
        ASSERT_NE(read.find_name("a"), nullptr);
        EXPECT_FALSE(read.find_name("a")->is_persistent());
    }
    EXPECT_EQ(failure_of([&] { store.undefine(uuid_of(1), "a"); }).code, ErrorCode::OperationInvalid);
    auto write = store.write();
    write.stop(*write.find_name("a"), 2);
    EXPECT_EQ(write.find_name("a"), nullptr);
    EXPECT_EQ(write.find(uuid_of(1)), nullptr);
    EXPECT_EQ(write.find_id(1), nullptr);
    EXPECT_TRUE(write.all().empty());
}

TEST(StoreDefinitions, OfAGuestThatBeginsAnewGetTheNextNumber)
{
    Store store;
    store.define(definition("a", 1));
    run(store, 1);
    auto write = store.write();
    Domain &domain = *write.find_name("a");
    const int32_t before = domain.id();
    write.renumber(domain);
    EXPECT_EQ(domain.id(), before + 1);
    EXPECT_EQ(write.find_id(before + 1), &domain);
    EXPECT_EQ(write.find_id(before), nullptr);
}

TEST(StoreDefinitions, ThatDoNotExistAreNamedInTheError)
{
    Store store;
    const Failure failure = failure_of([&] { store.undefine(uuid_of(7), "ghost"); });
    EXPECT_EQ(failure.code, ErrorCode::NoDomain);
    EXPECT_EQ(failure.message, "no domain with matching uuid '00000000-0000-0000-0000-000000000007' (ghost)");
}

TEST(StoreRename, MovesTheDomainToItsNewNameAndKeepsItsIdentity)
{
    Store store;
    store.define(definition("a", 1));
    store.rename(uuid_of(1), "a", definition("a name that is too long to be stored in place", 1));
    const auto read = store.read();
    EXPECT_EQ(read.find_name("a"), nullptr);
    EXPECT_EQ(read.find_name("a name that is too long to be stored in place"), read.find(uuid_of(1)));
    EXPECT_NE(read.find(uuid_of(1)), nullptr);
}

TEST(StoreRename, RefusesActiveTransientAndTakenNames)
{
    Store store;
    store.define(definition("a", 1));
    store.define(definition("b", 2));
    EXPECT_EQ(failure_of([&] { store.rename(uuid_of(1), "a", definition("a", 1)); }).message,
              "Can't rename domain to itself");
    EXPECT_EQ(failure_of([&] { store.rename(uuid_of(1), "a", definition("b", 1)); }).message,
              "domain with name 'b' already exists");
    run(store, 1);
    EXPECT_EQ(failure_of([&] { store.rename(uuid_of(1), "a", definition("c", 1)); }).message,
              "cannot rename active domain");
}

TEST(StoreCreate, MakesATransientDomainThatGoesWhenItStops)
{
    Store store;
    {
        Job job = store.create(definition("t", 1), JobKind::Modify, "create");
        auto write = store.write();
        write.start(job.domain(), nullptr, State::Running, 1);
    }
    {
        const auto read = store.read();
        ASSERT_NE(read.find_name("t"), nullptr);
        EXPECT_FALSE(read.find_name("t")->is_persistent());
    }
    auto write = store.write();
    write.stop(*write.find_name("t"), 2);
    EXPECT_EQ(write.find_name("t"), nullptr);
}

TEST(StoreCreate, LeavesNothingWhenTheDomainIsNotStarted)
{
    Store store;
    {
        const Job job = store.create(definition("t", 1), JobKind::Modify, "create");
        EXPECT_NE(store.read().find_name("t"), nullptr);
    }
    EXPECT_EQ(store.read().find_name("t"), nullptr);
}

TEST(StoreCreate, StartsAnInactivePersistentDomainWhichStaysPersistent)
{
    Store store;
    store.define(definition("a", 1));
    {
        Job job = store.create(definition("a", 1), JobKind::Modify, "create");
        auto write = store.write();
        write.start(job.domain(), nullptr, State::Running, 1);
    }
    EXPECT_TRUE(store.read().find_name("a")->is_persistent());
    EXPECT_TRUE(store.read().find_name("a")->is_active());
}

TEST(StoreCreate, RefusesAnActiveDomain)
{
    Store store;
    store.define(definition("a", 1));
    run(store, 1);
    const Failure failure =
        failure_of([&] { const Job job = store.create(definition("a", 1), JobKind::Modify, "create"); });
    EXPECT_EQ(failure.code, ErrorCode::OperationInvalid);
    EXPECT_EQ(failure.message, "domain 'a' is already active");
}

TEST(StoreCreate, ATransientDomainThatIsDefinedWhileItRunsBecomesPersistent)
{
    Store store;
    {
        Job job = store.create(definition("t", 1), JobKind::Modify, "create");
        store.write().start(job.domain(), nullptr, State::Running, 1);
    }
    EXPECT_EQ(store.define(definition("t", 1)), Defined::Added);
    auto write = store.write();
    write.stop(*write.find_name("t"), 2);
    EXPECT_NE(write.find_name("t"), nullptr);
}

TEST(StoreIds, GrowAndAreNotUsedAgainWhileTheStoreLives)
{
    Store store;
    store.define(definition("a", 1));
    store.define(definition("b", 2));
    run(store, 1);
    {
        auto write = store.write();
        write.stop(*write.find_name("a"), 2);
    }
    run(store, 2);
    run(store, 1);
    EXPECT_EQ(store.read().find_name("b")->id(), 2);
    EXPECT_EQ(store.read().find_name("a")->id(), 3);
}

TEST(StoreIds, OfAGuestThatIsFoundAgainStayAndAreNotGivenTwice)
{
    Store store;
    store.define(definition("a", 1));
    store.define(definition("b", 2));
    {
        auto write = store.write();
        write.start(*write.find_name("a"), nullptr, State::Running, 1, 7);
        EXPECT_EQ(failure_of([&] { write.start(*write.find_name("b"), nullptr, State::Running, 1, 7); }).code,
                  ErrorCode::InternalError);
    }
    run(store, 2);
    EXPECT_EQ(store.read().find_name("b")->id(), 8);
}

TEST(StoreKeeper, HasEveryPersistentDomainAndNoTransientOne)
{
    MemoryKeeper::State state;
    Store store(std::make_unique<MemoryKeeper>(state));
    store.define(definition("a", 1));
    store.define(definition("b", 2));
    store.set_autostart(uuid_of(2), "b", true);
    store.rename(uuid_of(1), "a", definition("c", 1));
    {
        Job job = store.create(definition("t", 3), JobKind::Modify, "create");
        store.write().start(job.domain(), nullptr, State::Running, 1);
    }
    EXPECT_THAT(state.kept, ::testing::ElementsAre(::testing::Pair("b", true), ::testing::Pair("c", false)));
    store.undefine(uuid_of(2), "b");
    EXPECT_THAT(state.kept, ::testing::ElementsAre(::testing::Pair("c", false)));
}

TEST(StoreKeeper, ThatFailsLeavesTheStoreAsItWas)
{
    MemoryKeeper::State state;
    Store store(std::make_unique<MemoryKeeper>(state));
    store.define(definition("a", 1));
    state.is_full = true;
    EXPECT_EQ(failure_of([&] { store.define(definition("b", 2)); }).message, "no space");
    EXPECT_EQ(failure_of([&] { store.rename(uuid_of(1), "a", definition("c", 1)); }).message, "no space");
    EXPECT_EQ(failure_of([&] { store.set_autostart(uuid_of(1), "a", true); }).message, "no space");
    EXPECT_EQ(failure_of([&] { store.undefine(uuid_of(1), "a"); }).message, "no space");
    const auto read = store.read();
    EXPECT_EQ(read.all().size(), 1u);
    ASSERT_NE(read.find_name("a"), nullptr);
    EXPECT_TRUE(read.find_name("a")->is_persistent());
    EXPECT_FALSE(read.find_name("a")->is_autostarted());
}

TEST(StoreKeeper, IsNotToldOfWhatItGaveItself)
{
    MemoryKeeper::State state;
    Store store(std::make_unique<MemoryKeeper>(state));
    store.load(definition("a", 1), true);
    EXPECT_TRUE(state.kept.empty());
    EXPECT_TRUE(store.read().find_name("a")->is_autostarted());
    EXPECT_EQ(failure_of([&] { store.load(definition("a", 1), true); }).message,
              "domain 'a' is defined twice");
}

} // namespace
} // namespace modvirt::store::testing
