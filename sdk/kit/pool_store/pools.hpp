// SPDX-License-Identifier: MIT
// The storage pools of a driver that keeps them itself: an inventory in which no two pools have the same storage. All of it
// may be called from any thread. Since 1.0.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include <modvirt/objects.hpp>

#include "claims.hpp"
#include "kit/storage/pool.hpp"
#include "kit/store/inventory.hpp"

namespace modvirt::pool_store {

using store::Uuid;
using PoolInventory = store::Inventory<storage::Pool>;
using PoolEntry = PoolInventory::Object;

inline FoundStoragePool found(const storage::Pool &pool)
{
    return {pool.uuid, pool.name};
}

namespace numbers {

// virStoragePoolState
inline constexpr uint32_t state_inactive = 0;
inline constexpr uint32_t state_building = 1;
inline constexpr uint32_t state_running = 2;
inline constexpr uint32_t state_degraded = 3;
inline constexpr uint32_t state_inaccessible = 4;

// virStoragePoolEventID, and virStoragePoolEventLifecycleType
inline constexpr uint32_t event_lifecycle = 0;
inline constexpr uint32_t event_refresh = 1;
inline constexpr int32_t event_defined = 0;
inline constexpr int32_t event_undefined = 1;
inline constexpr int32_t event_started = 2;
inline constexpr int32_t event_stopped = 3;
inline constexpr int32_t event_created = 4;
inline constexpr int32_t event_deleted = 5;

} // namespace numbers

// The flags of virConnectListAllStoragePools.
inline constexpr uint32_t list_known = 0xfffff;
[[nodiscard]] bool is_listed(const PoolEntry &pool, uint32_t flags);

class Pools {
public:
    [[nodiscard]] const PoolInventory &all() const noexcept { return m_pools; }

    // As Inventory has it. `keep` makes the change survive, before it is made. Throw OperationFailed for storage that
    // another pool has already.
    using Keep = std::function<void()>;
    void define(const storage::PoolPtr &pool, const Keep &keep = {});
    void create(const storage::PoolPtr &pool, const Keep &keep = {});
    // Calls `change` with the pool; what it owned is free once it is gone.
    void change(const Uuid &uuid, std::string_view name, const std::function<void(PoolEntry &)> &change);

    // The pool that shows its volumes at this path; of several one that is active. Throws NoStoragePool.
    [[nodiscard]] FoundStoragePool at_target(std::string_view path) const;

    // Throw OperationInvalid.
    static void check_active(const PoolEntry &pool);

private:
    void check_claims(const storage::Pool &pool) const;
    void register_pool(const Uuid &uuid);
    [[nodiscard]] std::vector<Uuid> targeting(std::string_view path) const;

    PoolInventory m_pools{{"pool", ErrorCode::NoStoragePool, ErrorDomain::Storage, "storage pool"}};
    // Held while pools come, go and change what they own; the inventory has a lock of its own for its lists.
    mutable std::mutex m_ownership;
    PoolRegister m_claims;
    PoolRegister m_targets;
};

} // namespace modvirt::pool_store
