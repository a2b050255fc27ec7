// SPDX-License-Identifier: LGPL-2.1-or-later
// One thread that waits for descriptors and timers on behalf of the plugins. It starts with the first of
// them.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <utility>
#include <vector>

namespace modvirt::host {

class EventLoop {
public:
    using FdCallback = void (*)(int32_t id, int32_t fd, uint32_t events, void *data);
    using TimerCallback = void (*)(int32_t id, void *data);

    EventLoop() = default;
    EventLoop(const EventLoop &) = delete;
    EventLoop &operator=(const EventLoop &) = delete;
    ~EventLoop(); // ends the thread; no callback runs after it

    // `events` is of MODVIRT_FD_*. Error and hangup are always reported. Throws std::system_error.
    int32_t watch(int fd, uint32_t events, FdCallback ready, void *data);
    // Answers whether there is such a watch.
    bool rewatch(int32_t id, uint32_t events);
    int32_t start_timer(std::chrono::milliseconds delay, TimerCallback expired, void *data);

    // When it returns, the callback neither runs nor will run, unless it is called from inside that callback.
    void cancel(int32_t id);

private:
    using Clock = std::chrono::steady_clock;

    struct Watch {
        int fd;
        uint32_t events;
        FdCallback ready;
        void *data;
    };
    struct Timer {
        Clock::time_point when;
        TimerCallback expired;
        void *data;
    };

    void start_thread();
    int32_t new_id();
    void update_descriptor(int fd);
    void wake() const;
    void run();
    [[nodiscard]] int wait_time_ms() const;
    void run_timers();
    void run_watches(int fd, uint32_t ready);
    template <typename Call>
    void run_callback(std::unique_lock<std::mutex> &lock, int32_t id, const Call &call);

    std::mutex m_mutex;
    std::condition_variable m_callback_ended;
    std::map<int32_t, Watch> m_watches;
    std::map<int, std::vector<int32_t>> m_watches_of_fd;
    std::map<int32_t, Timer> m_timers;
    std::set<std::pair<Clock::time_point, int32_t>> m_timer_order;
    int32_t m_last_id = 0;
    int32_t m_running_id = -1; // whose callback is running
    int m_epoll = -1;
    int m_wakeup = -1;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace modvirt::host
