// SPDX-License-Identifier: LGPL-2.1-or-later
// The storage of a pretended machine: pools in pools.cpp, volumes in volumes.cpp. What volumes hold is in memory.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <modvirt/plugin.hpp>

#include "injection.hpp"
#include "machine.hpp"
#include "pool_store.hpp"
#include "volume_streams.hpp"

namespace modvirt::test {

class StoragePools : public Storage, public Injected {
public:
    static std::unique_ptr<StoragePools> open(const OpenRequest &request);
    explicit StoragePools(std::shared_ptr<Machine> machine, std::shared_ptr<Injection> injection = nullptr)
        : Injected(std::move(injection)), m_machine(std::move(machine))
    {
    }

    // pools.cpp
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

    // pool_sources.cpp
    std::string connect_find_storage_pool_sources(std::string_view type,
                                                  std::optional<std::string_view> specification,
                                                  uint32_t flags) override;
    std::string connect_get_storage_pool_capabilities(uint32_t flags) override;

    // volumes.cpp
    void storage_pool_list_all_volumes(const StoragePoolRef &pool, StorageVolSink &volumes,
                                       uint32_t flags) override;
    FoundStorageVol storage_vol_lookup_by_name(const StoragePoolRef &pool, std::string_view name) override;
    FoundStorageVol storage_vol_lookup_by_key(std::string_view key) override;
    FoundStorageVol storage_vol_lookup_by_path(std::string_view path) override;
    FoundStorageVol storage_vol_create_xml(const StoragePoolRef &pool, std::string_view xml,
                                           uint32_t flags) override;
    FoundStorageVol storage_vol_create_xml_from(const StoragePoolRef &pool, std::string_view xml,
                                                const StorageVolRef &source, uint32_t flags) override;
    void storage_vol_delete(const StorageVolRef &volume, uint32_t flags) override;
    void storage_vol_resize(const StorageVolRef &volume, uint64_t capacity, uint32_t flags) override;
    VolumeInfo storage_vol_get_info_flags(const StorageVolRef &volume, uint32_t flags) override;
    std::string storage_vol_get_xml_desc(const StorageVolRef &volume, uint32_t flags) override;
    std::string storage_vol_get_path(const StorageVolRef &volume) override;

    // volume_data.cpp
    void storage_vol_upload(const StorageVolRef &volume, StreamSink &stream, uint64_t offset, uint64_t length,
                            uint32_t flags) override;
    void storage_vol_download(const StorageVolRef &volume, StreamSink &stream, uint64_t offset, uint64_t length,
                              uint32_t flags) override;
    void storage_vol_wipe_pattern(const StorageVolRef &volume, uint32_t algorithm, uint32_t flags) override;

private:
    [[nodiscard]] PoolStore &store() const { return m_machine->pools(); }
    void tell(const FoundStoragePool &pool, int32_t what) const;
    void change_inactive(const StoragePoolRef &pool, int32_t what,
                         const std::function<void(PoolEntry &)> &change);
    VolumePart volume_part(const StorageVolRef &volume, uint64_t offset, uint64_t length, uint32_t flags);
    FoundStorageVol find_volume(VolumeStore::Index index, std::string_view value) const;

    std::shared_ptr<Machine> m_machine;
};

} // namespace modvirt::test
