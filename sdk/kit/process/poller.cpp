// SPDX-License-Identifier: MIT
#include "poller.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <pthread.h>
#include <sys/eventfd.h>

#include <fmt/format.h>

#include "modvirt/error.hpp"

namespace modvirt::process {

namespace {

constexpr uint64_t wake_id = 0;
constexpr int longest_wait_ms = 60'000;

[[noreturn]] void fail(const char *what)
{
    throw Error(ErrorCode::SystemError, fmt::format("cannot {}: {}", what, std::strerror(errno)));
}

} // namespace

Poller::Poller(const std::string &name, Complaint complaint)
    : m_complaint(std::move(complaint)), m_epoll(::epoll_create1(EPOLL_CLOEXEC)),
      m_wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    if (!m_epoll || !m_wake)
        fail("make an event loop");
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = wake_id;
    if (::epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, m_wake.get(), &event) != 0)
        fail("make an event loop");
    m_thread = std::thread([this] { run(); });
    ::pthread_setname_np(m_thread.native_handle(), name.substr(0, 15).c_str());
}

Poller::~Poller()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    wake();
    m_thread.join();
}

Poller::Id Poller::watch(int fd, uint32_t events, Ready ready)
{
    const std::lock_guard lock(m_mutex);
    const Id id = m_next_id++;
    epoll_event event{};
    event.events = events;
    event.data.u64 = id;
    if (::epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, fd, &event) != 0)
        fail("watch a descriptor");
    m_watches.emplace(id, Watch{fd, std::make_shared<const Ready>(std::move(ready))});
    return id;
}

void Poller::rewatch(Id watch, uint32_t events)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_watches.find(watch);
    if (found == m_watches.end())
        return;
    epoll_event event{};
    event.events = events;
    event.data.u64 = watch;
    ::epoll_ctl(m_epoll.get(), EPOLL_CTL_MOD, found->second.fd, &event);
}

Poller::Id Poller::start_timer(std::chrono::milliseconds delay, Task expired)
{
    Id id = 0;
    {
        const std::lock_guard lock(m_mutex);
        id = m_next_id++;
        m_timers.emplace(Clock::now() + delay, Timer{id, std::move(expired)});
    }
    if (!is_this_thread())
        wake();
    return id;
}

void Poller::cancel(Id id)
{
    // What the callbacks hold is let go after the lock: its destructors may call the poller.
    decltype(m_watches)::node_type watch;
    decltype(m_timers)::node_type timer;
    std::unique_lock lock(m_mutex);
    if (const auto found = m_watches.find(id); found != m_watches.end()) {
        ::epoll_ctl(m_epoll.get(), EPOLL_CTL_DEL, found->second.fd, nullptr);
        watch = m_watches.extract(found);
    } else {
        for (auto candidate = m_timers.begin(); candidate != m_timers.end(); ++candidate) {
            if (candidate->second.id == id) {
                timer = m_timers.extract(candidate);
                break;
            }
        }
    }
    if (!is_this_thread())
        m_idle.wait(lock, [&] { return m_running != id; });
    lock.unlock();
}

void Poller::wake() noexcept
{
    const uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(m_wake.get(), &one, sizeof one);
}

int Poller::milliseconds_to_next_timer()
{
    const std::lock_guard lock(m_mutex);
    if (m_timers.empty())
        return longest_wait_ms;
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(m_timers.begin()->first - Clock::now()).count();
    return left < 0 ? 0 : static_cast<int>(std::min<long long>(left, longest_wait_ms));
}

void Poller::run()
{
    std::array<epoll_event, 64> events{};
    for (;;) {
        const int count = ::epoll_wait(m_epoll.get(), events.data(), static_cast<int>(events.size()),
                                       milliseconds_to_next_timer());
        {
            const std::lock_guard lock(m_mutex);
            if (m_stop)
                return;
        }
        for (int index = 0; index < count; ++index) {
            const epoll_event &event = events[static_cast<std::size_t>(index)];
            if (event.data.u64 != wake_id) {
                call_watch(event.data.u64, event.events);
                continue;
            }
            uint64_t ignored = 0;
            [[maybe_unused]] const ssize_t size = ::read(m_wake.get(), &ignored, sizeof ignored);
        }
        // A timer that starts the next one at once does not keep the descriptors waiting.
        const auto now = Clock::now();
        while (call_next_timer(now)) {
        }
    }
}

void Poller::call_watch(Id id, uint32_t events)
{
    std::shared_ptr<const Ready> ready; // outlives the lock: what it holds may call the poller when it goes
    std::unique_lock lock(m_mutex);
    const auto found = m_watches.find(id);
    if (found == m_watches.end())
        return; // cancelled by a callback before this one
    ready = found->second.ready;
    call(id, lock, [&] { (*ready)(events); });
}

bool Poller::call_next_timer(Clock::time_point now)
{
    decltype(m_timers)::node_type timer; // outlives the lock, as above
    std::unique_lock lock(m_mutex);
    if (m_stop || m_timers.empty() || m_timers.begin()->first > now)
        return false;
    timer = m_timers.extract(m_timers.begin());
    call(timer.mapped().id, lock, timer.mapped().expired);
    return true;
}

void Poller::call(Id id, std::unique_lock<std::mutex> &lock, const Task &task)
{
    m_running = id;
    lock.unlock();
    try {
        task();
    } catch (const std::exception &error) {
        if (m_complaint)
            m_complaint(error);
    }
    lock.lock();
    m_running = 0;
    m_idle.notify_all();
}

} // namespace modvirt::process
