// SPDX-License-Identifier: MIT
// The volumes that guests name by pool and volume, as the driver of a hypervisor finds them. Since 1.0.
#pragma once

#include <mutex>
#include <string>
#include <string_view>

#include <modvirt/storage_volumes.h>

#include "kit/storage/pool.hpp"
#include "kit/storage/volume.hpp"

namespace modvirt::storage_use {

struct PoolVolume {
    storage::PoolPtr pool;
    storage::VolumePtr volume; // its path and format are those that it has now
};

// The storage of the URI that a driver's connections have. It is opened when it is first asked; until then, none is loaded.
// Any thread may call.
class VolumeFinder {
public:
    // `table` is null for a host that is older than this interface. What is lent outlives this.
    VolumeFinder(const modvirt_storage_volumes_v1 *table, const modvirt_xml_v1 &parser, std::string uri);
    VolumeFinder(const VolumeFinder &) = delete;
    VolumeFinder &operator=(const VolumeFinder &) = delete;
    ~VolumeFinder();
    // The interface of the host that loaded this plugin, or null.
    static const modvirt_storage_volumes_v1 *table_of_host();

    // Throws Error with libvirt's codes: NoStoragePool, NoStorageVol, ConfigUnsupported when the pool is not active or
    // nothing serves storage here, or what the pool manager says.
    [[nodiscard]] PoolVolume find(std::string_view pool, std::string_view volume);

private:
    modvirt_storage_access *access();

    const modvirt_storage_volumes_v1 *m_table;
    const modvirt_xml_v1 &m_parser;
    const std::string m_uri;
    std::mutex m_mutex;
    modvirt_storage_access *m_access = nullptr;
};

} // namespace modvirt::storage_use
