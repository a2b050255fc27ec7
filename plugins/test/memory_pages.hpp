// SPDX-License-Identifier: LGPL-2.1-or-later
// The host's pools of huge pages, and how it shares pages of equal contents. May be used from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <utility>

namespace modvirt::test {

// What the host's page sharing is told to do.
struct PageSharing {
    uint32_t pages_to_scan = 100;
    uint32_t sleep_ms = 20;
    bool across_cells = true;
};

class MemoryPages {
public:
    // How many pages of the size were added to the cell's pool.
    [[nodiscard]] uint64_t added(uint32_t cell, uint32_t size_kib) const
    {
        const std::lock_guard lock(m_mutex);
        const auto pool = m_added.find({cell, size_kib});
        return pool == m_added.end() ? 0 : pool->second;
    }
    enum class Change : uint8_t { Add, Set };
    void change(uint32_t cell, uint32_t size_kib, uint64_t count, Change change)
    {
        const std::lock_guard lock(m_mutex);
        uint64_t &pool = m_added[{cell, size_kib}];
        pool = change == Change::Set ? count : pool + count;
    }
    [[nodiscard]] PageSharing sharing() const
    {
        const std::lock_guard lock(m_mutex);
        return m_sharing;
    }
    void set_sharing(const PageSharing &sharing)
    {
        const std::lock_guard lock(m_mutex);
        m_sharing = sharing;
    }

private:
    mutable std::mutex m_mutex;
    std::map<std::pair<uint32_t, uint32_t>, uint64_t> m_added; // by cell and size
    PageSharing m_sharing;
};

} // namespace modvirt::test
