// SPDX-License-Identifier: LGPL-2.1-or-later
#include "progress.hpp"

#include <algorithm>

namespace modvirt::test {

namespace {

using Seconds = std::chrono::duration<double>;

// Beyond what an Instant can name nothing ends.
constexpr Seconds for_ever = std::chrono::hours(24 * 365 * 100);

} // namespace

uint64_t Progress::done(Instant now) const noexcept
{
    if (is_done(now))
        return m_total;
    const double moved = Seconds(now - m_since).count() * static_cast<double>(speed());
    return std::min(m_total, m_before + static_cast<uint64_t>(std::max(moved, 0.0)));
}

Instant Progress::due() const noexcept
{
    const Seconds rest(static_cast<double>(m_total - m_before) / static_cast<double>(speed()));
    return m_since + std::chrono::ceil<Instant::duration>(std::min(rest, for_ever));
}

void Progress::set_limit(uint64_t limit, Instant now) noexcept
{
    m_before = done(now);
    m_since = now;
    m_limit = limit;
}

} // namespace modvirt::test
