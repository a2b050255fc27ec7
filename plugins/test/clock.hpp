// SPDX-License-Identifier: LGPL-2.1-or-later
// The clock from which the pretended counters grow: they are fractions of the time of day, so that they
// always rise and need not be kept.
#pragma once

#include <chrono>
#include <cstdint>

namespace modvirt::test {

inline int64_t clock_us()
{
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

} // namespace modvirt::test
