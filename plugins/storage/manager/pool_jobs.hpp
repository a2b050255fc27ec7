// SPDX-License-Identifier: LGPL-2.1-or-later
// Who may work on a pool and on its volumes now. A job holds no lock, so it may take any time.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "kit/pool_store/volume_index.hpp"
#include "kit/store/job.hpp"

namespace modvirt::storage_manager {

// What may go on beside a job of a pool.
enum class Beside : uint8_t {
    Nothing, // the pool starts, ends or is changed as a whole
    Volumes, // it is looked at: its volumes are used as before
};

enum class VolumeUse : uint8_t {
    Create,
    Change, // nobody else uses it
    Share,  // it is read, or written by a stream
};

using pool_store::VolumeNames;

// The jobs of one pool. It outlives them. Thread-safe.
class PoolJobs {
public:
    class PoolJob {
    public:
        PoolJob(const PoolJob &) = delete;
        PoolJob &operator=(const PoolJob &) = delete;
        ~PoolJob();

    private:
        friend class PoolJobs;
        explicit PoolJob(PoolJobs &jobs) : m_jobs(jobs) {}
        PoolJobs &m_jobs;
    };

    class VolumeJob {
    public:
        VolumeJob(const VolumeJob &) = delete;
        VolumeJob &operator=(const VolumeJob &) = delete;
        ~VolumeJob();

    private:
        friend class PoolJobs;
        VolumeJob(PoolJobs &jobs, std::string name) : m_jobs(jobs), m_name(std::move(name)) {}
        PoolJobs &m_jobs;
        const std::string m_name;
    };

    // Waits for another job of the pool; throws OperationTimeout after `wait`. One beside which nothing goes on is refused
    // with InternalError while a volume is worked on. `what` lives for ever: the verb of the call.
    [[nodiscard]] PoolJob begin(std::string_view pool, const char *what, Beside beside,
                                std::chrono::milliseconds wait = store::default_job_wait);
    // Waits for a job of the pool beside which nothing goes on. Throws OperationInvalid for a volume that is being made or
    // is in use, and StorageVolExist for a second one of that name that is being made.
    [[nodiscard]] std::unique_ptr<VolumeJob> begin_volume(std::string_view pool, std::string_view name, VolumeUse use,
                                                          std::chrono::milliseconds wait = store::default_job_wait);

    // The volumes that are being made or changed.
    [[nodiscard]] VolumeNames changing() const;

private:
    struct Use {
        VolumeUse how = VolumeUse::Share;
        int users = 0;
    };

    void wait_for_pool(std::unique_lock<std::mutex> &lock, std::string_view pool, Beside beside,
                       std::chrono::milliseconds wait);

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    const char *m_job = nullptr;
    Beside m_beside = Beside::Nothing;
    std::map<std::string, Use, std::less<>> m_volumes;
};

} // namespace modvirt::storage_manager
