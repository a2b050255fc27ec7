// SPDX-License-Identifier: LGPL-2.1-or-later
// A text is tried as a UUID and as a name of a pool; as a name, a key and a path of a volume; in these
// orders.
#include "base/pool_lookup.hpp"

#include "base/failure.hpp"
#include "base/library_error.hpp"

#include <algorithm>
#include <strings.h>

namespace modvirt::cli {

namespace {

std::vector<std::string> names_of(Session &session, unsigned flags)
{
    std::vector<std::string> names;
    for (const Pool &pool : list_pools(session, flags))
        names.push_back(pool_name(pool));
    return names;
}

std::string text_of(const char *text)
{
    return text ? text : "";
}

// Only what is in the pool was asked for.
void check_pool(const Volume &volume, const Pool &pool, const std::string &text)
{
    const Pool actual(virStoragePoolLookupByVolume(volume.get()));
    if (!actual || pool_name(actual) == pool_name(pool))
        return;
    forget_library_error();
    fail("Requested volume '{}' is not in pool '{}'", text, pool_name(pool));
}

} // namespace

Pool find_pool_named(Session &session, const std::string &text, uint8_t by)
{
    virConnectPtr connection = session.connection();
    Pool pool;
    if ((by & PoolByUuid) && text.size() == VIR_UUID_STRING_BUFLEN - 1)
        pool.reset(virStoragePoolLookupByUUIDString(connection, text.c_str()));
    if (!pool && (by & PoolByName)) {
        forget_library_error();
        pool.reset(virStoragePoolLookupByName(connection, text.c_str()));
    }
    if (!pool)
        fail("failed to get pool '{}'", text);
    return pool;
}

Pool find_pool(Session &session, const Arguments &arguments, uint8_t by)
{
    return find_pool_named(session, arguments.required_text("pool"), by);
}

std::vector<Pool> list_pools(Session &session, unsigned flags)
{
    virStoragePoolPtr *raw = nullptr;
    const int count = virConnectListAllStoragePools(session.connection(), &raw, flags);
    const std::unique_ptr<virStoragePoolPtr, FreeMemory> guard(raw);
    if (count < 0)
        fail("Failed to list pools");
    std::vector<Pool> pools(raw, raw + count);
    std::stable_sort(pools.begin(), pools.end(), [](const Pool &one, const Pool &other) {
        return strcasecmp(virStoragePoolGetName(one.get()), virStoragePoolGetName(other.get())) < 0;
    });
    return pools;
}

std::string pool_name(const Pool &pool)
{
    return text_of(virStoragePoolGetName(pool.get()));
}

std::string pool_uuid(const Pool &pool)
{
    char text[VIR_UUID_STRING_BUFLEN] = "";
    return virStoragePoolGetUUIDString(pool.get(), text) < 0 ? "" : text;
}

Volume find_volume(Session &session, const Arguments &arguments, uint8_t by, std::string_view pool_option)
{
    const std::string text = arguments.required_text("vol");
    const bool may_name_pool = (by & VolumeByName) != 0;
    const auto pool_text = may_name_pool ? arguments.text(pool_option) : std::nullopt;
    const Pool pool = pool_text ? find_pool_named(session, *pool_text) : Pool();
    virConnectPtr connection = session.connection();
    Volume volume;
    if (pool && may_name_pool)
        volume.reset(virStorageVolLookupByName(pool.get(), text.c_str()));
    const auto try_next = [&](uint8_t way, auto *lookup) {
        if (volume || !(by & way))
            return;
        forget_library_error();
        volume.reset(lookup(connection, text.c_str()));
    };
    try_next(VolumeByKey, virStorageVolLookupByKey);
    try_next(VolumeByPath, virStorageVolLookupByPath);
    if (!volume && (pool || !may_name_pool))
        fail("failed to get vol '{}'", text);
    if (!volume)
        fail("failed to get vol '{}', specifying --{} might help", text, pool_option);
    if (pool)
        check_pool(volume, pool, text);
    return volume;
}

Volume find_volume_in(Session &session, const Pool &pool, const std::string &text)
{
    Volume volume(virStorageVolLookupByName(pool.get(), text.c_str()));
    for (auto *lookup : {virStorageVolLookupByKey, virStorageVolLookupByPath}) {
        if (volume)
            break;
        forget_library_error();
        volume.reset(lookup(session.connection(), text.c_str()));
    }
    return volume;
}

std::vector<Volume> list_volumes(const Pool &pool)
{
    virStorageVolPtr *raw = nullptr;
    const int count = virStoragePoolListAllVolumes(pool.get(), &raw, 0);
    const std::unique_ptr<virStorageVolPtr, FreeMemory> guard(raw);
    if (count < 0)
        fail("Failed to list volumes");
    std::vector<Volume> volumes(raw, raw + count);
    std::stable_sort(volumes.begin(), volumes.end(), [](const Volume &one, const Volume &other) {
        return strcasecmp(virStorageVolGetName(one.get()), virStorageVolGetName(other.get())) < 0;
    });
    return volumes;
}

std::string volume_name(const Volume &volume)
{
    return text_of(virStorageVolGetName(volume.get()));
}

std::string volume_path(const Volume &volume)
{
    const LibraryText path(virStorageVolGetPath(volume.get()));
    return text_of(path.get());
}

std::vector<std::string> complete_pool(Session &session, const Arguments &)
{
    return names_of(session, 0);
}

std::vector<std::string> complete_active_pool(Session &session, const Arguments &)
{
    return names_of(session, VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE);
}

std::vector<std::string> complete_inactive_pool(Session &session, const Arguments &)
{
    return names_of(session, VIR_CONNECT_LIST_STORAGE_POOLS_INACTIVE);
}

std::vector<std::string> complete_persistent_pool(Session &session, const Arguments &)
{
    return names_of(session, VIR_CONNECT_LIST_STORAGE_POOLS_PERSISTENT);
}

std::vector<std::string> complete_volume(Session &session, const Arguments &arguments)
{
    std::vector<std::string> names;
    if (const auto text = arguments.text("pool")) {
        for (const Volume &volume : list_volumes(find_pool_named(session, *text)))
            names.push_back(volume_name(volume));
        return names;
    }
    for (const Pool &pool : list_pools(session, VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE))
        for (const Volume &volume : list_volumes(pool))
            names.push_back(text_of(virStorageVolGetKey(volume.get())));
    return names;
}

} // namespace modvirt::cli
