// SPDX-License-Identifier: LGPL-2.1-or-later
// What is told of pools, and of storage that could become one.
#include <algorithm>

#include <fmt/format.h>

#include "kit/storage/capabilities.hpp"
#include "manager.hpp"

namespace modvirt::storage_manager {

namespace {

std::string to_text(const StoragePoolRef &pool)
{
    return pool.name.empty() ? fmt::format("'{}'", store::to_text(pool.uuid))
                             : fmt::format("'{}' ({})", store::to_text(pool.uuid), pool.name);
}

} // namespace

void Manager::refuse_missing(const StoragePoolRef &pool)
{
    throw Error(ErrorCode::NoStoragePool, fmt::format("no storage pool with matching uuid {}", to_text(pool)));
}

PoolInfo Manager::info(const StoragePoolRef &pool)
{
    read(pool, [](const PoolEntry &) { return true; });
    const auto state = state_of(pool.uuid);
    const storage::Usage usage = state->usage();
    return {state->number(), usage.capacity, usage.allocation, usage.available};
}

std::string Manager::describe(const StoragePoolRef &pool, Which which)
{
    const PoolPtr in_force = read(pool, [](const PoolEntry &entry) { return entry.current(); });
    PoolPtr told = in_force;
    if (which == Which::Defined)
        if (const PoolPtr defined = read(pool, [](const PoolEntry &entry) { return entry.defined(); }))
            told = defined;
    if (told != in_force)
        return storage::format(*told);
    const auto state = state_of(pool.uuid);
    const OpenedStorage storage = state->storage();
    if (which == Which::InForce && storage.session != nullptr && storage.session->has(&modvirt_storage_backend_v1::pool_describe)) {
        const ActivePool active{told, state, storage.session, storage.patience};
        if (const auto document = try_describe(active))
            return storage::format_described(m_parser, *told, *document, state->usage());
    }
    return storage::format(*told, state->usage());
}

// What a machine that is gone would add to the document is left out of it.
std::optional<std::string> Manager::try_describe(const ActivePool &pool) const
{
    try {
        return attend(pool, [session = pool.session] { return session->pool_describe(); });
    } catch (const Error &error) {
        if (error.code() != ErrorCode::OperationTimeout || pool.patience == nullptr)
            throw;
        return std::nullopt;
    }
}

std::string Manager::capabilities() const
{
    const std::vector<std::string> types = m_backends.types();
    std::vector<std::string> others;
    for (const std::string &type : types)
        if (!storage::pool_type_named(type))
            others.push_back(type);
    return storage::format_pool_capabilities(
        [&](storage::PoolType type) { return std::ranges::find(types, storage::name_of(type)) != types.end(); }, others);
}

std::string Manager::find_sources(std::string_view type, std::optional<std::string_view> specification) const
{
    if (!has_backend(type) && !storage::pool_type_named(type))
        throw Error(ErrorCode::InternalError, fmt::format("unknown storage pool type {}", type), ErrorDomain::Storage);
    need_backend(type);
    const auto session =
        m_backends.open(std::string(type), fmt::format("<pool type='{}'><name>sources</name></pool>", type));
    if (!session->has(&modvirt_storage_backend_v1::pool_find_sources))
        throw Error(ErrorCode::NoSupport, fmt::format("pool type '{}' does not support source discovery", type));
    return session->pool_find_sources(specification ? std::optional<std::string>(*specification) : std::nullopt, 0);
}

} // namespace modvirt::storage_manager
