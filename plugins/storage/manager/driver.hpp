// SPDX-License-Identifier: LGPL-2.1-or-later
// The storage of one connection: checks what the calls are given, and hands on to the manager of its root.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <modvirt/plugin.hpp>

#include "manager.hpp"

namespace modvirt::storage_manager {

class Driver : public Storage {
public:
    static std::unique_ptr<Driver> open(const OpenRequest &request);
    Driver(std::shared_ptr<Manager> manager, modvirt_connection *connection);
    ~Driver() override;

    FoundStoragePool storage_pool_lookup_by_name(std::string_view name) override;
    FoundStoragePool storage_pool_lookup_by_uuid(const Uuid &uuid) override;
    FoundStoragePool storage_pool_lookup_by_volume(const StorageVolRef &volume) override;
    FoundStoragePool storage_pool_lookup_by_target_path(std::string_view path) override;
    void connect_list_all_storage_pools(StoragePoolSink &pools, uint32_t flags) override;
    FoundStoragePool storage_pool_define_xml(std::string_view xml, uint32_t flags) override;
    FoundStoragePool storage_pool_create_xml(std::string_view xml, uint32_t flags) override;
    void storage_pool_create(const StoragePoolRef &pool, uint32_t flags) override;
    void storage_pool_build(const StoragePoolRef &pool, uint32_t flags) override;
    void storage_pool_destroy(const StoragePoolRef &pool) override;
    void storage_pool_delete(const StoragePoolRef &pool, uint32_t flags) override;
    void storage_pool_undefine(const StoragePoolRef &pool) override;
    void storage_pool_refresh(const StoragePoolRef &pool, uint32_t flags) override;
    PoolInfo storage_pool_get_info(const StoragePoolRef &pool) override;
    std::string storage_pool_get_xml_desc(const StoragePoolRef &pool, uint32_t flags) override;
    bool storage_pool_is_active(const StoragePoolRef &pool) override;
    bool storage_pool_is_persistent(const StoragePoolRef &pool) override;
    bool storage_pool_get_autostart(const StoragePoolRef &pool) override;
    void storage_pool_set_autostart(const StoragePoolRef &pool, int32_t autostart) override;
    std::string connect_find_storage_pool_sources(std::string_view type, std::optional<std::string_view> specification,
                                                  uint32_t flags) override;
    std::string connect_get_storage_pool_capabilities(uint32_t flags) override;

    void storage_pool_list_all_volumes(const StoragePoolRef &pool, StorageVolSink &volumes, uint32_t flags) override;
    FoundStorageVol storage_vol_lookup_by_name(const StoragePoolRef &pool, std::string_view name) override;
    FoundStorageVol storage_vol_lookup_by_key(std::string_view key) override;
    FoundStorageVol storage_vol_lookup_by_path(std::string_view path) override;
    FoundStorageVol storage_vol_create_xml(const StoragePoolRef &pool, std::string_view xml, uint32_t flags) override;
    FoundStorageVol storage_vol_create_xml_from(const StoragePoolRef &pool, std::string_view xml,
                                                const StorageVolRef &source, uint32_t flags) override;
    void storage_vol_delete(const StorageVolRef &volume, uint32_t flags) override;
    void storage_vol_resize(const StorageVolRef &volume, uint64_t capacity, uint32_t flags) override;
    VolumeInfo storage_vol_get_info_flags(const StorageVolRef &volume, uint32_t flags) override;
    std::string storage_vol_get_xml_desc(const StorageVolRef &volume, uint32_t flags) override;
    std::string storage_vol_get_path(const StorageVolRef &volume) override;
    void storage_vol_upload(const StorageVolRef &volume, StreamSink &stream, uint64_t offset, uint64_t length,
                            uint32_t flags) override;
    void storage_vol_download(const StorageVolRef &volume, StreamSink &stream, uint64_t offset, uint64_t length,
                              uint32_t flags) override;
    void storage_vol_wipe_pattern(const StorageVolRef &volume, uint32_t algorithm, uint32_t flags) override;

private:
    std::shared_ptr<Manager> m_manager;
    int64_t m_subscription;
};

} // namespace modvirt::storage_manager
