// SPDX-License-Identifier: LGPL-2.1-or-later
#include "default_loop.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <ctime>
#include <system_error>

#include <sys/eventfd.h>
#include <unistd.h>

namespace modvirt::event {

namespace {

short poll_events(int events)
{
    short bits = 0;
    if ((events & VIR_EVENT_HANDLE_READABLE) != 0)
        bits |= POLLIN;
    if ((events & VIR_EVENT_HANDLE_WRITABLE) != 0)
        bits |= POLLOUT;
    if ((events & VIR_EVENT_HANDLE_ERROR) != 0)
        bits |= POLLERR;
    if ((events & VIR_EVENT_HANDLE_HANGUP) != 0)
        bits |= POLLHUP;
    return bits;
}

// A descriptor that was closed while it is watched is an error of the watch: its owner has to hear of it, or
// every round would end at once without anybody knowing why.
int handle_events(short bits)
{
    int events = 0;
    if ((bits & POLLIN) != 0)
        events |= VIR_EVENT_HANDLE_READABLE;
    if ((bits & POLLOUT) != 0)
        events |= VIR_EVENT_HANDLE_WRITABLE;
    if ((bits & (POLLERR | POLLNVAL)) != 0)
        events |= VIR_EVENT_HANDLE_ERROR;
    if ((bits & POLLHUP) != 0)
        events |= VIR_EVENT_HANDLE_HANGUP;
    return events;
}

timespec as_timespec(std::chrono::nanoseconds duration)
{
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration);
    return {static_cast<time_t>(seconds.count()), static_cast<long>((duration - seconds).count())};
}

} // namespace

DefaultLoop::DefaultLoop() : m_wakeup(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    if (m_wakeup < 0)
        throw std::system_error(errno, std::generic_category(),
                                "cannot make the descriptor that wakes the event loop");
}

DefaultLoop::~DefaultLoop()
{
    close(m_wakeup);
}

// --- Registrations
// ---------------------------------------------------------------------------------------------

// Numbers start again at 1 after the largest one, past those still in use.
template <class Entry>
int DefaultLoop::add(Entries<Entry> &entries, int &last, std::shared_ptr<Entry> entry)
{
    do
        last = last == INT_MAX ? 1 : last + 1;
    while (entries.contains(last));
    entries.emplace(last, std::move(entry));
    return last;
}

// Takes a registration out; null when there is none.
template <class Entry>
std::shared_ptr<Entry> DefaultLoop::take(Entries<Entry> &entries, int number)
{
    const auto found = entries.find(number);
    if (found == entries.end())
        return nullptr;
    std::shared_ptr<Entry> entry = std::move(found->second);
    entries.erase(found);
    entry->is_removed = true;
    if (entry->running == 0)
        discard(*entry);
    return entry;
}

int DefaultLoop::add_handle(int fd, int events, virEventHandleCallback function, void *data,
                            virFreeCallback free)
{
    const Lock lock(m_mutex);
    const int watch =
        add(m_handles, m_last_watch, std::make_shared<Handle>(Handle{{data, free}, fd, events, function}));
    wake();
    return watch;
}

void DefaultLoop::update_handle(int watch, int events)
{
    const Lock lock(m_mutex);
    const auto found = m_handles.find(watch);
    if (found == m_handles.end())
        return;
    found->second->events = events;
    wake();
}

bool DefaultLoop::remove_handle(int watch)
{
    const Lock lock(m_mutex);
    if (take(m_handles, watch) == nullptr)
        return false;
    wake();
    return true;
}

int DefaultLoop::add_timeout(int interval_ms, virEventTimeoutCallback function, void *data,
                             virFreeCallback free)
{
    const Lock lock(m_mutex);
    auto timer = std::make_shared<Timer>(Timer{{data, free}, interval_ms, {}, function});
    const int number = add(m_timers, m_last_timer, timer);
    schedule(number, *timer);
    wake();
    return number;
}

void DefaultLoop::update_timeout(int timer, int interval_ms)
{
    const Lock lock(m_mutex);
    const auto found = m_timers.find(timer);
    if (found == m_timers.end())
        return;
    unschedule(timer, *found->second);
    found->second->interval_ms = interval_ms;
    schedule(timer, *found->second);
    wake();
}

bool DefaultLoop::remove_timeout(int timer)
{
    const Lock lock(m_mutex);
    const auto removed = take(m_timers, timer);
    if (removed == nullptr)
        return false;
    unschedule(timer, *removed);
    wake();
    return true;
}

void DefaultLoop::schedule(int number, Timer &timer)
{
    if (timer.interval_ms < 0)
        return;
    timer.due = Clock::now() + std::chrono::milliseconds(timer.interval_ms);
    m_schedule.emplace(timer.due, number);
}

void DefaultLoop::unschedule(int number, const Timer &timer)
{
    if (timer.interval_ms >= 0)
        m_schedule.erase({timer.due, number});
}

void DefaultLoop::discard(const Registration &entry)
{
    if (entry.free != nullptr)
        m_discarded.emplace_back(entry.free, entry.data);
}

// The counter cannot overflow into an error that matters: a full one wakes as well.
void DefaultLoop::wake()
{
    if (!m_is_waiting)
        return;
    m_is_waiting = false;
    const uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = write(m_wakeup, &one, sizeof one);
}

// --- One round
// -------------------------------------------------------------------------------------------------

void DefaultLoop::run_once()
{
    const std::lock_guard round(m_round);
    Lock lock(m_mutex);
    Polled polled = collect();
    wait(lock, polled);
    call_timers(lock);
    call_handles(lock, polled);
    free_discarded(lock);
}

DefaultLoop::Polled DefaultLoop::collect() const
{
    Polled polled;
    polled.fds.reserve(m_handles.size() + 1);
    polled.watches.reserve(m_handles.size() + 1);
    polled.fds.push_back({m_wakeup, POLLIN, 0});
    polled.watches.push_back(0);
    for (const auto &[watch, handle] : m_handles) {
        if (handle->events == 0)
            continue;
        polled.fds.push_back({handle->fd, poll_events(handle->events), 0});
        polled.watches.push_back(watch);
    }
    return polled;
}

void DefaultLoop::wait(Lock &lock, Polled &polled)
{
    timespec longest{};
    const timespec *timeout = &longest;
    if (m_discarded.empty()) {
        if (m_schedule.empty())
            timeout = nullptr;
        else
            longest =
                as_timespec(std::max(Clock::duration::zero(), m_schedule.begin()->first - Clock::now()));
    }
    m_is_waiting = true;
    lock.unlock();
    const int ready = ppoll(polled.fds.data(), polled.fds.size(), timeout, nullptr);
    const int error = errno;
    lock.lock();
    m_is_waiting = false;
    if (ready < 0) {
        if (error != EINTR)
            throw std::system_error(error, std::generic_category(),
                                    "cannot wait for the descriptors of the event loop");
        for (pollfd &fd : polled.fds)
            fd.revents = 0;
    } else if (polled.fds.front().revents != 0) {
        uint64_t count = 0;
        [[maybe_unused]] const ssize_t drained = read(m_wakeup, &count, sizeof count);
    }
}

// Runs a callback without the lock; what it was given is discarded if it was removed meanwhile.
template <class Entry, class Call>
void DefaultLoop::call(Lock &lock, Entry &entry, const Call &function)
{
    ++entry.running;
    lock.unlock();
    function();
    lock.lock();
    if (--entry.running == 0 && entry.is_removed)
        discard(entry);
}

// Those that are due when the round begins; one that an earlier callback removed or put off is passed over.
void DefaultLoop::call_timers(Lock &lock)
{
    const Clock::time_point now = Clock::now();
    std::vector<int> due;
    for (auto next = m_schedule.begin(); next != m_schedule.end() && next->first <= now; ++next)
        due.push_back(next->second);
    std::sort(due.begin(), due.end());
    for (const int number : due) {
        const auto found = m_timers.find(number);
        if (found == m_timers.end() || found->second->interval_ms < 0 || found->second->due > now)
            continue;
        const std::shared_ptr<Timer> timer = found->second;
        unschedule(number, *timer);
        schedule(number, *timer);
        call(lock, *timer, [&] { timer->function(number, timer->data); });
    }
}

void DefaultLoop::call_handles(Lock &lock, const Polled &polled)
{
    for (size_t index = 1; index < polled.fds.size(); ++index) {
        const pollfd &fd = polled.fds[index];
        if (fd.revents == 0)
            continue;
        const int watch = polled.watches[index];
        const auto found = m_handles.find(watch);
        if (found == m_handles.end() || found->second->events == 0)
            continue;
        const std::shared_ptr<Handle> handle = found->second;
        const int unasked = VIR_EVENT_HANDLE_ERROR | VIR_EVENT_HANDLE_HANGUP;
        const int events = handle_events(fd.revents) & (handle->events | unasked);
        if (events == 0)
            continue;
        call(lock, *handle, [&] { handle->function(watch, fd.fd, events, handle->data); });
    }
}

void DefaultLoop::free_discarded(Lock &lock)
{
    const auto discarded = std::exchange(m_discarded, {});
    lock.unlock();
    for (const auto &[free, data] : discarded)
        free(data);
}

} // namespace modvirt::event
