// SPDX-License-Identifier: LGPL-2.1-or-later
#include "host/event_loop.hpp"

#include "log/log.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <limits>
#include <modvirt/plugin.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>

namespace modvirt::host {
namespace {

[[noreturn]] void throw_errno(const char *what)
{
    throw std::system_error(errno, std::generic_category(), what);
}

uint32_t to_epoll(uint32_t events)
{
    return ((events & MODVIRT_FD_READABLE) != 0 ? uint32_t{EPOLLIN} : 0) |
           ((events & MODVIRT_FD_WRITABLE) != 0 ? uint32_t{EPOLLOUT} : 0);
}

uint32_t from_epoll(uint32_t events)
{
    return ((events & EPOLLIN) != 0 ? MODVIRT_FD_READABLE : 0) |
           ((events & EPOLLOUT) != 0 ? MODVIRT_FD_WRITABLE : 0) |
           ((events & EPOLLERR) != 0 ? MODVIRT_FD_ERROR : 0) |
           ((events & EPOLLHUP) != 0 ? MODVIRT_FD_HANGUP : 0);
}

// Signals belong to the application's threads, not to this one.
class BlockedSignals {
public:
    BlockedSignals()
    {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &m_before);
    }
    BlockedSignals(const BlockedSignals &) = delete;
    BlockedSignals &operator=(const BlockedSignals &) = delete;
    ~BlockedSignals() { pthread_sigmask(SIG_SETMASK, &m_before, nullptr); }

private:
    sigset_t m_before{};
};

} // namespace

EventLoop::~EventLoop()
{
    if (m_thread.joinable()) {
        {
            const std::lock_guard lock(m_mutex);
            m_stopping = true;
        }
        wake();
        m_thread.join();
    }
    if (m_epoll >= 0) {
        close(m_epoll);
    }
    if (m_wakeup >= 0) {
        close(m_wakeup);
    }
}

int32_t EventLoop::watch(int fd, uint32_t events, FdCallback ready, void *data)
{
    const std::lock_guard lock(m_mutex);
    start_thread();
    const int32_t id = new_id();
    m_watches[id] = {fd, events, ready, data};
    m_watches_of_fd[fd].push_back(id);
    try {
        update_descriptor(fd);
    } catch (const std::system_error &) {
        std::erase(m_watches_of_fd[fd], id);
        m_watches.erase(id);
        throw;
    }
    return id;
}

bool EventLoop::rewatch(int32_t id, uint32_t events)
{
    const std::lock_guard lock(m_mutex);
    const auto watch = m_watches.find(id);
    if (watch == m_watches.end()) {
        return false;
    }
    watch->second.events = events;
    update_descriptor(watch->second.fd);
    return true;
}

int32_t EventLoop::start_timer(std::chrono::milliseconds delay, TimerCallback expired, void *data)
{
    const std::lock_guard lock(m_mutex);
    start_thread();
    const int32_t id = new_id();
    const auto when = Clock::now() + delay;
    m_timers[id] = {when, expired, data};
    const auto place = m_timer_order.emplace(when, id).first;
    if (place == m_timer_order.begin()) {
        wake();
    }
    return id;
}

void EventLoop::cancel(int32_t id)
{
    std::unique_lock lock(m_mutex);
    if (const auto watch = m_watches.find(id); watch != m_watches.end()) {
        const int fd = watch->second.fd;
        m_watches.erase(watch);
        std::erase(m_watches_of_fd[fd], id);
        update_descriptor(fd);
    }
    if (const auto timer = m_timers.find(id); timer != m_timers.end()) {
        m_timer_order.erase({timer->second.when, id});
        m_timers.erase(timer);
    }
    if (std::this_thread::get_id() != m_thread.get_id()) {
        m_callback_ended.wait(lock, [&] { return m_running_id != id; });
    }
}

// The remaining functions are called with the lock held, but for run() itself.

void EventLoop::start_thread()
{
    if (m_thread.joinable()) {
        return;
    }
    if (m_epoll < 0 && (m_epoll = epoll_create1(EPOLL_CLOEXEC)) < 0) {
        throw_errno("epoll_create1");
    }
    if (m_wakeup < 0) {
        if ((m_wakeup = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) < 0) {
            throw_errno("eventfd");
        }
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = m_wakeup;
        if (epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_wakeup, &event) != 0) {
            throw_errno("epoll_ctl");
        }
    }
    const BlockedSignals blocked;
    m_thread = std::thread([this] { run(); });
    pthread_setname_np(m_thread.native_handle(), "modvirt-events");
}

int32_t EventLoop::new_id()
{
    do {
        m_last_id = m_last_id == std::numeric_limits<int32_t>::max() ? 1 : m_last_id + 1;
    } while (m_watches.contains(m_last_id) || m_timers.contains(m_last_id) || m_last_id == m_running_id);
    return m_last_id;
}

// Brings the kernel's idea of a descriptor in line with its watches. The descriptor may have been closed
// meanwhile, and its number may even belong to another file by now: the kernel forgets a closed file by
// itself.
void EventLoop::update_descriptor(int fd)
{
    const auto ids = m_watches_of_fd.find(fd);
    if (ids == m_watches_of_fd.end() || ids->second.empty()) {
        epoll_ctl(m_epoll, EPOLL_CTL_DEL, fd, nullptr);
        m_watches_of_fd.erase(fd);
        return;
    }
    epoll_event event{};
    event.data.fd = fd;
    for (const int32_t id : ids->second) {
        event.events |= to_epoll(m_watches.at(id).events);
    }
    if (epoll_ctl(m_epoll, EPOLL_CTL_MOD, fd, &event) != 0 &&
        (errno != ENOENT || epoll_ctl(m_epoll, EPOLL_CTL_ADD, fd, &event) != 0)) {
        throw_errno("epoll_ctl");
    }
}

void EventLoop::wake() const
{
    const uint64_t one = 1;
    (void)!write(m_wakeup, &one, sizeof(one));
}

int EventLoop::wait_time_ms() const
{
    if (m_timer_order.empty()) {
        return -1;
    }
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(m_timer_order.begin()->first - Clock::now());
    return static_cast<int>(std::clamp<int64_t>(left.count(), 0, INT_MAX));
}

void EventLoop::run()
{
    std::array<epoll_event, 64> events{};
    std::unique_lock lock(m_mutex);
    while (!m_stopping) {
        const int wait_ms = wait_time_ms();
        lock.unlock();
        const int count = epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()), wait_ms);
        lock.lock();
        for (int i = 0; i < count && !m_stopping; ++i) {
            const epoll_event &event = events[static_cast<std::size_t>(i)];
            if (event.data.fd == m_wakeup) {
                uint64_t counter = 0;
                (void)!read(m_wakeup, &counter, sizeof(counter));
                continue;
            }
            lock.unlock();
            run_watches(event.data.fd, from_epoll(event.events));
            lock.lock();
        }
        lock.unlock();
        run_timers();
        lock.lock();
    }
}

template <typename Call>
void EventLoop::run_callback(std::unique_lock<std::mutex> &lock, int32_t id, const Call &call)
{
    m_running_id = id;
    lock.unlock();
    try {
        call();
    } catch (const std::exception &error) {
        log::error("host", "an exception came out of a plugin's event callback: {}", error.what());
    } catch (...) {
        log::error("host", "an exception of an unknown type came out of a plugin's event callback");
    }
    lock.lock();
    m_running_id = -1;
    m_callback_ended.notify_all();
}

void EventLoop::run_timers()
{
    std::unique_lock lock(m_mutex);
    const auto now = Clock::now();
    while (!m_stopping && !m_timer_order.empty() && m_timer_order.begin()->first <= now) {
        const int32_t id = m_timer_order.begin()->second;
        const Timer timer = m_timers.at(id);
        m_timer_order.erase(m_timer_order.begin());
        m_timers.erase(id);
        run_callback(lock, id, [&] { timer.expired(id, timer.data); });
    }
}

void EventLoop::run_watches(int fd, uint32_t ready)
{
    std::unique_lock lock(m_mutex);
    const auto watched = m_watches_of_fd.find(fd);
    if (watched == m_watches_of_fd.end()) {
        return;
    }
    // A copy, because callbacks may add and cancel watches.
    for (const int32_t id : std::vector<int32_t>(watched->second)) {
        const auto found = m_watches.find(id);
        if (m_stopping || found == m_watches.end()) {
            continue;
        }
        const Watch watch = found->second;
        const uint32_t wanted = ready & (watch.events | MODVIRT_FD_ERROR | MODVIRT_FD_HANGUP);
        if (wanted != 0) {
            run_callback(lock, id, [&] { watch.ready(id, fd, wanted, watch.data); });
        }
    }
}

} // namespace modvirt::host
