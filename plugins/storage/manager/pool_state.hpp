// SPDX-License-Identifier: LGPL-2.1-or-later
// What is known of one pool beside its definition: its state, its sizes, and the open session of its backend.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

#include "kit/patience/patience.hpp"
#include "kit/storage/pool.hpp"
#include "kit/storage_client/backend_session.hpp"
#include "pool_jobs.hpp"

namespace modvirt::storage_manager {

using SessionPtr = std::shared_ptr<storage_client::BackendSession>;
using PatiencePtr = std::shared_ptr<patience::Patience>;

// The storage of a pool: who knows it, and how long it is waited for.
struct OpenedStorage {
    SessionPtr session;
    PatiencePtr patience; // null for storage of this host, which is waited for as long as it takes
};

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
    // Its session is null while the pool is not active.
    [[nodiscard]] OpenedStorage storage() const
    {
        const std::lock_guard lock(m_mutex);
        return m_storage;
    }
    [[nodiscard]] SessionPtr session() const { return storage().session; }

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
    void open(OpenedStorage storage, uint32_t number)
    {
        const std::lock_guard lock(m_mutex);
        m_storage = std::move(storage);
        m_number = number;
    }
    // That storage does not answer. It may be another one's by now.
    void lose(const storage_client::BackendSession *session);
    // The pool is inactive afterwards.
    void close()
    {
        OpenedStorage closed; // ends outside of the lock
        const std::lock_guard lock(m_mutex);
        closed = std::exchange(m_storage, {});
        m_number = 0;
        m_usage = {};
    }

private:
    mutable std::mutex m_mutex;
    uint32_t m_number = 0;
    storage::Usage m_usage;
    OpenedStorage m_storage;
    PoolJobs m_jobs;
};

} // namespace modvirt::storage_manager
