// SPDX-License-Identifier: LGPL-2.1-or-later
#include "pools.hpp"

#include <fmt/format.h>

namespace modvirt::test {

namespace {

namespace numbers = pool_store::numbers;
using pool_store::found;

constexpr uint32_t validate_pool = 1;  // VIR_STORAGE_POOL_DEFINE_VALIDATE

storage::PoolPtr parse(std::string_view text, uint32_t flags)
{
    xml::ReadOptions options;
    if (flags & validate_pool)
        options.strictness = xml::Strictness::Strict;
    return storage::parse_pool(xml_parser(), text, {}, options);
}

FoundStoragePool found(const StoragePoolRef &pool)
{
    return {pool.uuid, std::string(pool.name)};
}

void refuse_active(const PoolEntry &pool)
{
    if (pool.is_active())
        throw Error(ErrorCode::OperationInvalid, fmt::format("storage pool '{}' is active", pool.name()));
}

} // namespace

std::unique_ptr<StoragePools> StoragePools::open(const OpenRequest &request)
{
    return std::make_unique<StoragePools>(OpenMachines::get(request.connection()),
                                          OpenMachines::injection(request.connection()));
}

// --- which pools there are

FoundStoragePool StoragePools::storage_pool_lookup_by_name(std::string_view name)
{
    return found(*store().pools().find_name(name));
}

FoundStoragePool StoragePools::storage_pool_lookup_by_uuid(const Uuid &uuid)
{
    return found(*store().pools().find_uuid(uuid));
}

FoundStoragePool StoragePools::storage_pool_lookup_by_volume(const StorageVolRef &volume)
{
    return storage_pool_lookup_by_name(volume.pool);
}

FoundStoragePool StoragePools::storage_pool_lookup_by_target_path(std::string_view path)
{
    return store().at_target(path);
}

void StoragePools::connect_list_all_storage_pools(StoragePoolSink &pools, uint32_t flags)
{
    refuse_unknown_flags(flags, pool_store::list_known, "testConnectListAllStoragePools");
    store().pools().for_each([&](const PoolEntry &entry) {
        return !pool_store::is_listed(entry, flags) || pools.put(found(*entry.current()));
    });
}

// --- a pool's life

void StoragePools::tell(const FoundStoragePool &pool, int32_t what) const
{
    OpenMachines::for_each_connection(
        *m_machine, [&](modvirt_connection *connection) { emit(connection, numbers::event_lifecycle, pool, what); });
}

FoundStoragePool StoragePools::storage_pool_define_xml(std::string_view xml, uint32_t flags)
{
    refuse_unknown_flags(flags, validate_pool, "testStoragePoolDefineXML");
    const storage::PoolPtr pool = parse(xml, flags);
    store().define(pool);
    tell(found(*pool), numbers::event_defined);
    return found(*pool);
}

FoundStoragePool StoragePools::storage_pool_create_xml(std::string_view xml, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testStoragePoolCreateXML");
    const storage::PoolPtr pool = parse(xml, 0);
    store().create(pool);
    tell(found(*pool), numbers::event_started);
    return found(*pool);
}

void StoragePools::change_inactive(const StoragePoolRef &pool, int32_t what,
                                   const std::function<void(PoolEntry &)> &change)
{
    store().change(pool.uuid, pool.name, [&](PoolEntry &entry) {
        refuse_active(entry);
        change(entry);
    });
    tell(found(pool), what);
}

void StoragePools::storage_pool_create(const StoragePoolRef &pool, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testStoragePoolCreate");
    change_inactive(pool, numbers::event_started, [](PoolEntry &entry) { entry.start(); });
}

// There is nothing to prepare, and nothing to erase below.
void StoragePools::storage_pool_build(const StoragePoolRef &pool, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testStoragePoolBuild");
    change_inactive(pool, numbers::event_created, [](PoolEntry &) {});
}

void StoragePools::storage_pool_delete(const StoragePoolRef &pool, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testStoragePoolDelete");
    change_inactive(pool, numbers::event_deleted, [](PoolEntry &) {});
}

void StoragePools::storage_pool_undefine(const StoragePoolRef &pool)
{
    change_inactive(pool, numbers::event_undefined, [](PoolEntry &entry) { entry.undefine(); });
}

void StoragePools::storage_pool_destroy(const StoragePoolRef &pool)
{
    store().change(pool.uuid, pool.name, [](PoolEntry &entry) {
        pool_store::Pools::check_active(entry);
        entry.stop();
    });
    tell(found(pool), numbers::event_stopped);
}

void StoragePools::storage_pool_refresh(const StoragePoolRef &pool, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testStoragePoolRefresh");
    store().with_volumes(pool.uuid, pool.name, [](const storage::Pool &, VolumeStore &) {});
    OpenMachines::for_each_connection(
        *m_machine, [&](modvirt_connection *connection) { emit(connection, numbers::event_refresh, found(pool)); });
}

// --- what is told of one

PoolInfo StoragePools::storage_pool_get_info(const StoragePoolRef &pool)
{
    const bool is_active =
        store().pools().read(pool.uuid, pool.name, [](const PoolEntry &entry) { return entry.is_active(); });
    const storage::Usage usage = store().usage(pool.uuid);
    return {is_active ? numbers::state_running : numbers::state_inactive, usage.capacity, usage.allocation, usage.available};
}

std::string StoragePools::storage_pool_get_xml_desc(const StoragePoolRef &pool, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testStoragePoolGetXMLDesc");
    const auto config =
        store().pools().read(pool.uuid, pool.name, [](const PoolEntry &entry) { return entry.current(); });
    return storage::format(*config, store().usage(pool.uuid));
}

bool StoragePools::storage_pool_is_active(const StoragePoolRef &pool)
{
    return store().pools().read(pool.uuid, [](const PoolEntry &entry) { return entry.is_active(); });
}

bool StoragePools::storage_pool_is_persistent(const StoragePoolRef &pool)
{
    return store().pools().read(pool.uuid, [](const PoolEntry &entry) { return entry.is_persistent(); });
}

bool StoragePools::storage_pool_get_autostart(const StoragePoolRef &pool)
{
    return store().pools().read(pool.uuid, pool.name,
                                [](const PoolEntry &entry) { return entry.autostart(); });
}

void StoragePools::storage_pool_set_autostart(const StoragePoolRef &pool, int32_t autostart)
{
    store().change(pool.uuid, pool.name, [&](PoolEntry &entry) {
        if (!entry.is_persistent())
            throw Error(ErrorCode::InvalidArg, "pool has no config file");
        entry.set_autostart(autostart != 0);
    });
}

} // namespace modvirt::test
