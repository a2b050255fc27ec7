// SPDX-License-Identifier: LGPL-2.1-or-later
#include "job_clock.hpp"

#include <algorithm>
#include <utility>

#include "modvirt/host.hpp"

namespace modvirt::test {

namespace {

using std::chrono::milliseconds;

// The host's timers take milliseconds; whoever is woken too early is woken again.
constexpr milliseconds longest_delay = std::chrono::hours(24);

uint32_t delay_until(Instant when, Instant now)
{
    const auto delay = std::chrono::ceil<milliseconds>(when - now);
    return static_cast<uint32_t>(std::clamp(delay, milliseconds(0), longest_delay).count());
}

} // namespace

Instant JobClock::now() const
{
    const std::lock_guard lock(m_mutex);
    return m_held.value_or(std::chrono::steady_clock::now());
}

void JobClock::wake_at(Instant when)
{
    const Instant from = now();
    const std::lock_guard lock(m_mutex);
    const auto is_early_enough = [&](const auto &alarm) { return alarm.second <= when; };
    if (m_is_stopped || std::any_of(m_alarms.begin(), m_alarms.end(), is_early_enough))
        return;
    // The alarm waits for the mutex, so it is known when it goes off.
    const modvirt_host_v1 *table = host().table();
    const int32_t id = table->start_timer(table, delay_until(when, from), &JobClock::expired, this);
    if (id >= 0)
        m_alarms.emplace(id, when);
    else
        host().log(LogLevel::Warning, "test", "the host has no timer left: a job does not end by itself");
}

void JobClock::expired(int32_t id, void *data)
{
    auto &self = *static_cast<JobClock *>(data);
    {
        const std::lock_guard lock(self.m_mutex);
        self.m_alarms.erase(id);
        if (self.m_is_stopped)
            return;
    }
    self.m_due();
}

void JobClock::stop()
{
    std::map<int32_t, Instant> alarms;
    {
        const std::lock_guard lock(m_mutex);
        m_is_stopped = true;
        alarms = std::exchange(m_alarms, {});
    }
    for (const auto &[id, when] : alarms)
        host().table()->cancel(host().table(), id);
}

void JobClock::hold()
{
    const Instant current = now();
    const std::lock_guard lock(m_mutex);
    m_held = current;
}

void JobClock::advance(milliseconds by)
{
    const Instant current = now();
    const std::lock_guard lock(m_mutex);
    m_held = current + by;
}

} // namespace modvirt::test
