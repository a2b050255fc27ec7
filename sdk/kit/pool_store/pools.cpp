// SPDX-License-Identifier: MIT
#include "pools.hpp"

#include <string>
#include <utility>

namespace modvirt::pool_store {

namespace {

using storage::PoolType;

// The bit that asks for pools of this type; 0 for those that libvirt does not know.
uint32_t list_bit(PoolType type)
{
    constexpr PoolType in_order[] = {
        PoolType::Dir,     PoolType::Fs,   PoolType::Netfs,    PoolType::Logical,    PoolType::Disk,
        PoolType::Iscsi,   PoolType::Scsi, PoolType::Mpath,    PoolType::Rbd,        PoolType::Sheepdog,
        PoolType::Gluster, PoolType::Zfs,  PoolType::Vstorage, PoolType::IscsiDirect};
    uint32_t bit = 1u << 6;
    for (const PoolType each : in_order) {
        if (each == type)
            return bit;
        bit <<= 1;
    }
    return 0;
}

constexpr uint32_t first_type_bit = 1u << 6;

} // namespace

bool is_listed(const PoolEntry &pool, uint32_t flags)
{
    const uint32_t types = flags & ~(first_type_bit - 1);
    return pool.is_listed(flags) && (types == 0 || (types & list_bit(pool.current()->type)) != 0);
}

void Pools::check_active(const PoolEntry &pool)
{
    if (!pool.is_active())
        throw Error(ErrorCode::OperationInvalid, "storage pool '" + pool.name() + "' is not active");
}

void Pools::define(const storage::PoolPtr &pool, const Keep &keep)
{
    const std::lock_guard lock(m_ownership);
    check_claims(*pool);
    m_pools.define(pool, keep);
    register_pool(pool->uuid);
}

void Pools::create(const storage::PoolPtr &pool, const Keep &keep)
{
    const std::lock_guard lock(m_ownership);
    check_claims(*pool);
    m_pools.create(pool, keep);
    register_pool(pool->uuid);
}

void Pools::change(const Uuid &uuid, std::string_view name, const std::function<void(PoolEntry &)> &change)
{
    const std::lock_guard lock(m_ownership);
    m_pools.change(uuid, name, change);
    register_pool(uuid);
}

void Pools::check_claims(const storage::Pool &pool) const
{
    const auto other = m_claims.other_owner(pool.uuid, claims_of(pool));
    if (other)
        throw Error(ErrorCode::OperationFailed,
                    "Storage source conflict with pool: '" + m_pools.find_uuid(*other)->name + "'",
                    ErrorDomain::Storage);
}

// What is in force and what the next start takes: both are the pool's.
void Pools::register_pool(const Uuid &uuid)
{
    std::vector<std::string> claims;
    std::vector<std::string> targets;
    m_pools.try_read(uuid, [&](const PoolEntry &entry) {
        claims = claims_of(*entry.current());
        if (!entry.current()->target_path.empty())
            targets.push_back(plain_path(entry.current()->target_path));
        if (entry.defined() != nullptr && entry.defined() != entry.current())
            for (std::string &claim : claims_of(*entry.defined()))
                claims.push_back(std::move(claim));
        return true;
    });
    m_claims.set(uuid, std::move(claims));
    m_targets.set(uuid, std::move(targets));
}

std::vector<Uuid> Pools::targeting(std::string_view path) const
{
    const std::lock_guard lock(m_ownership);
    return m_targets.owners(plain_path(path));
}

FoundStoragePool Pools::at_target(std::string_view path) const
{
    std::optional<FoundStoragePool> inactive;
    for (const Uuid &uuid : targeting(path)) {
        bool is_active = false;
        const auto pool = m_pools.try_read(uuid, [&](const PoolEntry &entry) {
            is_active = entry.is_active();
            return found(*entry.current());
        });
        if (pool && is_active)
            return *pool;
        if (pool)
            inactive = pool;
    }
    if (!inactive)
        throw Error(ErrorCode::NoStoragePool,
                    "no storage pool with matching target path '" + std::string(path) + "'");
    return *inactive;
}

} // namespace modvirt::pool_store
