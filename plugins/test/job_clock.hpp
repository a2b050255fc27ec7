// SPDX-License-Identifier: LGPL-2.1-or-later
// The time by which jobs advance, and the alarm that wakes the machine when one of them is due.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>

namespace modvirt::test {

using Instant = std::chrono::steady_clock::time_point;

class JobClock {
public:
    // `due` is called on a thread of the host.
    explicit JobClock(std::function<void()> due) : m_due(std::move(due)) {}
    JobClock(const JobClock &) = delete;
    JobClock &operator=(const JobClock &) = delete;
    ~JobClock() { stop(); }

    [[nodiscard]] Instant now() const;
    // Calls `due` then, or sooner: whoever is called looks what is due and asks again for the rest.
    void wake_at(Instant when);
    // When it returns `due` neither runs nor will run.
    void stop();

    // For tests: from now on time stands still but for what it is moved by.
    void hold();
    void advance(std::chrono::milliseconds by);

private:
    static void expired(int32_t id, void *data);

    std::function<void()> m_due;
    mutable std::mutex m_mutex;
    std::map<int32_t, Instant> m_alarms; // by the host's number
    std::optional<Instant> m_held;
    bool m_is_stopped = false;
};

} // namespace modvirt::test
