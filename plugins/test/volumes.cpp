// SPDX-License-Identifier: LGPL-2.1-or-later
#include "volumes.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "kit/pool_store/resize.hpp"
#include "pools.hpp"

namespace modvirt::test {

namespace {

using storage::PoolType;
using storage::VolumeType;

constexpr uint32_t validate_volume = 4;  // VIR_STORAGE_VOL_CREATE_VALIDATE
constexpr uint32_t get_physical = 1;     // VIR_STORAGE_VOL_GET_PHYSICAL

FoundStorageVol found(const storage::Pool &pool, const storage::Volume &volume)
{
    return {pool.name, volume.name, std::string(volume.key)};
}

std::string path_in(const storage::Pool &pool, std::string_view name)
{
    // Those without a target are not on the host at all: what their volumes are called there begins like
    // this.
    std::string_view folder = pool.target_path;
    if (folder.empty())
        folder = pool.source_name.empty() ? std::string_view(pool.name) : pool.source_name;
    return fmt::format("{}{}{}", folder, folder.ends_with('/') ? "" : "/", name);
}

xml::Strictness strictness(uint32_t flags)
{
    return flags & validate_volume ? xml::Strictness::Strict : xml::Strictness::Lenient;
}

storage::VolumePtr resized(const storage::Volume &volume, uint64_t available, uint64_t wanted, uint32_t flags)
{
    const uint64_t capacity = pool_store::resized_capacity(
        {volume.name, volume.capacity, volume.allocation, available}, wanted, flags);
    uint64_t allocation = std::min(volume.allocation, capacity);
    if (flags & pool_store::resize_allocate)
        allocation = capacity;
    if (allocation > volume.allocation && allocation - volume.allocation > available)
        throw Error(ErrorCode::OperationFailed, "Not enough space left in storage pool");
    return storage::with_size(volume, capacity, allocation);
}

} // namespace

storage::VolumeType volume_type(storage::PoolType pool) noexcept
{
    switch (pool) {
    case PoolType::Logical:
    case PoolType::Disk:
    case PoolType::Iscsi:
    case PoolType::Scsi:
    case PoolType::Mpath:
    case PoolType::Zfs:
        return VolumeType::Block;
    case PoolType::IscsiDirect:
    case PoolType::Rbd:
    case PoolType::Sheepdog:
    case PoolType::Gluster:
        return VolumeType::Network;
    default:
        return VolumeType::File;
    }
}

storage::VolumePtr read_volume(std::string_view text, const storage::Pool &pool, PlaceOfVolume place,
                               xml::Strictness strictness)
{
    storage::VolumeOptions options;
    options.pool = pool.type;
    xml::ReadOptions read_options;
    read_options.strictness = strictness;
    const auto volume = storage::parse_volume(xml_parser(), text, options, read_options);
    std::string path = path_in(pool, volume->name);
    if (place == PlaceOfVolume::Written && !volume->path.empty())
        path = volume->path;
    std::string key = path;
    if (place == PlaceOfVolume::Written && !volume->key.empty())
        key = volume->key;
    return storage::with_place(*volume, key, path);
}

// --- which volumes there are

void StoragePools::storage_pool_list_all_volumes(const StoragePoolRef &pool, StorageVolSink &volumes,
                                                 uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testStoragePoolListAllVolumes");
    store().with_volumes(pool.uuid, pool.name, [&](const storage::Pool &config, const VolumeStore &stored) {
        for (const storage::VolumePtr &volume : stored.all(pool.uuid))
            if (!volumes.put(found(config, *volume)))
                break;
    });
}

FoundStorageVol StoragePools::storage_vol_lookup_by_name(const StoragePoolRef &pool, std::string_view name)
{
    return store().with_volumes(pool.uuid, pool.name,
                                [&](const storage::Pool &config, const VolumeStore &volumes) {
                                    return found(config, *volumes.get(pool.uuid, name));
                                });
}

FoundStorageVol StoragePools::find_volume(VolumeStore::Index index, std::string_view value) const
{
    FoundStorageVol volume = store().find(index, value);
    if (volume.pool.empty())
        throw Error(ErrorCode::NoStorageVol,
                    fmt::format("no storage vol with matching {} '{}'",
                                index == VolumeStore::Index::Key ? "key" : "path", value));
    return volume;
}

FoundStorageVol StoragePools::storage_vol_lookup_by_key(std::string_view key)
{
    return find_volume(VolumeStore::Index::Key, key);
}

FoundStorageVol StoragePools::storage_vol_lookup_by_path(std::string_view path)
{
    return find_volume(VolumeStore::Index::Path, path);
}

// --- a volume's life

FoundStorageVol StoragePools::storage_vol_create_xml(const StoragePoolRef &pool, std::string_view xml,
                                                     uint32_t flags)
{
    refuse_unknown_flags(flags, validate_volume, "testStorageVolCreateXML");
    return store().with_volumes(pool.uuid, pool.name, [&](const storage::Pool &config, VolumeStore &volumes) {
        const auto volume = read_volume(xml, config, PlaceOfVolume::Chosen, strictness(flags));
        volumes.add(pool.uuid, volume);
        return found(config, *volume);
    });
}

FoundStorageVol StoragePools::storage_vol_create_xml_from(const StoragePoolRef &pool, std::string_view xml,
                                                          const StorageVolRef &source, uint32_t flags)
{
    refuse_unknown_flags(flags, validate_volume, "testStorageVolCreateXMLFrom");
    store().with_volumes(pool.uuid, pool.name, [](const storage::Pool &, const VolumeStore &) {});
    // One after the other: a pool must not be asked for while another is held.
    const auto contents = store().with_volumes(source.pool, [&](const storage::Pool &config, VolumeStore &volumes) {
        return volumes.contents(config.uuid, source.name);
    });
    return store().with_volumes(pool.uuid, pool.name, [&](const storage::Pool &config, VolumeStore &volumes) {
        const auto volume = read_volume(xml, config, PlaceOfVolume::Chosen, strictness(flags));
        volumes.add(pool.uuid, volume);
        volumes.contents(pool.uuid, volume->name)->copy_from(*contents, volume->capacity);
        return found(config, *volume);
    });
}

void StoragePools::storage_vol_delete(const StorageVolRef &volume, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testStorageVolDelete");
    store().with_volumes(volume.pool, [&](const storage::Pool &pool, VolumeStore &volumes) {
        volumes.remove(pool.uuid, volume.name);
    });
}

void StoragePools::storage_vol_resize(const StorageVolRef &volume, uint64_t capacity, uint32_t flags)
{
    refuse_unknown_flags(flags, pool_store::resize_known, "testStorageVolResize");
    store().with_volumes(volume.pool, [&](const storage::Pool &pool, VolumeStore &volumes) {
        volumes.change(pool.uuid, volume.name, [&](const storage::Volume &config, uint64_t available) {
            return resized(config, available, capacity, flags);
        });
        const uint64_t end = volumes.get(pool.uuid, volume.name)->capacity;
        volumes.contents(pool.uuid, volume.name)->clear(end, UINT64_MAX - end);
    });
}

// --- what is told of one

VolumeInfo StoragePools::storage_vol_get_info_flags(const StorageVolRef &volume, uint32_t flags)
{
    refuse_unknown_flags(flags, get_physical, "testStorageVolGetInfo");
    return store().with_volumes(volume.pool, [&](const storage::Pool &pool, const VolumeStore &volumes) {
        const auto config = volumes.get(pool.uuid, volume.name);
        return VolumeInfo{static_cast<uint32_t>(volume_type(pool.type)), config->capacity,
                          config->allocation};
    });
}

std::string StoragePools::storage_vol_get_xml_desc(const StorageVolRef &volume, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testStorageVolGetXMLDesc");
    return store().with_volumes(volume.pool, [&](const storage::Pool &pool, const VolumeStore &volumes) {
        return storage::format(*volumes.get(pool.uuid, volume.name));
    });
}

std::string StoragePools::storage_vol_get_path(const StorageVolRef &volume)
{
    return store().with_volumes(volume.pool, [&](const storage::Pool &pool, const VolumeStore &volumes) {
        return std::string(volumes.get(pool.uuid, volume.name)->path);
    });
}

} // namespace modvirt::test
