// SPDX-License-Identifier: LGPL-2.1-or-later
// When callbacks run, and above all when they no longer do.
#include "host/event_loop.hpp"

#include <atomic>
#include <fcntl.h>
#include <future>
#include <gtest/gtest.h>
#include <modvirt/plugin.h>
#include <optional>
#include <stdexcept>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace modvirt::host {
namespace {

using namespace std::chrono_literals;

constexpr auto for_ever = 60s; // only a broken loop makes a test wait as long

struct Pair {
    Pair() { EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends), 0); }
    Pair(const Pair &) = delete;
    Pair &operator=(const Pair &) = delete;
    ~Pair()
    {
        close(ends[0]);
        close(ends[1]);
    }
    void send() const { EXPECT_EQ(write(ends[1], "x", 1), 1); }
    void receive() const
    {
        char byte = 0;
        EXPECT_EQ(read(ends[0], &byte, 1), 1);
    }
    int ends[2];
};

struct Watcher {
    EventLoop *loop = nullptr;
    const Pair *pair = nullptr;
    std::atomic<int> calls{0};
    std::atomic<uint32_t> events{0};
    std::promise<void> first;
};

void count_and_receive(int32_t, int32_t, uint32_t events, void *data)
{
    auto &watcher = *static_cast<Watcher *>(data);
    watcher.pair->receive();
    watcher.events = events;
    if (++watcher.calls == 1) {
        watcher.first.set_value();
    }
}

TEST(EventLoop, CallsBackWhenADescriptorIsReadable)
{
    const Pair pair;
    Watcher watcher;
    watcher.pair = &pair;
    EventLoop loop;
    const int32_t id = loop.watch(pair.ends[0], MODVIRT_FD_READABLE, count_and_receive, &watcher);
    EXPECT_GE(id, 0);
    pair.send();
    ASSERT_EQ(watcher.first.get_future().wait_for(for_ever), std::future_status::ready);
    EXPECT_EQ(watcher.events & MODVIRT_FD_READABLE, MODVIRT_FD_READABLE);
    loop.cancel(id);
}

TEST(EventLoop, CallsBackNoMoreOnceCancelHasReturned)
{
    const Pair pair;
    Watcher watcher;
    watcher.pair = &pair;
    EventLoop loop;
    const int32_t id = loop.watch(pair.ends[0], MODVIRT_FD_READABLE, count_and_receive, &watcher);
    pair.send();
    ASSERT_EQ(watcher.first.get_future().wait_for(for_ever), std::future_status::ready);
    loop.cancel(id);
    const int calls = watcher.calls;
    pair.send();
    std::promise<void> later;
    loop.start_timer(
        20ms, [](int32_t, void *data) { static_cast<std::promise<void> *>(data)->set_value(); }, &later);
    ASSERT_EQ(later.get_future().wait_for(for_ever), std::future_status::ready);
    EXPECT_EQ(watcher.calls, calls);
}

struct Slow {
    std::promise<void> started;
    std::promise<void> may_end;
    std::atomic<bool> ended{false};
};

TEST(EventLoop, CancelWaitsForARunningCallback)
{
    Slow slow;
    EventLoop loop;
    const int32_t id = loop.start_timer(
        0ms,
        [](int32_t, void *data) {
            auto &state = *static_cast<Slow *>(data);
            state.started.set_value();
            state.may_end.get_future().wait();
            state.ended = true;
        },
        &slow);
    ASSERT_EQ(slow.started.get_future().wait_for(for_ever), std::future_status::ready);
    auto cancelling = std::async(std::launch::async, [&] {
        loop.cancel(id);
        return slow.ended.load();
    });
    EXPECT_EQ(cancelling.wait_for(50ms), std::future_status::timeout);
    slow.may_end.set_value();
    EXPECT_TRUE(cancelling.get());
}

struct SelfCancelling {
    EventLoop *loop;
    const Pair *pair;
    int calls = 0;
    std::promise<void> done;
};

TEST(EventLoop, ACallbackMayCancelItself)
{
    const Pair pair;
    EventLoop loop;
    SelfCancelling state{&loop, &pair, 0, {}};
    pair.send();
    loop.watch(
        pair.ends[0], MODVIRT_FD_READABLE,
        [](int32_t id, int32_t, uint32_t, void *data) {
            auto &self = *static_cast<SelfCancelling *>(data);
            ++self.calls;
            self.loop->cancel(id);
            // The byte stays unread: a watch that was not really cancelled would be called again at once.
            self.loop->start_timer(
                20ms, [](int32_t, void *late) { static_cast<SelfCancelling *>(late)->done.set_value(); },
                data);
        },
        &state);
    ASSERT_EQ(state.done.get_future().wait_for(for_ever), std::future_status::ready);
    EXPECT_EQ(state.calls, 1);
}

TEST(EventLoop, SeveralWatchesShareADescriptor)
{
    const Pair pair;
    EventLoop loop;
    std::atomic<int> calls{0};
    const auto count = [](int32_t, int32_t, uint32_t, void *data) {
        ++*static_cast<std::atomic<int> *>(data);
    };
    const int32_t reader = loop.watch(pair.ends[0], MODVIRT_FD_READABLE, count, &calls);
    std::promise<void> writable;
    const int32_t writer = loop.watch(
        pair.ends[0], 0,
        [](int32_t, int32_t, uint32_t events, void *data) {
            if ((events & MODVIRT_FD_WRITABLE) != 0) {
                try {
                    static_cast<std::promise<void> *>(data)->set_value();
                } catch (const std::future_error &) {
                    // Not the first time.
                }
            }
        },
        &writable);
    EXPECT_NE(reader, writer);
    EXPECT_TRUE(loop.rewatch(writer, MODVIRT_FD_WRITABLE));
    ASSERT_EQ(writable.get_future().wait_for(for_ever), std::future_status::ready);
    loop.cancel(writer);
    EXPECT_EQ(calls, 0);
    EXPECT_FALSE(loop.rewatch(writer, MODVIRT_FD_READABLE));
    loop.cancel(reader);
}

TEST(EventLoop, ReportsAHangupThatNobodyAskedFor)
{
    Pair pair;
    EventLoop loop;
    std::promise<uint32_t> events;
    struct State {
        EventLoop *loop;
        std::promise<uint32_t> *events;
    } state{&loop, &events};
    loop.watch(
        pair.ends[0], 0,
        [](int32_t id, int32_t, uint32_t reported, void *data) {
            auto &self = *static_cast<State *>(data);
            self.loop->cancel(id);
            self.events->set_value(reported);
        },
        &state);
    shutdown(pair.ends[1], SHUT_RDWR);
    auto result = events.get_future();
    ASSERT_EQ(result.wait_for(for_ever), std::future_status::ready);
    EXPECT_NE(result.get() & MODVIRT_FD_HANGUP, 0U);
}

TEST(EventLoop, TimersRunInTheOrderOfTheirTimes)
{
    EventLoop loop;
    struct State {
        std::vector<int> order;
        std::promise<void> done;
    } state;
    loop.start_timer(
        60ms,
        [](int32_t, void *data) {
            static_cast<State *>(data)->order.push_back(2);
            static_cast<State *>(data)->done.set_value();
        },
        &state);
    loop.start_timer(
        20ms, [](int32_t, void *data) { static_cast<State *>(data)->order.push_back(1); }, &state);
    const int32_t never = loop.start_timer(
        40ms, [](int32_t, void *data) { static_cast<State *>(data)->order.push_back(3); }, &state);
    loop.cancel(never);
    ASSERT_EQ(state.done.get_future().wait_for(for_ever), std::future_status::ready);
    EXPECT_EQ(state.order, (std::vector{1, 2}));
}

TEST(EventLoop, SurvivesADescriptorThatIsClosedWhileItIsWatched)
{
    EventLoop loop;
    Watcher watcher;
    std::optional<Pair> old(std::in_place);
    const int32_t stale = loop.watch(old->ends[0], MODVIRT_FD_READABLE, count_and_receive, &watcher);
    const int number = old->ends[0];
    old.reset();
    const Pair fresh; // very likely of the same numbers
    EXPECT_EQ(fresh.ends[0], number);
    watcher.pair = &fresh;
    const int32_t id = loop.watch(fresh.ends[0], MODVIRT_FD_READABLE, count_and_receive, &watcher);
    loop.cancel(stale);
    fresh.send();
    ASSERT_EQ(watcher.first.get_future().wait_for(for_ever), std::future_status::ready);
    loop.cancel(id);
}

TEST(EventLoop, RefusesWhatCannotBeWatched)
{
    EventLoop loop;
    const auto nothing = [](int32_t, int32_t, uint32_t, void *) {};
    EXPECT_THROW(loop.watch(-1, MODVIRT_FD_READABLE, nothing, nullptr), std::system_error);
    const int file = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
    EXPECT_THROW(loop.watch(file, MODVIRT_FD_READABLE, nothing, nullptr), std::system_error);
    close(file);
    loop.cancel(12345);
}

TEST(EventLoop, OutlivesAnExceptionOfACallback)
{
    EventLoop loop;
    loop.start_timer(
        0ms, [](int32_t, void *) { throw std::runtime_error("thrown in a callback"); }, nullptr);
    std::promise<void> later;
    loop.start_timer(
        10ms, [](int32_t, void *data) { static_cast<std::promise<void> *>(data)->set_value(); }, &later);
    EXPECT_EQ(later.get_future().wait_for(for_ever), std::future_status::ready);
}

// What was ready when the loop looked may have been read by the time that it calls back.
void count_and_drain(int32_t, int32_t fd, uint32_t, void *data)
{
    auto &watcher = *static_cast<Watcher *>(data);
    char rest[8];
    (void)!read(fd, rest, sizeof(rest));
    if (++watcher.calls == 1) {
        watcher.first.set_value();
    }
}

TEST(EventLoop, TakesWatchesAndTimersFromManyThreads)
{
    EventLoop loop;
    std::atomic<int> expired{0};
    const auto work = [&] {
        const Pair pair;
        Watcher watcher;
        watcher.pair = &pair;
        for (int round = 0; round < 50; ++round) {
            const int32_t id = loop.watch(pair.ends[0], MODVIRT_FD_READABLE, count_and_drain, &watcher);
            const int32_t timer = loop.start_timer(
                0ms, [](int32_t, void *data) { ++*static_cast<std::atomic<int> *>(data); }, &expired);
            pair.send();
            if (round == 0) {
                EXPECT_EQ(watcher.first.get_future().wait_for(for_ever), std::future_status::ready);
            }
            loop.cancel(timer);
            loop.cancel(id);
            char rest[8];
            (void)!read(pair.ends[0], rest, sizeof(rest));
        }
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back(work);
    }
    for (auto &thread : threads) {
        thread.join();
    }
    EXPECT_LE(expired, 200);
}

} // namespace
} // namespace modvirt::host
