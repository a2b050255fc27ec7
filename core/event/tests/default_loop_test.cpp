// SPDX-License-Identifier: LGPL-2.1-or-later
#include "event/default_loop.hpp"

#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include <unistd.h>

#include <gmock/gmock.h>

namespace modvirt::event {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// What a callback is given: a body to run, and what is noted when it is freed.
struct Job {
    Job() = default;
    explicit Job(std::function<void(int, int)> call) : body(std::move(call)) {}

    std::function<void(int number, int events)> body;
    std::atomic<int> freed{0};

    static void timer(int number, void *data) { static_cast<Job *>(data)->body(number, 0); }
    static void handle(int number, int, int events, void *data)
    {
        static_cast<Job *>(data)->body(number, events);
    }
    static void free(void *data) { ++static_cast<Job *>(data)->freed; }
};

class Pipe {
public:
    Pipe() { EXPECT_EQ(::pipe(m_fds), 0); }
    Pipe(const Pipe &) = delete;
    Pipe &operator=(const Pipe &) = delete;
    ~Pipe()
    {
        close(m_fds[0]);
        close_writer();
    }
    [[nodiscard]] int reader() const { return m_fds[0]; }
    [[nodiscard]] int writer() const { return m_fds[1]; }
    void put() { EXPECT_EQ(::write(m_fds[1], "x", 1), 1); }
    void close_writer()
    {
        if (m_fds[1] >= 0)
            close(m_fds[1]);
        m_fds[1] = -1;
    }

private:
    int m_fds[2] = {-1, -1};
};

struct DefaultLoopTest : testing::Test {
    DefaultLoop loop;
    std::vector<std::string> log;

    std::function<void(int, int)> note(const std::string &name)
    {
        return [this, name](int, int events) {
            log.push_back(name + (events == 0 ? "" : std::to_string(events)));
        };
    }
    int add_timer(Job &job, int interval_ms)
    {
        return loop.add_timeout(interval_ms, &Job::timer, &job, &Job::free);
    }
    int add_handle(Job &job, int fd, int events)
    {
        return loop.add_handle(fd, events, &Job::handle, &job, &Job::free);
    }
    std::vector<std::string> run()
    {
        log.clear();
        loop.run_once();
        return log;
    }
};

} // namespace

TEST_F(DefaultLoopTest, NumbersWatchesAndTimersFromOneEachOnItsOwn)
{
    Job job;
    EXPECT_EQ(add_timer(job, -1), 1);
    EXPECT_EQ(add_timer(job, -1), 2);
    EXPECT_EQ(add_handle(job, 0, 0), 1);
}

TEST_F(DefaultLoopTest, CallsATimerOfZeroInEveryRound)
{
    Job first{note("a")};
    Job second{note("b")};
    add_timer(first, 0);
    add_timer(second, 0);
    EXPECT_THAT(run(), ElementsAre("a", "b"));
    EXPECT_THAT(run(), ElementsAre("a", "b"));
}

TEST_F(DefaultLoopTest, CallsTimersThatAreDueTogetherInTheOrderOfTheirNumbers)
{
    Job late{note("first")};
    Job early{note("second")};
    add_timer(late, 20);
    add_timer(early, 5);
    std::this_thread::sleep_for(std::chrono::milliseconds(40));
    EXPECT_THAT(run(), ElementsAre("first", "second"));
}

TEST_F(DefaultLoopTest, DisablesATimerWithANegativeInterval)
{
    Job disabled{note("disabled")};
    Job ticking{note("tick")};
    const int timer = add_timer(disabled, 0);
    add_timer(ticking, 0);
    loop.update_timeout(timer, -5);
    EXPECT_THAT(run(), ElementsAre("tick"));
    loop.update_timeout(timer, 0);
    EXPECT_THAT(run(), ElementsAre("disabled", "tick"));
}

TEST_F(DefaultLoopTest, WaitsForATimerThatIsNotDueYet)
{
    Job job{note("due")};
    const auto before = std::chrono::steady_clock::now();
    add_timer(job, 30);
    EXPECT_THAT(run(), ElementsAre("due"));
    EXPECT_GE(std::chrono::steady_clock::now() - before, std::chrono::milliseconds(30));
}

TEST_F(DefaultLoopTest, ReportsWhatADescriptorIsReadyFor)
{
    Pipe pipe;
    Job reading{note("read")};
    Job writing{note("write")};
    add_handle(reading, pipe.reader(), VIR_EVENT_HANDLE_READABLE);
    const int watch = add_handle(writing, pipe.writer(), VIR_EVENT_HANDLE_WRITABLE);
    EXPECT_THAT(run(), ElementsAre("write2"));
    loop.update_handle(watch, 0);
    pipe.put();
    EXPECT_THAT(run(), ElementsAre("read1"));
}

TEST_F(DefaultLoopTest, ReportsAHangupThatNobodyAskedFor)
{
    Pipe pipe;
    Job job{note("end")};
    add_handle(job, pipe.reader(), VIR_EVENT_HANDLE_READABLE);
    pipe.put();
    pipe.close_writer();
    EXPECT_THAT(run(), ElementsAre("end9"));
}

TEST_F(DefaultLoopTest, LetsAWatchWithoutEventsSleepThroughAHangup)
{
    Pipe pipe;
    Job job{note("end")};
    Job tick{note("tick")};
    add_handle(job, pipe.reader(), 0);
    add_timer(tick, 0);
    pipe.close_writer();
    EXPECT_THAT(run(), ElementsAre("tick"));
}

TEST_F(DefaultLoopTest, ReportsADescriptorThatWasClosedAsAnError)
{
    Pipe pipe;
    Job job{note("closed")};
    add_handle(job, pipe.writer(), VIR_EVENT_HANDLE_WRITABLE);
    pipe.close_writer();
    EXPECT_THAT(run(), ElementsAre("closed4"));
}

TEST_F(DefaultLoopTest, CallsEveryWatchOfOneDescriptor)
{
    Pipe pipe;
    Job first{note("a")};
    Job second{note("b")};
    add_handle(first, pipe.reader(), VIR_EVENT_HANDLE_READABLE);
    add_handle(second, pipe.reader(), VIR_EVENT_HANDLE_READABLE);
    pipe.put();
    EXPECT_THAT(run(), ElementsAre("a1", "b1"));
}

TEST_F(DefaultLoopTest, FreesWhatWasRemovedOnceAndNotInsideTheRemoval)
{
    Job removed{note("removed")};
    Job tick{note("tick")};
    const int timer = add_timer(removed, 0);
    add_timer(tick, 0);
    EXPECT_TRUE(loop.remove_timeout(timer));
    EXPECT_EQ(removed.freed, 0);
    EXPECT_FALSE(loop.remove_timeout(timer));
    EXPECT_THAT(run(), ElementsAre("tick"));
    EXPECT_EQ(removed.freed, 1);
    run();
    EXPECT_EQ(removed.freed, 1);
}

TEST_F(DefaultLoopTest, FreesWhatWasRemovedWithoutWaitingForAnotherEvent)
{
    Job removed{note("removed")};
    loop.remove_handle(add_handle(removed, 0, 0));
    EXPECT_THAT(run(), IsEmpty());
    EXPECT_EQ(removed.freed, 1);
}

TEST_F(DefaultLoopTest, LetsACallbackRemoveItself)
{
    Job job;
    int freed_inside = -1;
    job.body = [&](int number, int) {
        EXPECT_TRUE(loop.remove_timeout(number));
        EXPECT_FALSE(loop.remove_timeout(number));
        freed_inside = job.freed;
    };
    add_timer(job, 0);
    run();
    EXPECT_EQ(freed_inside, 0);
    EXPECT_EQ(job.freed, 1);
}

TEST_F(DefaultLoopTest, DoesNotFreeACallbackThatIsStillUnderWayInANestedRound)
{
    Job outer;
    Job inner{note("inner")};
    int freed_inside = -1;
    outer.body = [&](int number, int) {
        loop.remove_timeout(number);
        add_timer(inner, 0);
        loop.run_once();
        freed_inside = outer.freed;
    };
    add_timer(outer, 0);
    EXPECT_THAT(run(), ElementsAre("inner"));
    EXPECT_EQ(freed_inside, 0);
    run();
    EXPECT_EQ(outer.freed, 1);
}

TEST_F(DefaultLoopTest, DoesNotCallWhatAnEarlierCallbackRemoved)
{
    Job killer;
    Job victim{note("victim")};
    Pipe pipe;
    Job watch_job{note("watch")};
    int timer = 0;
    int watch = 0;
    killer.body = [&](int, int) {
        log.emplace_back("killer");
        loop.remove_timeout(timer);
        loop.remove_handle(watch);
    };
    add_timer(killer, 0);
    timer = add_timer(victim, 0);
    watch = add_handle(watch_job, pipe.writer(), VIR_EVENT_HANDLE_WRITABLE);
    EXPECT_THAT(run(), ElementsAre("killer"));
    EXPECT_EQ(victim.freed, 1);
    EXPECT_EQ(watch_job.freed, 1);
}

TEST_F(DefaultLoopTest, CallsWhatACallbackAddedInTheNextRound)
{
    Job added{note("added")};
    Job adder;
    adder.body = [&](int number, int) {
        log.emplace_back("adder");
        loop.remove_timeout(number);
        add_timer(added, 0);
    };
    add_timer(adder, 0);
    EXPECT_THAT(run(), ElementsAre("adder"));
    EXPECT_THAT(run(), ElementsAre("added"));
}

TEST_F(DefaultLoopTest, LetsAFreeFunctionUseTheLoop)
{
    struct Chain {
        DefaultLoop *loop;
        Job *next;
    } chain{&loop, nullptr};
    Job next{note("next")};
    chain.next = &next;
    const int timer = loop.add_timeout(
        -1, [](int, void *) {}, &chain,
        [](void *data) {
            auto *self = static_cast<Chain *>(data);
            self->loop->add_timeout(0, &Job::timer, self->next, &Job::free);
        });
    loop.remove_timeout(timer);
    run();
    EXPECT_THAT(run(), ElementsAre("next"));
}

TEST_F(DefaultLoopTest, WakesForATimerThatAnotherThreadAdds)
{
    Job job{note("added")};
    std::thread other([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        add_timer(job, 0);
    });
    while (log.empty())
        loop.run_once();
    other.join();
    EXPECT_THAT(log, ElementsAre("added"));
}

TEST_F(DefaultLoopTest, StopsWatchingADescriptorThatAnotherThreadRemoves)
{
    Pipe pipe;
    Job job{note("ready")};
    const int watch = add_handle(job, pipe.reader(), VIR_EVENT_HANDLE_READABLE);
    std::thread other([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        loop.remove_handle(watch);
    });
    while (job.freed == 0)
        loop.run_once();
    other.join();
    EXPECT_THAT(log, IsEmpty());
}

TEST_F(DefaultLoopTest, SurvivesThreadsThatAddUpdateAndRemoveWhileItRuns)
{
    constexpr int rounds = 500;
    std::atomic<int> working{3};
    std::atomic<int> calls{0};
    std::vector<std::unique_ptr<Job>> jobs;
    for (int index = 0; index < 3 * rounds; ++index)
        jobs.push_back(std::make_unique<Job>([&](int, int) { ++calls; }));
    Job last;
    last.body = [](int, int) {};
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 3; ++thread)
        threads.emplace_back([&, thread] {
            for (int index = 0; index < rounds; ++index) {
                const int timer = add_timer(*jobs[static_cast<size_t>(thread * rounds + index)], index % 2);
                loop.update_timeout(timer, index % 3 - 1);
                loop.remove_timeout(timer);
            }
            --working;
            add_timer(last, 0);
        });
    while (working > 0)
        loop.run_once();
    for (std::thread &thread : threads)
        thread.join();
    loop.run_once();
    for (const auto &job : jobs)
        EXPECT_EQ(job->freed, 1);
}

TEST_F(DefaultLoopTest, RunsTenThousandTimersEachOnceARound)
{
    constexpr int count = 10000;
    int calls = 0;
    Job job;
    job.body = [&](int, int) { ++calls; };
    std::vector<int> timers;
    for (int index = 0; index < count; ++index)
        timers.push_back(add_timer(job, 0));
    for (int round = 0; round < 20; ++round)
        loop.run_once();
    EXPECT_EQ(calls, 20 * count);
    for (const int timer : timers)
        EXPECT_TRUE(loop.remove_timeout(timer));
    loop.run_once();
    EXPECT_EQ(job.freed, count);
}

} // namespace modvirt::event
