// SPDX-License-Identifier: LGPL-2.1-or-later
// How far work has come that moves so many bytes at such a speed.
#pragma once

#include <cstdint>

#include "job_clock.hpp"

namespace modvirt::test {

class Progress {
public:
    // What the pretended host moves in a second when nobody limits it.
    static constexpr uint64_t full_speed = uint64_t{1} << 30;

    Progress() = default;
    // A limit of 0 is none.
    Progress(uint64_t total, uint64_t limit, Instant now) : m_total(total), m_since(now)
    {
        set_limit(limit, now);
    }

    [[nodiscard]] uint64_t total() const noexcept { return m_total; }
    [[nodiscard]] uint64_t limit() const noexcept { return m_limit; }
    [[nodiscard]] uint64_t speed() const noexcept { return m_limit == 0 ? full_speed : m_limit; }
    [[nodiscard]] uint64_t done(Instant now) const noexcept;
    [[nodiscard]] bool is_done(Instant now) const noexcept { return now >= due(); }
    [[nodiscard]] Instant due() const noexcept;
    void set_limit(uint64_t limit, Instant now) noexcept;

private:
    uint64_t m_total = 0;
    uint64_t m_before = 0; // done at `m_since`
    uint64_t m_limit = 0;  // bytes per second
    Instant m_since{};
};

} // namespace modvirt::test
