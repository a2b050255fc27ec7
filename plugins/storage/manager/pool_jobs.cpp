// SPDX-License-Identifier: LGPL-2.1-or-later
#include "pool_jobs.hpp"

#include <fmt/format.h>

#include <modvirt/error.hpp>

namespace modvirt::storage_manager {

namespace {

[[noreturn]] void refuse_use(std::string_view name, VolumeUse present, VolumeUse wanted)
{
    if (wanted == VolumeUse::Create)
        throw Error(ErrorCode::StorageVolExist, fmt::format("'{}'", name));
    if (present == VolumeUse::Create)
        throw Error(ErrorCode::OperationInvalid, fmt::format("volume '{}' is still being allocated.", name));
    throw Error(ErrorCode::OperationInvalid, fmt::format("volume '{}' is still in use.", name));
}

} // namespace

PoolJobs::PoolJob::~PoolJob()
{
    {
        const std::lock_guard lock(m_jobs.m_mutex);
        m_jobs.m_job = nullptr;
    }
    m_jobs.m_changed.notify_all();
}

PoolJobs::VolumeJob::~VolumeJob()
{
    const std::lock_guard lock(m_jobs.m_mutex);
    const auto place = m_jobs.m_volumes.find(m_name);
    if (--place->second.users == 0)
        m_jobs.m_volumes.erase(place);
}

void PoolJobs::wait_for_pool(std::unique_lock<std::mutex> &lock, std::string_view pool, Beside beside,
                             std::chrono::milliseconds wait)
{
    const auto is_free = [&] {
        return m_job == nullptr || (beside == Beside::Volumes && m_beside == Beside::Volumes);
    };
    if (!m_changed.wait_for(lock, wait, is_free))
        throw Error(ErrorCode::OperationTimeout,
                    fmt::format("cannot acquire state change lock of storage pool '{}' (held by {})", pool, m_job));
}

PoolJobs::PoolJob PoolJobs::begin(std::string_view pool, const char *what, Beside beside, std::chrono::milliseconds wait)
{
    std::unique_lock lock(m_mutex);
    wait_for_pool(lock, pool, Beside::Nothing, wait);
    if (beside == Beside::Nothing && !m_volumes.empty())
        throw Error(ErrorCode::InternalError, fmt::format("pool '{}' has asynchronous jobs running.", pool));
    m_job = what;
    m_beside = beside;
    return PoolJob(*this);
}

std::unique_ptr<PoolJobs::VolumeJob> PoolJobs::begin_volume(std::string_view pool, std::string_view name, VolumeUse use,
                                                            std::chrono::milliseconds wait)
{
    std::unique_lock lock(m_mutex);
    wait_for_pool(lock, pool, Beside::Volumes, wait);
    const auto place = m_volumes.find(name);
    if (place == m_volumes.end()) {
        m_volumes.emplace(name, Use{use, 1});
    } else {
        if (use != VolumeUse::Share || place->second.how != VolumeUse::Share)
            refuse_use(name, place->second.how, use);
        ++place->second.users;
    }
    return std::unique_ptr<VolumeJob>(new VolumeJob(*this, std::string(name)));
}

VolumeNames PoolJobs::changing() const
{
    const std::lock_guard lock(m_mutex);
    VolumeNames names;
    for (const auto &[name, use] : m_volumes)
        if (use.how != VolumeUse::Share)
            names.insert(name);
    return names;
}

} // namespace modvirt::storage_manager
