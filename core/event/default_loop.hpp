// SPDX-License-Identifier: LGPL-2.1-or-later
// The event loop for programs that have none of their own: poll() over descriptors and timers, one round at a
// time.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <utility>
#include <vector>

#include <poll.h>

#include <libvirt/libvirt.h>

namespace modvirt::event {

// Thread-safe: another thread's change is seen by a round that is already waiting. Callbacks run in the
// thread that runs the round, in the order of their numbers, timers before descriptors, and without a lock.
// They may change and remove anything, themselves included. What a callback was given is freed after it has
// returned, at the end of a round.
class DefaultLoop {
public:
    // Throws std::system_error.
    DefaultLoop();
    DefaultLoop(const DefaultLoop &) = delete;
    DefaultLoop &operator=(const DefaultLoop &) = delete;
    ~DefaultLoop();

    // Answers the watch's number. `events` is of virEventHandleType; with 0 the watch sleeps.
    int add_handle(int fd, int events, virEventHandleCallback function, void *data, virFreeCallback free);
    void update_handle(int watch, int events);
    // Answers whether there was such a watch.
    bool remove_handle(int watch);

    // Answers the timer's number. A negative interval disables the timer, 0 makes it due in every round.
    int add_timeout(int interval_ms, virEventTimeoutCallback function, void *data, virFreeCallback free);
    void update_timeout(int timer, int interval_ms);
    bool remove_timeout(int timer);

    // Waits until something is due, or has been changed, and calls what was registered for it. A signal ends
    // the wait. Throws std::system_error.
    void run_once();

private:
    using Clock = std::chrono::steady_clock;

    struct Registration {
        void *data;
        virFreeCallback free;
        int running = 0; // how many calls of it are under way
        bool is_removed = false;
    };
    struct Handle : Registration {
        int fd;
        int events;
        virEventHandleCallback function;
    };
    struct Timer : Registration {
        int interval_ms;
        Clock::time_point due; // counts only while the interval is not negative
        virEventTimeoutCallback function;
    };
    // What poll() watches, and whose it is: the wakeup comes first, for no handle.
    struct Polled {
        std::vector<pollfd> fds;
        std::vector<int> watches;
    };
    template <class Entry>
    using Entries = std::map<int, std::shared_ptr<Entry>>;
    using Lock = std::unique_lock<std::mutex>;

    template <class Entry>
    int add(Entries<Entry> &entries, int &last, std::shared_ptr<Entry> entry);
    template <class Entry>
    std::shared_ptr<Entry> take(Entries<Entry> &entries, int number);
    template <class Entry, class Call>
    void call(Lock &lock, Entry &entry, const Call &function);

    void schedule(int number, Timer &timer);
    void unschedule(int number, const Timer &timer);
    void discard(const Registration &entry);
    void wake();
    [[nodiscard]] Polled collect() const;
    void wait(Lock &lock, Polled &polled);
    void call_timers(Lock &lock);
    void call_handles(Lock &lock, const Polled &polled);
    void free_discarded(Lock &lock);

    std::recursive_mutex m_round; // one thread runs rounds; a callback may run a nested one
    std::mutex m_mutex;           // everything below
    Entries<Handle> m_handles;
    Entries<Timer> m_timers;
    std::set<std::pair<Clock::time_point, int>> m_schedule;
    std::vector<std::pair<virFreeCallback, void *>> m_discarded;
    int m_last_watch = 0;
    int m_last_timer = 0;
    bool m_is_waiting = false;
    int m_wakeup;
};

} // namespace modvirt::event
