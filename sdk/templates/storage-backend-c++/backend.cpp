// SPDX-License-Identifier: MIT
#include "backend.hpp"

namespace @name_@ {

using modvirt::Error;
using modvirt::ErrorCode;

namespace {

// Of virStorageVolResizeFlags.
constexpr uint32_t resize_may_shrink = 4;

} // namespace

std::unique_ptr<Backend> Backend::open(const modvirt::OpenRequest &request)
{
    if (request.document().empty())
        throw Error(ErrorCode::InvalidArg, "a pool of type '@name@' needs its XML document");
    return std::make_unique<Backend>();
}

void Backend::pool_start()
{
    m_started = true;
}

void Backend::pool_stop()
{
    m_started = false;
}

modvirt::PoolUsage Backend::pool_refresh(modvirt::VolumeSink &volumes)
{
    need_started();
    uint64_t used = 0;
    for (const auto &[name, size] : m_volumes) {
        used += size;
        volumes.put({.type = 0,
                     .name = name,
                     .key = "/@name@/" + name,
                     .path = "/@name@/" + name,
                     .format = "raw",
                     .capacity = size,
                     .allocation = size});
    }
    return {.capacity = capacity, .allocation = used, .available = capacity - used};
}

void Backend::volume_delete(std::string_view name, uint32_t flags)
{
    modvirt::refuse_unknown_flags(flags, 0, "virStorageVolDelete");
    find(name);
    m_volumes.erase(m_volumes.find(name));
}

void Backend::volume_resize(std::string_view name, uint64_t size, uint32_t flags)
{
    modvirt::refuse_unknown_flags(flags, resize_may_shrink, "virStorageVolResize");
    uint64_t &current = find(name);
    if (size < current && (flags & resize_may_shrink) == 0)
        throw Error(ErrorCode::InvalidArg, "volume '" + std::string(name) + "' may only grow without the shrink flag");
    uint64_t others = 0;
    for (const auto &[other, used] : m_volumes)
        others += other == name ? 0 : used;
    if (size > capacity - others)
        throw Error(ErrorCode::OperationFailed, "no room to make volume '" + std::string(name) + "' that large");
    current = size;
}

uint64_t &Backend::find(std::string_view name)
{
    need_started();
    const auto place = m_volumes.find(name);
    if (place == m_volumes.end())
        throw Error(ErrorCode::NoStorageVol, "no storage vol with matching name '" + std::string(name) + "'");
    return place->second;
}

void Backend::need_started() const
{
    if (!m_started)
        throw Error(ErrorCode::OperationInvalid, "the pool is not active");
}

} // namespace @name_@
