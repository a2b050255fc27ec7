// SPDX-License-Identifier: LGPL-2.1-or-later
#include "pool_state.hpp"

#include <algorithm>

#include "kit/pool_store/pools.hpp"

namespace modvirt::storage_manager {

void PoolState::move_allocation(uint64_t before, uint64_t now)
{
    const std::lock_guard lock(m_mutex);
    if (now >= before) {
        const uint64_t taken = std::min(now - before, m_usage.available);
        m_usage.allocation += taken;
        m_usage.available -= taken;
    } else {
        const uint64_t freed = std::min(before - now, m_usage.allocation);
        m_usage.allocation -= freed;
        m_usage.available += freed;
    }
}

void PoolState::lose(const storage_client::BackendSession *session)
{
    const std::lock_guard lock(m_mutex);
    if (m_storage.session.get() == session)
        m_number = pool_store::numbers::state_inaccessible;
}

} // namespace modvirt::storage_manager
