// SPDX-License-Identifier: MIT
// Jobs, events and many threads at once.
#include <atomic>
#include <chrono>
#include <future>
#include <thread>
#include <vector>

#include "support.hpp"

namespace modvirt::store::testing {
namespace {

using namespace std::chrono_literals;

TEST(Jobs, AreOneAtATimePerDomainAndTheErrorNamesTheHolder)
{
    Store store;
    store.define(definition("a", 1));
    store.define(definition("b", 2));
    const Job held = store.begin(uuid_of(1), "a", JobKind::Modify, "suspend");
    const Failure failure =
        failure_of([&] { const Job job = store.begin(uuid_of(1), "a", JobKind::Query, "read", 5ms); });
    EXPECT_EQ(failure.code, ErrorCode::OperationTimeout);
    EXPECT_EQ(failure.message, "cannot acquire state change lock of domain 'a' (held by suspend)");
    EXPECT_TRUE(static_cast<bool>(store.begin(uuid_of(2), "b", JobKind::Modify, "suspend", 0ms)));
}

TEST(Jobs, WaitForTheOneBefore)
{
    Store store;
    store.define(definition("a", 1));
    Job held = store.begin(uuid_of(1), "a", JobKind::Modify, "suspend");
    auto second = std::async(std::launch::async, [&] {
        const Job job = store.begin(uuid_of(1), "a", JobKind::Modify, "resume");
        return static_cast<bool>(job);
    });
    EXPECT_EQ(second.wait_for(20ms), std::future_status::timeout);
    held.end();
    EXPECT_TRUE(second.get());
}

TEST(Jobs, ThatAreAsynchronousLetQueriesAndDestroyIn)
{
    Store store;
    store.define(definition("a", 1));
    Job save = store.begin(uuid_of(1), "a", JobKind::Async, "save");
    EXPECT_NO_THROW(store.begin(uuid_of(1), "a", JobKind::Query, "read", 0ms));
    EXPECT_NO_THROW(store.begin(uuid_of(1), "a", JobKind::Destroy, "destroy", 0ms));
    EXPECT_EQ(failure_of([&] {
                  const Job job = store.begin(uuid_of(1), "a", JobKind::Modify, "suspend", 1ms);
              }).code,
              ErrorCode::OperationTimeout);
    EXPECT_EQ(failure_of([&] {
                  const Job job = store.begin(uuid_of(1), "a", JobKind::Async, "dump", 1ms);
              }).message,
              "cannot acquire state change lock of domain 'a' (held by save)");
    save.end();
    EXPECT_NO_THROW(store.begin(uuid_of(1), "a", JobKind::Modify, "suspend", 0ms));
}

TEST(Jobs, OfADomainThatGoesWhileWaitingFailWithNoDomain)
{
    Store store;
    store.define(definition("a", 1));
    Job held = store.begin(uuid_of(1), "a", JobKind::Modify, "undefine");
    auto waiter = std::async(std::launch::async, [&] {
        return failure_of([&] { const Job job = store.begin(uuid_of(1), "a", JobKind::Modify, "start"); })
            .code;
    });
    std::this_thread::sleep_for(10ms);
    store.undefine(uuid_of(1), "a");
    held.end();
    EXPECT_EQ(waiter.get(), ErrorCode::NoDomain);
}

TEST(Jobs, OfCreateGiveRoomForTheNextOneWhenTheFirstFails)
{
    Store store;
    Job first = store.create(definition("t", 1), JobKind::Modify, "create");
    auto second = std::async(std::launch::async, [&] {
        Job job = store.create(definition("t", 1), JobKind::Modify, "create");
        store.write().start(job.domain(), nullptr, State::Running, 1);
        return store.read().find_name("t")->id();
    });
    std::this_thread::sleep_for(10ms);
    first.end();
    EXPECT_EQ(second.get(), 1);
    EXPECT_NE(store.read().find_name("t"), nullptr);
}

TEST(StoreEvents, AreDeliveredInOrderToEverySubscriberWithNothingLocked)
{
    Store store;
    std::vector<std::string> first;
    std::vector<std::string> second;
    store.events().subscribe([&](const Event &event) {
        // Would never return if the store were locked.
        static_cast<void>(store.write().find_name("keep"));
        first.push_back(event.name + std::to_string(event.type) + std::to_string(event.detail));
    });
    const auto number = store.events().subscribe([&](const Event &event) { second.push_back(event.name); });
    store.define(definition("keep", 9));
    store.define(definition("a", 1));
    store.define(definition("a", 1));
    store.events().unsubscribe(number);
    store.rename(uuid_of(1), "a", definition("b", 1));
    store.undefine(uuid_of(1), "b");
    EXPECT_THAT(first, ::testing::ElementsAre("keep00", "a00", "a01", "a11", "b02", "b10"));
    EXPECT_THAT(second, ::testing::ElementsAre("keep", "a", "a"));
}

TEST(StoreEvents, CannotReachAListenerAfterItUnsubscribed)
{
    EventQueue queue;
    std::atomic<bool> is_gone{false};
    std::atomic<int> late{0};
    std::atomic<bool> stop{false};
    std::thread poster([&] {
        while (!stop) {
            queue.post(Event{});
            queue.deliver();
        }
    });
    for (int i = 0; i < 200; ++i) {
        is_gone = false;
        const auto number = queue.subscribe([&](const Event &) { late += is_gone ? 1 : 0; });
        std::this_thread::yield();
        queue.unsubscribe(number);
        is_gone = true;
    }
    stop = true;
    poster.join();
    EXPECT_EQ(late, 0);
}

TEST(StoreThreads, ReadersSeeWholeStatesWhileWritersChangeThem)
{
    Store store;
    store.define(definition("a", 1));
    std::atomic<bool> stop{false};
    std::atomic<int> torn{0};
    std::vector<std::thread> readers;
    for (int i = 0; i < 3; ++i) {
        readers.emplace_back([&] {
            while (!stop) {
                const auto read = store.read();
                const Domain &domain = read.get(uuid_of(1), "a");
                if (domain.is_active() != (domain.state() == State::Running) ||
                    domain.is_active() != (read.find_id(domain.id()) == &domain))
                    ++torn;
            }
        });
    }
    for (int i = 0; i < 500; ++i) {
        const Job job = store.begin(uuid_of(1), "a", JobKind::Modify, "cycle");
        store.write().start(job.domain(), nullptr, State::Running, 1);
        store.write().stop(job.domain(), 1);
    }
    stop = true;
    for (auto &reader : readers)
        reader.join();
    EXPECT_EQ(torn, 0);
}

TEST(StoreThreads, DefineStartStopAndUndefineTheSameNamesWithoutLosingOrKeepingAny)
{
    Store store;
    std::atomic<int> surprises{0};
    std::vector<std::thread> workers;
    for (int worker = 0; worker < 4; ++worker) {
        workers.emplace_back([&] {
            for (int i = 0; i < 200; ++i) {
                const uint8_t number = static_cast<uint8_t>(i % 3 + 1);
                const std::string name = "d" + std::to_string(number);
                try {
                    Job job = store.create(definition(name, number), JobKind::Modify, "create");
                    store.write().start(job.domain(), nullptr, State::Running, 1);
                    store.define(definition(name, number));
                    store.undefine(uuid_of(number), name);
                    store.write().stop(job.domain(), 1);
                } catch (const Error &error) {
                    if (error.code() != ErrorCode::OperationInvalid && error.code() != ErrorCode::NoDomain)
                        ++surprises;
                }
            }
        });
    }
    for (auto &worker : workers)
        worker.join();
    EXPECT_EQ(surprises, 0);
    EXPECT_TRUE(store.read().all().empty());
}

} // namespace
} // namespace modvirt::store::testing
