// SPDX-License-Identifier: LGPL-2.1-or-later
// Pools; volumes are in driver_volumes.cpp.
#include "driver.hpp"

#include "flags.hpp"
#include "kit/secret_client/secret_values.hpp"

namespace modvirt::storage_manager {

using pool_store::found;

namespace {

constexpr const char *category = "storage";

const modvirt_xml_v1 &xml_parser()
{
    const auto *parser = host().find_interface<modvirt_xml_v1>("xml/1");
    if (parser == nullptr)
        throw Error(ErrorCode::InternalError, "the host offers no XML parser (interface xml/1)");
    return *parser;
}

void refuse_both(uint32_t flags, uint32_t one, uint32_t other, const char *call)
{
    if ((flags & one) != 0 && (flags & other) != 0)
        throw Error(ErrorCode::InvalidArg,
                    std::string("overwriting is both asked for and forbidden in function ") + call +
                        ": pass one of the two flags");
}

} // namespace

std::unique_ptr<Driver> Driver::open(const OpenRequest &request)
{
    if (!request.server().empty() || request.path() != "/embed")
        throw Error(ErrorCode::NoConnect, "no storage is served for '" + std::string(request.uri()) +
                                              "': it is for qemu:///embed?root=/absolute/directory");
    auto reporter = [](LogLevel level, const std::string &message) { host().log(level, category, message); };
    auto manager = Manager::open(store::root_of_query(request.query()), xml_parser(),
                                 storage_client::Backends::of_host(), storage_use::Claims::of_host(), reporter,
                                 &secret_client::value_below);
    return std::make_unique<Driver>(std::move(manager), request.connection());
}

Driver::Driver(std::shared_ptr<Manager> manager, modvirt_connection *connection) : m_manager(std::move(manager))
{
    m_subscription = m_manager->subscribe(
        [connection](const PoolEvent &event) { emit(connection, event.event_id, event.pool, event.type); });
}

Driver::~Driver()
{
    m_manager->unsubscribe(m_subscription);
}

// --- Which pools there are

FoundStoragePool Driver::storage_pool_lookup_by_name(std::string_view name)
{
    return found(*m_manager->pools().all().find_name(name));
}

FoundStoragePool Driver::storage_pool_lookup_by_uuid(const Uuid &uuid)
{
    return m_manager->read({uuid, {}}, [](const PoolEntry &entry) { return found(*entry.current()); });
}

FoundStoragePool Driver::storage_pool_lookup_by_volume(const StorageVolRef &volume)
{
    return storage_pool_lookup_by_name(volume.pool);
}

FoundStoragePool Driver::storage_pool_lookup_by_target_path(std::string_view path)
{
    return m_manager->pools().at_target(path);
}

void Driver::connect_list_all_storage_pools(StoragePoolSink &pools, uint32_t flags)
{
    refuse_unknown_flags(flags, pool_store::list_known, "virConnectListAllStoragePools");
    m_manager->pools().all().for_each([&](const PoolEntry &entry) {
        return !pool_store::is_listed(entry, flags) || pools.put(found(*entry.current()));
    });
}

// --- A pool's life

FoundStoragePool Driver::storage_pool_define_xml(std::string_view xml, uint32_t flags)
{
    refuse_unknown_flags(flags, pool_define_validate, "virStoragePoolDefineXML");
    return m_manager->define(xml, flags != 0 ? xml::Strictness::Strict : xml::Strictness::Lenient);
}

FoundStoragePool Driver::storage_pool_create_xml(std::string_view xml, uint32_t flags)
{
    refuse_unknown_flags(flags, pool_create_known, "virStoragePoolCreateXML");
    refuse_both(flags, pool_create_overwrite, pool_create_no_overwrite, "virStoragePoolCreateXML");
    return m_manager->create(xml, flags);
}

void Driver::storage_pool_create(const StoragePoolRef &pool, uint32_t flags)
{
    refuse_unknown_flags(flags, pool_create_known, "virStoragePoolCreate");
    refuse_both(flags, pool_create_overwrite, pool_create_no_overwrite, "virStoragePoolCreate");
    m_manager->start(pool, flags);
}

void Driver::storage_pool_build(const StoragePoolRef &pool, uint32_t flags)
{
    refuse_unknown_flags(flags, pool_build_known, "virStoragePoolBuild");
    refuse_both(flags, pool_build_overwrite, pool_build_no_overwrite, "virStoragePoolBuild");
    m_manager->build(pool, flags);
}

void Driver::storage_pool_destroy(const StoragePoolRef &pool)
{
    m_manager->destroy(pool);
}

void Driver::storage_pool_delete(const StoragePoolRef &pool, uint32_t flags)
{
    refuse_unknown_flags(flags, pool_delete_known, "virStoragePoolDelete");
    m_manager->erase(pool, flags);
}

void Driver::storage_pool_undefine(const StoragePoolRef &pool)
{
    m_manager->undefine(pool);
}

void Driver::storage_pool_refresh(const StoragePoolRef &pool, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virStoragePoolRefresh");
    m_manager->refresh(pool);
}

// --- What is told of one

PoolInfo Driver::storage_pool_get_info(const StoragePoolRef &pool)
{
    return m_manager->info(pool);
}

std::string Driver::storage_pool_get_xml_desc(const StoragePoolRef &pool, uint32_t flags)
{
    refuse_unknown_flags(flags, pool_xml_inactive, "virStoragePoolGetXMLDesc");
    return m_manager->describe(pool, flags != 0 ? Manager::Which::Defined : Manager::Which::InForce);
}

bool Driver::storage_pool_is_active(const StoragePoolRef &pool)
{
    return m_manager->read(pool, [](const PoolEntry &entry) { return entry.is_active(); });
}

bool Driver::storage_pool_is_persistent(const StoragePoolRef &pool)
{
    return m_manager->read(pool, [](const PoolEntry &entry) { return entry.is_persistent(); });
}

bool Driver::storage_pool_get_autostart(const StoragePoolRef &pool)
{
    return m_manager->read(pool, [](const PoolEntry &entry) { return entry.autostart(); });
}

void Driver::storage_pool_set_autostart(const StoragePoolRef &pool, int32_t autostart)
{
    m_manager->set_autostart(pool, autostart != 0);
}

// --- Storage that could become a pool

std::string Driver::connect_find_storage_pool_sources(std::string_view type,
                                                      std::optional<std::string_view> specification, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virConnectFindStoragePoolSources");
    return m_manager->find_sources(type, specification);
}

std::string Driver::connect_get_storage_pool_capabilities(uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virConnectGetStoragePoolCapabilities");
    return m_manager->capabilities();
}

} // namespace modvirt::storage_manager
