// SPDX-License-Identifier: LGPL-2.1-or-later
// The storage pools of a pretended machine and the volumes in them: who is there, who owns which storage, and
// how full each pool is. What the calls of the API make of it stands in pools.cpp and volumes.cpp.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <modvirt/objects.hpp>

#include "kit/storage/pool.hpp"
#include "kit/store/inventory.hpp"
#include "pool_claims.hpp"
#include "volume_store.hpp"

namespace modvirt::test {

using PoolInventory = store::Inventory<storage::Pool>;
using PoolEntry = PoolInventory::Object;

class PoolStore {
public:
    [[nodiscard]] const PoolInventory &pools() const noexcept { return m_pools; }

    // As Inventory has it. Throw OperationFailed for storage that another pool has already.
    void define(const storage::PoolPtr &pool);
    void create(const storage::PoolPtr &pool);
    // Calls `change` with the pool; what it owned is free once it is gone.
    void change(const Uuid &uuid, std::string_view name, const std::function<void(PoolEntry &)> &change);

    // The pools that show their volumes at this path.
    [[nodiscard]] std::vector<Uuid> at_target(std::string_view path) const;

    // A volume of a host description.
    void load(const Uuid &pool, const storage::VolumePtr &volume) { m_volumes.load(pool, volume); }

    // Calls `use` with the volumes of a pool that is active, and stays so meanwhile. Throws OperationInvalid
    // when it is not.
    template <class Use>
    auto with_volumes(const Uuid &uuid, std::string_view name, const Use &use)
    {
        return m_pools.read(uuid, name, [&](const PoolEntry &pool) {
            check_active(pool);
            return use(*pool.current(), m_volumes);
        });
    }
    // The same for a pool that is known by its name alone.
    template <class Use>
    auto with_volumes(std::string_view name, const Use &use)
    {
        return with_volumes(m_pools.find_name(name)->uuid, name, use);
    }
    // The volume of that path, or key, in a pool that is active; its pool is not named when there is none.
    [[nodiscard]] FoundStorageVol find(VolumeStore::Index index, std::string_view value) const;

    [[nodiscard]] storage::Usage usage(const Uuid &uuid) const { return m_volumes.usage(uuid); }

    static void check_active(const PoolEntry &pool);

private:
    void check_claims(const storage::Pool &pool) const;
    void register_pool(const Uuid &uuid);

    PoolInventory m_pools{{"pool", ErrorCode::NoStoragePool, ErrorDomain::Storage, "storage pool"}};
    VolumeStore m_volumes;
    // Held while pools come, go and change what they own; the inventory has a lock of its own for its lists.
    mutable std::mutex m_ownership;
    PoolRegister m_claims;
    PoolRegister m_targets;
};

} // namespace modvirt::test
