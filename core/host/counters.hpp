// SPDX-License-Identifier: LGPL-2.1-or-later
// Counters that plugins add to and the administrator reads.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace modvirt::host {

class Counters {
public:
    void add(std::string_view name, int64_t delta);
    [[nodiscard]] std::map<std::string, int64_t, std::less<>> values() const;

private:
    mutable std::mutex m_mutex;
    std::map<std::string, int64_t, std::less<>> m_values;
};

} // namespace modvirt::host
