// SPDX-License-Identifier: LGPL-2.1-or-later
#include "driver.hpp"

#include "flags.hpp"
#include "kit/pool_store/resize.hpp"

namespace modvirt::storage_manager {

namespace {

stream::Sparseness sparseness(uint32_t flags)
{
    return (flags & volume_sparse_stream) != 0 ? stream::Sparseness::Sparse : stream::Sparseness::Whole;
}

} // namespace

void Driver::storage_pool_list_all_volumes(const StoragePoolRef &pool, StorageVolSink &volumes, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virStoragePoolListAllVolumes");
    const std::string name = m_manager->read(pool, [](const PoolEntry &entry) { return entry.name(); });
    for (const VolumePtr &volume : m_manager->volumes(pool))
        if (!volumes.put({name, volume->name, volume->key}))
            return;
}

FoundStorageVol Driver::storage_vol_lookup_by_name(const StoragePoolRef &pool, std::string_view name)
{
    return m_manager->find_name(pool, name);
}

FoundStorageVol Driver::storage_vol_lookup_by_key(std::string_view key)
{
    return m_manager->find_key(key);
}

FoundStorageVol Driver::storage_vol_lookup_by_path(std::string_view path)
{
    return m_manager->find_path(path);
}

FoundStorageVol Driver::storage_vol_create_xml(const StoragePoolRef &pool, std::string_view xml, uint32_t flags)
{
    refuse_unknown_flags(flags, volume_create_known, "virStorageVolCreateXML");
    return m_manager->create_volume(pool, xml, flags);
}

FoundStorageVol Driver::storage_vol_create_xml_from(const StoragePoolRef &pool, std::string_view xml,
                                                    const StorageVolRef &source, uint32_t flags)
{
    refuse_unknown_flags(flags, volume_create_known, "virStorageVolCreateXMLFrom");
    return m_manager->clone_volume(pool, xml, source, flags);
}

void Driver::storage_vol_delete(const StorageVolRef &volume, uint32_t flags)
{
    refuse_unknown_flags(flags, volume_delete_known, "virStorageVolDelete");
    m_manager->delete_volume(volume, flags);
}

void Driver::storage_vol_resize(const StorageVolRef &volume, uint64_t capacity, uint32_t flags)
{
    refuse_unknown_flags(flags, pool_store::resize_known, "virStorageVolResize");
    m_manager->resize_volume(volume, capacity, flags);
}

VolumeInfo Driver::storage_vol_get_info_flags(const StorageVolRef &volume, uint32_t flags)
{
    refuse_unknown_flags(flags, volume_get_physical, "virStorageVolGetInfoFlags");
    const FoundVolume seen = m_manager->look_at(volume);
    return {seen.type, seen.capacity, flags != 0 ? m_manager->physical_size(volume, seen) : seen.allocation};
}

std::string Driver::storage_vol_get_xml_desc(const StorageVolRef &volume, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virStorageVolGetXMLDesc");
    return m_manager->describe(volume);
}

std::string Driver::storage_vol_get_path(const StorageVolRef &volume)
{
    return m_manager->path(volume);
}

void Driver::storage_vol_upload(const StorageVolRef &volume, StreamSink &stream, uint64_t offset, uint64_t length,
                                uint32_t flags)
{
    refuse_unknown_flags(flags, volume_sparse_stream, "virStorageVolUpload");
    stream.attach(Manager::upload(m_manager, volume, {offset, length}, sparseness(flags)));
}

void Driver::storage_vol_download(const StorageVolRef &volume, StreamSink &stream, uint64_t offset, uint64_t length,
                                  uint32_t flags)
{
    refuse_unknown_flags(flags, volume_sparse_stream, "virStorageVolDownload");
    stream.attach(m_manager->download(volume, {offset, length}, sparseness(flags)));
}

void Driver::storage_vol_wipe_pattern(const StorageVolRef &volume, uint32_t algorithm, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virStorageVolWipePattern");
    m_manager->wipe(volume, algorithm);
}

} // namespace modvirt::storage_manager
