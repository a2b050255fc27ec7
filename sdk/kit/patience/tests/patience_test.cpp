// SPDX-License-Identifier: MIT
#include "kit/patience/patience.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace modvirt::patience {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using testing::HasSubstr;

// A machine that answers, or keeps who asks and who works waiting. It outlives the test: work may be left to it.
class Machine {
public:
    void vanish()
    {
        const std::lock_guard lock(m_mutex);
        m_is_there = false;
    }
    void return_again()
    {
        const std::lock_guard lock(m_mutex);
        m_is_there = true;
        m_changed.notify_all();
    }
    // As a read from a file of its: waits for ever.
    void work()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_is_there; });
        ++m_worked;
    }
    void ask()
    {
        const std::lock_guard lock(m_mutex);
        ++m_asked;
        if (!m_is_there)
            throw Error(ErrorCode::OperationFailed, "the machine does not answer");
    }
    int worked()
    {
        const std::lock_guard lock(m_mutex);
        return m_worked;
    }
    int asked()
    {
        const std::lock_guard lock(m_mutex);
        return m_asked;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_is_there = true;
    int m_worked = 0;
    int m_asked = 0;
};

class PatienceTest : public testing::Test {
protected:
    // Nothing is left behind for the next test.
    ~PatienceTest() override
    {
        m_machine->return_again();
        until_nothing_is_left();
    }
    void until_nothing_is_left() const
    {
        while (m_patience->is_exhausted())
            std::this_thread::sleep_for(1ms);
    }
    template <class Call>
    static std::pair<ErrorCode, std::string> failure_of(const Call &call)
    {
        try {
            call();
        } catch (const Error &error) {
            return {error.code(), error.message()};
        }
        return {ErrorCode::Ok, ""};
    }

    const std::shared_ptr<Machine> m_machine = std::make_shared<Machine>();
    const std::shared_ptr<Patience> m_patience =
        std::make_shared<Patience>([machine = m_machine] { machine->ask(); }, Times{20ms, 2});
    const std::function<void()> m_work = [machine = m_machine] { machine->work(); };
};

TEST_F(PatienceTest, AnswersWhatTheWorkAnswers)
{
    EXPECT_EQ(Patience::run(m_patience, [] { return std::string("done"); }), "done");
    EXPECT_EQ(*Patience::run(m_patience, [] { return std::make_unique<int>(3); }), 3);
    Patience::run(m_patience, m_work);
    EXPECT_EQ(m_machine->worked(), 1);
    EXPECT_EQ(m_machine->asked(), 0);
    EXPECT_NE(Patience::run(m_patience, [] { return std::this_thread::get_id(); }), std::this_thread::get_id());
}

TEST_F(PatienceTest, ThrowsWhatTheWorkThrows)
{
    EXPECT_EQ(failure_of([&] { Patience::run(m_patience, []() -> int { throw Error(ErrorCode::NoStorageVol, "none"); }); }),
              std::pair(ErrorCode::NoStorageVol, std::string("none")));
    EXPECT_THROW(Patience::run(m_patience, [] { throw std::runtime_error("no"); }), std::runtime_error);
}

TEST_F(PatienceTest, WaitsForSlowWorkAsLongAsTheMachineAnswers)
{
    Patience::run(m_patience, [] { std::this_thread::sleep_for(200ms); });
    EXPECT_GE(m_machine->asked(), 2);
    EXPECT_FALSE(m_patience->is_exhausted());
}

TEST_F(PatienceTest, GivesUpWhatWaitsForAMachineThatIsGone)
{
    m_machine->vanish();
    const auto begin = Clock::now();
    const auto [code, message] = failure_of([&] { Patience::run(m_patience, m_work); });
    EXPECT_LT(Clock::now() - begin, 5s);
    EXPECT_EQ(code, ErrorCode::OperationTimeout);
    EXPECT_THAT(message, HasSubstr("the machine does not answer"));
    EXPECT_TRUE(m_patience->is_exhausted());
    EXPECT_EQ(m_machine->asked(), 2);
    m_machine->return_again();
    until_nothing_is_left();
    EXPECT_EQ(m_machine->worked(), 1);
}

TEST_F(PatienceTest, RefusesAtOnceWhileSomethingIsLeft)
{
    m_machine->vanish();
    failure_of([&] { Patience::run(m_patience, m_work); });
    const int asked = m_machine->asked();
    bool is_begun = false;
    const auto [code, message] = failure_of([&] { Patience::run(m_patience, [&] { is_begun = true; }); });
    EXPECT_EQ(code, ErrorCode::OperationTimeout);
    EXPECT_THAT(message, HasSubstr("the machine does not answer"));
    EXPECT_FALSE(is_begun);
    EXPECT_EQ(m_machine->asked(), asked);
    m_machine->return_again();
    until_nothing_is_left();
    Patience::run(m_patience, m_work);
    EXPECT_EQ(m_machine->worked(), 2);
}

TEST_F(PatienceTest, OneQuestionWithoutAnAnswerIsNoEnd)
{
    std::atomic<int> questions = 0;
    const auto patience = std::make_shared<Patience>(
        [&] {
            if (++questions % 2 == 1)
                throw Error(ErrorCode::OperationFailed, "late");
        },
        Times{20ms, 2});
    Patience::run(patience, [&] {
        while (questions < 5)
            std::this_thread::sleep_for(1ms);
    });
}

TEST_F(PatienceTest, TellsTheWorkThatItWasGivenUp)
{
    EXPECT_FALSE(is_given_up());
    EXPECT_FALSE(Patience::run(m_patience, [] { return is_given_up(); }));
    m_machine->vanish();
    const auto told = std::make_shared<std::atomic<bool>>(false);
    failure_of([&] {
        Patience::run(m_patience, [told, machine = m_machine] {
            machine->work();
            *told = is_given_up();
        });
    });
    m_machine->return_again();
    until_nothing_is_left();
    EXPECT_TRUE(*told);
}

TEST_F(PatienceTest, WhatTheWorkOwnsGoesWithItsThread)
{
    struct Owned {
        explicit Owned(std::atomic<std::thread::id> *place) : gone_on(place) {}
        ~Owned() { *gone_on = std::this_thread::get_id(); }
        std::atomic<std::thread::id> *gone_on;
    };
    std::atomic<std::thread::id> gone_on;
    Patience::run(m_patience, [owned = std::make_shared<Owned>(&gone_on)] {});
    EXPECT_NE(gone_on.load(), std::thread::id());
    EXPECT_NE(gone_on.load(), std::this_thread::get_id());

    gone_on = std::thread::id();
    m_machine->vanish();
    failure_of([&] {
        Patience::run(m_patience, [owned = std::make_shared<Owned>(&gone_on), machine = m_machine] { machine->work(); });
    });
    EXPECT_EQ(gone_on.load(), std::thread::id());
    m_machine->return_again();
    until_nothing_is_left();
    EXPECT_NE(gone_on.load(), std::thread::id());
}

TEST_F(PatienceTest, AHelperWorksUntilItIsGivenUp)
{
    Helper helper(m_patience);
    EXPECT_EQ(helper.run([] { return 1; }), 1);
    EXPECT_EQ(helper.run([] { return 2; }), 2);
    m_machine->vanish();
    EXPECT_EQ(failure_of([&] { helper.run(m_work); }).first, ErrorCode::OperationTimeout);
    m_machine->return_again();
    until_nothing_is_left();
    EXPECT_EQ(failure_of([&] { helper.run([] {}); }).first, ErrorCode::OperationTimeout);
    helper.end([] { FAIL() << "its thread is gone"; });
}

TEST_F(PatienceTest, TheLastWorkOfAHelperHoldsNobodyUp)
{
    std::atomic<bool> is_closed = false;
    {
        Helper helper(m_patience);
        helper.end([&] { is_closed = true; });
        EXPECT_TRUE(is_closed);
    }
    Helper helper(m_patience);
    m_machine->vanish();
    failure_of([&] { Patience::run(m_patience, m_work); });
    const auto begin = Clock::now();
    helper.end(m_work); // of which there is no hope
    EXPECT_LT(Clock::now() - begin, 5s);
    m_machine->return_again();
    until_nothing_is_left();
    EXPECT_EQ(m_machine->worked(), 2);
}

TEST_F(PatienceTest, WorkForTwoMachinesIsLeftToTheOneThatIsGone)
{
    const auto near = std::make_shared<Patience>([] {}, Times{20ms, 2});
    const auto is_told = std::make_shared<std::atomic<bool>>(false);
    const auto work = [machine = m_machine, is_told] {
        machine->work();
        *is_told = is_given_up();
    };
    for (const bool is_inner : {true, false}) {
        *is_told = false;
        m_machine->vanish();
        const auto outer = is_inner ? near : m_patience;
        const auto inner = is_inner ? m_patience : near;
        const auto call = [&] { Patience::run(outer, [inner, work] { Patience::run(inner, work); }); };
        EXPECT_EQ(failure_of(call).first, ErrorCode::OperationTimeout);
        EXPECT_FALSE(near->is_exhausted());
        EXPECT_TRUE(m_patience->is_exhausted());
        std::this_thread::sleep_for(50ms); // until the inner one has noticed
        m_machine->return_again();
        until_nothing_is_left();
        EXPECT_TRUE(*is_told);
    }
}

TEST_F(PatienceTest, ManyCallersAreGivenUpSideBySide)
{
    m_machine->vanish();
    const auto begin = Clock::now();
    std::vector<std::jthread> callers;
    std::atomic<int> refused = 0;
    for (int i = 0; i < 8; ++i)
        callers.emplace_back([&] {
            if (failure_of([&] { Patience::run(m_patience, m_work); }).first == ErrorCode::OperationTimeout)
                ++refused;
        });
    callers.clear();
    EXPECT_EQ(refused, 8);
    EXPECT_LT(Clock::now() - begin, 10s);
}

} // namespace
} // namespace modvirt::patience
