// SPDX-License-Identifier: LGPL-2.1-or-later
#include "slow_backend.hpp"

#include <chrono>
#include <thread>

namespace slow {

namespace {

constexpr uint64_t size = 64u << 20;
constexpr auto time_of_work = std::chrono::milliseconds(2600); // longer than the second after which progress is shown

modvirt::FoundVolume volume(std::string_view name, uint64_t allocation)
{
    const std::string path = "/slow/" + std::string(name);
    return {0, std::string(name), path, path, "raw", size, allocation};
}

} // namespace

modvirt::PoolUsage Backend::pool_refresh(modvirt::VolumeSink &volumes)
{
    volumes.put(volume("v", size));
    return {4 * size, size, 3 * size};
}

modvirt::FoundVolume Backend::volume_create_from(std::string_view, std::string_view, std::string_view, uint32_t)
{
    m_is_copying = true;
    std::this_thread::sleep_for(time_of_work);
    m_is_copied = true;
    return volume("copy", size);
}

modvirt::FoundVolume Backend::volume_inspect(std::string_view name)
{
    if (name == "v" || m_is_copied)
        return volume(name, size);
    if (m_is_copying)
        return volume(name, size / 4);
    throw modvirt::Error(modvirt::ErrorCode::NoStorageVol, "no storage vol with matching name '" + std::string(name) + "'");
}

void Backend::volume_wipe(std::string_view, uint32_t, uint32_t)
{
    std::this_thread::sleep_for(time_of_work);
}

} // namespace slow
