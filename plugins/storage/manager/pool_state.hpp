// SPDX-License-Identifier: LGPL-2.1-or-later
// What is known of one pool beside its definition: its state, its sizes, and the open session of its backend.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

#include "kit/storage/pool.hpp"
#include "kit/storage_client/backend_session.hpp"
#include "pool_jobs.hpp"

namespace modvirt::storage_manager {

using SessionPtr = std::shared_ptr<storage_client::BackendSession>;

// Thread-safe. Only who has the pool's job opens and closes it.
class PoolState {
public:
    [[nodiscard]] PoolJobs &jobs() { return m_jobs; }

    // A virStoragePoolState.
    [[nodiscard]] uint32_t number() const
    {
        const std::lock_guard lock(m_mutex);
        return m_number;
    }
    [[nodiscard]] storage::Usage usage() const
    {
        const std::lock_guard lock(m_mutex);
        return m_usage;
    }
    // Null while the pool is not active.
    [[nodiscard]] SessionPtr session() const
    {
        const std::lock_guard lock(m_mutex);
        return m_session;
    }

    void set_number(uint32_t number)
    {
        const std::lock_guard lock(m_mutex);
        m_number = number;
    }
    void set_usage(const storage::Usage &usage)
    {
        const std::lock_guard lock(m_mutex);
        m_usage = usage;
    }
    // A volume takes so many bytes where it took others before; the pool's backend tells it exactly with the next refresh.
    void move_allocation(uint64_t before, uint64_t now);
    void open(SessionPtr session, uint32_t number)
    {
        const std::lock_guard lock(m_mutex);
        m_session = std::move(session);
        m_number = number;
    }
    // The pool is inactive afterwards.
    void close()
    {
        SessionPtr closed; // ends outside of the lock
        const std::lock_guard lock(m_mutex);
        closed = std::move(m_session);
        m_number = 0;
        m_usage = {};
    }

private:
    mutable std::mutex m_mutex;
    uint32_t m_number = 0;
    storage::Usage m_usage;
    SessionPtr m_session;
    PoolJobs m_jobs;
};

} // namespace modvirt::storage_manager
