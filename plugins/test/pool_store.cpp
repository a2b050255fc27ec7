// SPDX-License-Identifier: LGPL-2.1-or-later
#include "pool_store.hpp"

#include <utility>

#include <fmt/format.h>

#include "modvirt/error.hpp"

namespace modvirt::test {

void PoolStore::check_active(const PoolEntry &pool)
{
    if (!pool.is_active())
        throw Error(ErrorCode::OperationInvalid, fmt::format("storage pool '{}' is not active", pool.name()));
}

void PoolStore::define(const storage::PoolPtr &pool)
{
    const std::lock_guard lock(m_ownership);
    check_claims(*pool);
    m_pools.define(pool);
    register_pool(pool->uuid);
}

void PoolStore::create(const storage::PoolPtr &pool)
{
    const std::lock_guard lock(m_ownership);
    check_claims(*pool);
    m_pools.create(pool);
    register_pool(pool->uuid);
}

void PoolStore::change(const Uuid &uuid, std::string_view name,
                       const std::function<void(PoolEntry &)> &change)
{
    const std::lock_guard lock(m_ownership);
    m_pools.change(uuid, name, [&](PoolEntry &pool) {
        change(pool);
        if (pool.current() == nullptr)
            m_volumes.forget(uuid);
    });
    register_pool(uuid);
}

void PoolStore::check_claims(const storage::Pool &pool) const
{
    const auto other = m_claims.other_owner(pool.uuid, claims_of(pool));
    if (other)
        throw Error(ErrorCode::OperationFailed,
                    fmt::format("Storage source conflict with pool: '{}'", m_pools.find_uuid(*other)->name),
                    ErrorDomain::Storage);
}

// What is in force and what the next start takes: both are the pool's.
void PoolStore::register_pool(const Uuid &uuid)
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

std::vector<Uuid> PoolStore::at_target(std::string_view path) const
{
    const std::lock_guard lock(m_ownership);
    return m_targets.owners(plain_path(path));
}

FoundStorageVol PoolStore::find(VolumeStore::Index index, std::string_view value) const
{
    for (const VolumeStore::Place &place : m_volumes.find(index, value)) {
        const auto pool = m_pools.try_read(place.pool, [](const PoolEntry &entry) {
            return entry.is_active() ? entry.name() : std::string();
        });
        if (pool && !pool->empty())
            return {*pool, place.volume->name, std::string(place.volume->key)};
    }
    return {};
}

} // namespace modvirt::test
