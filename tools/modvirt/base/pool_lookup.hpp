// SPDX-License-Identifier: LGPL-2.1-or-later
// Finds the storage pool or the volume that a command is about, lists them, and offers names for completion.
#pragma once

#include "base/handles.hpp"
#include "base/session.hpp"

namespace modvirt::cli {

using Pool = std::unique_ptr<virStoragePool, Release<virStoragePoolFree>>;
using Volume = std::unique_ptr<virStorageVol, Release<virStorageVolFree>>;

enum PoolBy : uint8_t { PoolByUuid = 1, PoolByName = 2 };

// The pool that the option <pool> names, or another option. Throw when there is none.
Pool find_pool(Session &session, const Arguments &arguments, uint8_t by = PoolByUuid | PoolByName);
Pool find_pool_named(Session &session, const std::string &text, uint8_t by = PoolByUuid | PoolByName);
// `flags` are VIR_CONNECT_LIST_STORAGE_POOLS_*. By name.
std::vector<Pool> list_pools(Session &session, unsigned flags);

std::string pool_name(const Pool &pool);
// Empty when the library cannot tell.
std::string pool_uuid(const Pool &pool);

enum VolumeBy : uint8_t { VolumeByName = 1, VolumeByKey = 2, VolumeByPath = 4 };

// The volume that the option <vol> names, in the pool that --pool (or `pool_option`) names when that is
// given. Throws when there is none.
Volume find_volume(Session &session, const Arguments &arguments,
                   uint8_t by = VolumeByName | VolumeByKey | VolumeByPath,
                   std::string_view pool_option = "pool");
// The volume of that name, key or path; null, with the library's report, when there is none.
Volume find_volume_in(Session &session, const Pool &pool, const std::string &text);
// By name.
std::vector<Volume> list_volumes(const Pool &pool);

std::string volume_name(const Volume &volume);
std::string volume_path(const Volume &volume);

std::vector<std::string> complete_pool(Session &session, const Arguments &arguments);
std::vector<std::string> complete_active_pool(Session &session, const Arguments &arguments);
std::vector<std::string> complete_inactive_pool(Session &session, const Arguments &arguments);
std::vector<std::string> complete_persistent_pool(Session &session, const Arguments &arguments);
// Of the pool that is named before; the keys of all volumes when none is.
std::vector<std::string> complete_volume(Session &session, const Arguments &arguments);

constexpr Option pool_argument(Completer complete, std::string_view help = "pool name or uuid")
{
    return argument("pool", help, complete);
}

constexpr Option volume_argument(std::string_view help = "vol name, key or path")
{
    return argument("vol", help, complete_volume);
}

// Where the volume is.
inline constexpr Option volume_pool_option = text("pool", "pool name or uuid", complete_active_pool);

} // namespace modvirt::cli
