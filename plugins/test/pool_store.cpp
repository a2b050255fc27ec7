// SPDX-License-Identifier: LGPL-2.1-or-later
#include "pool_store.hpp"

namespace modvirt::test {

void PoolStore::change(const Uuid &uuid, std::string_view name,
                       const std::function<void(PoolEntry &)> &change)
{
    m_pools.change(uuid, name, [&](PoolEntry &pool) {
        change(pool);
        if (pool.current() == nullptr)
            m_volumes.forget(uuid);
    });
}

FoundStorageVol PoolStore::find(VolumeStore::Index index, std::string_view value) const
{
    for (const VolumeStore::Place &place : m_volumes.find(index, value)) {
        const auto pool = pools().try_read(place.pool, [](const PoolEntry &entry) {
            return entry.is_active() ? entry.name() : std::string();
        });
        if (pool && !pool->empty())
            return {*pool, place.volume->name, std::string(place.volume->key)};
    }
    return {};
}

} // namespace modvirt::test
