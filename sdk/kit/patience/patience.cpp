// SPDX-License-Identifier: MIT
#include "kit/patience/patience.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>

#include <pthread.h>

#include <fmt/format.h>

namespace modvirt::patience {

namespace {

// Of the work that this thread does; null on other threads.
thread_local const std::atomic<bool> *current = nullptr;

// A program's signals are for the threads that it knows.
class SignalsBlocked {
public:
    SignalsBlocked()
    {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &m_before);
    }
    SignalsBlocked(const SignalsBlocked &) = delete;
    SignalsBlocked &operator=(const SignalsBlocked &) = delete;
    ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr); }

private:
    sigset_t m_before{};
};

constexpr int longest_pause = 4; // times the shortest

template <class... Arguments>
std::thread start_thread(Arguments &&...arguments)
{
    const SignalsBlocked blocked;
    try {
        return std::thread(std::forward<Arguments>(arguments)...);
    } catch (const std::system_error &error) {
        throw Error(ErrorCode::SystemError, fmt::format("cannot start a thread: {}", error.what()));
    }
}

} // namespace

bool is_given_up() noexcept
{
    return current != nullptr && current->load(std::memory_order_relaxed);
}

// The work that was given up and is not over yet.
struct Patience::Left {
    std::atomic<int> count = 0;
    std::mutex mutex;
    std::optional<Error> why; // the last was given up
};

Patience::Patience(Question question, Times times, std::function<void()> given_up)
    : m_question(std::move(question)), m_times(times), m_given_up(std::move(given_up)), m_left(std::make_shared<Left>())
{
}

Patience::~Patience() = default;

bool Patience::is_exhausted() const noexcept
{
    return m_left->count > 0;
}

// What the two threads share: who wants work done, and who does it.
struct Helper::Line {
    explicit Line(std::shared_ptr<Patience::Left> others) : left(std::move(others)) {}

    const std::shared_ptr<Patience::Left> left;
    std::mutex mutex;
    std::condition_variable changed;
    std::function<void()> work; // that waits to be done
    std::exception_ptr thrown;
    bool is_done = true;
    bool has_ended = false; // no more work comes
    bool is_given_up = false;
    std::atomic<bool> is_vain = false; // what the work is told: it was given up, or what it is a part of was
    std::thread thread;

    // The thread: until no more work comes, or what it does was given up.
    static void serve(const std::shared_ptr<Line> &line)
    {
        current = &line->is_vain;
        while (line->do_next()) {
        }
    }

private:
    bool do_next()
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return work || has_ended; });
        if (!work)
            return false;
        std::function<void()> own = std::exchange(work, nullptr);
        lock.unlock();
        std::exception_ptr problem;
        try {
            own();
        } catch (...) {
            problem = std::current_exception();
        }
        own = nullptr;
        lock.lock();
        thrown = std::move(problem);
        is_done = true;
        if (is_given_up) {
            --left->count;
            return false;
        }
        changed.notify_all();
        return true;
    }
};

Helper::Helper(std::shared_ptr<Patience> patience)
    : m_patience(std::move(patience)), m_line(std::make_shared<Line>(m_patience->m_left))
{
    m_line->thread = start_thread([line = m_line] { Line::serve(line); });
}

Helper::~Helper()
{
    {
        const std::lock_guard lock(m_line->mutex);
        m_line->has_ended = true;
        m_line->changed.notify_all();
    }
    if (m_line->thread.joinable())
        m_line->thread.join();
}

void Helper::perform(std::function<void()> work)
{
    if (m_patience->is_exhausted())
        refuse();
    {
        const std::lock_guard lock(m_line->mutex);
        if (m_line->is_given_up)
            refuse();
        m_line->work = std::move(work);
        m_line->is_done = false;
        m_line->changed.notify_all();
    }
    wait(m_patience->m_times.unanswered);
}

void Helper::refuse() const
{
    Patience::Left &left = *m_patience->m_left;
    const std::lock_guard lock(left.mutex);
    throw Error(ErrorCode::OperationTimeout,
                fmt::format("{}; what was begun before was left to wait for it", left.why ? left.why->message() : "there was no answer"),
                left.why ? left.why->domain() : ErrorDomain::None);
}

void Helper::end(std::function<void()> work) noexcept
{
    try {
        {
            const std::lock_guard lock(m_line->mutex);
            if (m_line->is_given_up)
                return; // what its thread still does owns the same
            m_line->work = std::move(work);
            m_line->is_done = false;
            m_line->changed.notify_all();
        }
        wait(m_patience->is_exhausted() ? 0 : m_patience->m_times.unanswered);
    } catch (...) { // nobody asked for more than an end
    }
}

// Until the work is done, or given up after so many questions in a row without an answer.
void Helper::wait(int unanswered)
{
    std::unique_lock lock(m_line->mutex);
    const auto is_done = [this] { return m_line->is_done; };
    const auto shortest = m_patience->m_times.before_asking;
    auto pause = shortest;
    for (int silent = 0; !m_line->is_done;) {
        if (unanswered == 0)
            return give_up();
        if (m_line->changed.wait_for(lock, pause, is_done))
            break;
        if (patience::is_given_up())
            m_line->is_vain = true;
        lock.unlock();
        const std::optional<Error> failure = ask();
        lock.lock();
        silent = failure ? silent + 1 : 0;
        pause = failure ? shortest : std::min(2 * pause, longest_pause * shortest);
        if (silent < unanswered || m_line->is_done)
            continue;
        give_up();
        lock.unlock();
        if (m_patience->m_given_up)
            m_patience->m_given_up();
        const std::lock_guard left_lock(m_patience->m_left->mutex);
        m_patience->m_left->why = failure;
        throw Error(ErrorCode::OperationTimeout,
                    fmt::format("{}; what was begun is left to wait for it", failure->message()), failure->domain());
    }
    if (m_line->thrown)
        std::rethrow_exception(std::exchange(m_line->thrown, nullptr));
}

// Why there is no answer; nothing when there is one. A thread of its own asks, which has nothing of the caller's but this.
std::optional<Error> Helper::ask() const
{
    std::optional<Error> failure;
    try {
        start_thread([&] {
            try {
                m_patience->m_question();
            } catch (const Error &error) {
                failure = error;
            } catch (...) { // says nothing of the machine
            }
        }).join();
    } catch (const Error &) { // there is no thread to ask with now
    }
    return failure;
}

// With the line's mutex held.
void Helper::give_up() noexcept
{
    ++m_patience->m_left->count;
    m_line->is_given_up = true;
    m_line->is_vain = true;
    m_line->thread.detach();
}

} // namespace modvirt::patience
