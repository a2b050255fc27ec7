// SPDX-License-Identifier: LGPL-2.1-or-later
// The storage pools of a pretended machine and the volumes in them: who is there, who owns which storage, and
// how full each pool is. What the calls of the API make of it stands in pools.cpp and volumes.cpp.
#pragma once

#include <functional>
#include <string_view>

#include <modvirt/objects.hpp>

#include "kit/pool_store/pools.hpp"
#include "kit/storage/pool.hpp"
#include "volume_store.hpp"

namespace modvirt::test {

using pool_store::PoolEntry;
using pool_store::PoolInventory;

class PoolStore {
public:
    [[nodiscard]] const PoolInventory &pools() const noexcept { return m_pools.all(); }

    // As Inventory has it. Throw OperationFailed for storage that another pool has already.
    void define(const storage::PoolPtr &pool) { m_pools.define(pool); }
    void create(const storage::PoolPtr &pool) { m_pools.create(pool); }
    // Calls `change` with the pool; what it owned is free once it is gone.
    void change(const Uuid &uuid, std::string_view name, const std::function<void(PoolEntry &)> &change);

    [[nodiscard]] FoundStoragePool at_target(std::string_view path) const { return m_pools.at_target(path); }

    // A volume of a host description.
    void load(const Uuid &pool, const storage::VolumePtr &volume) { m_volumes.load(pool, volume); }

    // Calls `use` with the volumes of a pool that is active, and stays so meanwhile. Throws OperationInvalid
    // when it is not.
    template <class Use>
    auto with_volumes(const Uuid &uuid, std::string_view name, const Use &use)
    {
        return pools().read(uuid, name, [&](const PoolEntry &pool) {
            pool_store::Pools::check_active(pool);
            return use(*pool.current(), m_volumes);
        });
    }
    // The same for a pool that is known by its name alone.
    template <class Use>
    auto with_volumes(std::string_view name, const Use &use)
    {
        return with_volumes(pools().find_name(name)->uuid, name, use);
    }
    // The volume of that path, or key, in a pool that is active; its pool is not named when there is none.
    [[nodiscard]] FoundStorageVol find(VolumeStore::Index index, std::string_view value) const;

    [[nodiscard]] storage::Usage usage(const Uuid &uuid) const { return m_volumes.usage(uuid); }

private:
    pool_store::Pools m_pools;
    VolumeStore m_volumes;
};

} // namespace modvirt::test
