// SPDX-License-Identifier: LGPL-2.1-or-later
#include "host/counters.hpp"

namespace modvirt::host {

void Counters::add(std::string_view name, int64_t delta)
{
    const std::lock_guard lock(m_mutex);
    auto place = m_values.find(name);
    if (place == m_values.end()) {
        place = m_values.emplace(name, 0).first;
    }
    // A counter that reaches its end stays there: a plugin chooses the numbers.
    if (int64_t sum = 0; !__builtin_add_overflow(place->second, delta, &sum)) {
        place->second = sum;
    }
}

std::map<std::string, int64_t, std::less<>> Counters::values() const
{
    const std::lock_guard lock(m_mutex);
    return m_values;
}

} // namespace modvirt::host
