// SPDX-License-Identifier: MIT
// One thread that waits for descriptors and for the clock, and calls back. Callbacks are short: they never
// wait.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>

#include <sys/epoll.h>

#include "fd.hpp"

namespace modvirt::process {

// All members may be called from any thread, also from inside a callback.
class Poller {
public:
    using Id = uint64_t;
    using Task = std::function<void()>;
    using Ready = std::function<void(uint32_t events)>; // of EPOLLIN, EPOLLOUT, EPOLLHUP, EPOLLERR
    // Is told what a callback threw; the poller goes on.
    using Complaint = std::function<void(const std::exception &)>;

    // `name` is that of the thread, at most 15 bytes.
    explicit Poller(const std::string &name, Complaint complaint = {});
    Poller(const Poller &) = delete;
    Poller &operator=(const Poller &) = delete;
    ~Poller();

    // Calls back as long as one of `events` (of EPOLLIN and EPOLLOUT) holds. The descriptor must be open
    // until the watch is cancelled. Throws SystemError.
    Id watch(int fd, uint32_t events, Ready ready);
    void rewatch(Id watch, uint32_t events);
    // Calls back once, after `delay`.
    Id start_timer(std::chrono::milliseconds delay, Task expired);
    void post(Task task) { start_timer(std::chrono::milliseconds(0), std::move(task)); }

    // Ends a watch or a timer. When it returns, its callback neither runs nor will run, unless it is called
    // from inside a callback. Must not be called with a lock that the callback takes.
    void cancel(Id id);

    [[nodiscard]] bool is_this_thread() const noexcept
    {
        return std::this_thread::get_id() == m_thread.get_id();
    }

private:
    using Clock = std::chrono::steady_clock;
    struct Watch {
        int fd;
        std::shared_ptr<const Ready> ready;
    };
    struct Timer {
        Id id;
        Task expired;
    };

    void run();
    void wake() noexcept;
    int milliseconds_to_next_timer();
    void call_watch(Id id, uint32_t events);
    bool call_next_timer(Clock::time_point now);
    void call(Id id, std::unique_lock<std::mutex> &lock, const Task &task);

    Complaint m_complaint;
    Fd m_epoll;
    Fd m_wake;
    std::mutex m_mutex;
    std::condition_variable m_idle; // a callback has ended
    std::unordered_map<Id, Watch> m_watches;
    std::multimap<Clock::time_point, Timer> m_timers;
    Id m_next_id = 1;
    Id m_running = 0; // whose callback runs now
    bool m_stop = false;
    std::thread m_thread; // last: it uses all of the above
};

} // namespace modvirt::process
