// SPDX-License-Identifier: MIT
#include "kit/process/poller.hpp"

#include <atomic>
#include <future>
#include <stdexcept>

#include <fcntl.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace modvirt::process {
namespace {

using namespace std::chrono_literals;

struct Pipe {
    Pipe()
    {
        int ends[2];
        EXPECT_EQ(::pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
        read = Fd(ends[0]);
        write = Fd(ends[1]);
    }
    void put() { EXPECT_EQ(::write(write.get(), "x", 1), 1); }
    void take()
    {
        char byte = 0;
        EXPECT_EQ(::read(read.get(), &byte, 1), 1);
    }
    Fd read;
    Fd write;
};

TEST(Poller, CallsBackWhenADescriptorIsReadable)
{
    Pipe pipe;
    Poller poller("test");
    std::promise<uint32_t> seen;
    const auto id = poller.watch(pipe.read.get(), EPOLLIN, [&](uint32_t events) {
        pipe.take();
        seen.set_value(events);
    });
    pipe.put();
    EXPECT_EQ(seen.get_future().get(), static_cast<uint32_t>(EPOLLIN));
    poller.cancel(id);
}

TEST(Poller, RunsTimersInTheOrderOfTheirTimesAndNotTheCancelledOnes)
{
    Poller poller("test");
    std::vector<int> order;
    std::promise<void> done;
    poller.start_timer(30ms, [&] {
        order.push_back(3);
        done.set_value();
    });
    poller.start_timer(1ms, [&] { order.push_back(1); });
    const auto never = poller.start_timer(15ms, [&] { order.push_back(2); });
    poller.cancel(never);
    done.get_future().wait();
    EXPECT_EQ(order, (std::vector{1, 3}));
}

TEST(Poller, DoesNotReturnFromCancelWhileTheCallbackRuns)
{
    Pipe pipe;
    Poller poller("test");
    std::promise<void> entered;
    std::atomic<bool> left = false;
    const auto id = poller.watch(pipe.read.get(), EPOLLIN, [&](uint32_t) {
        pipe.take();
        entered.set_value();
        std::this_thread::sleep_for(30ms);
        left = true;
    });
    pipe.put();
    entered.get_future().wait();
    poller.cancel(id);
    EXPECT_TRUE(left);
}

TEST(Poller, LetsACallbackCancelItself)
{
    Pipe pipe;
    Poller poller("test");
    std::promise<void> done;
    std::atomic<int> calls = 0;
    std::atomic<Poller::Id> id = 0;
    std::promise<void> known;
    id = poller.watch(pipe.read.get(), EPOLLIN, [&](uint32_t) {
        known.get_future().wait();
        ++calls;
        poller.cancel(id);
        poller.start_timer(10ms, [&] { done.set_value(); });
    });
    pipe.put(); // stays readable: without the cancelling it would be called for ever
    known.set_value();
    done.get_future().wait();
    EXPECT_EQ(calls, 1);
}

TEST(Poller, GoesOnWhenACallbackThrows)
{
    std::promise<std::string> complaint;
    Poller poller("test", [&](const std::exception &error) { complaint.set_value(error.what()); });
    std::promise<void> done;
    poller.post([] { throw std::runtime_error("broken"); });
    poller.post([&] { done.set_value(); });
    EXPECT_EQ(complaint.get_future().get(), "broken");
    done.get_future().wait();
}

TEST(Poller, DoesNotStarveDescriptorsWhenTasksPostTasks)
{
    Pipe pipe;
    std::atomic<bool> stop = false;
    std::function<void()> again; // outlives the poller, whose thread copies it until the end
    Poller poller("test");
    again = [&] {
        if (!stop)
            poller.post(again);
    };
    poller.post(again);
    std::promise<void> seen;
    const auto id = poller.watch(pipe.read.get(), EPOLLIN, [&](uint32_t) {
        pipe.take();
        seen.set_value();
    });
    pipe.put();
    EXPECT_EQ(seen.get_future().wait_for(10s), std::future_status::ready);
    stop = true;
    poller.cancel(id);
}

TEST(Poller, EndsWithTimersStillPending)
{
    std::atomic<bool> called = false;
    {
        Poller poller("test");
        poller.start_timer(1h, [&] { called = true; });
    }
    EXPECT_FALSE(called);
}

} // namespace
} // namespace modvirt::process
