// SPDX-License-Identifier: LGPL-2.1-or-later
// What takes its time at a domain: jobs on its disks, a backup, a migration, a measurement. Part of what the
// driver keeps with the domain; read and changed as the domain is.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kit/xml/document.hpp"
#include "modvirt/parameters.hpp"
#include "progress.hpp"

namespace modvirt::test {

// virDomainBlockJobType
enum class DiskWork : int32_t { Pull = 1, Copy = 2, Commit = 3, ActiveCommit = 4, Backup = 5 };

// A job on a disk. Images are meant by their place in the disk's chain, which nothing else changes meanwhile.
struct DiskJob {
    std::string disk; // its target
    DiskWork work = DiskWork::Pull;
    Progress progress{};
    bool is_ready = false;             // a copy or an active commit that waits for its end
    std::size_t top = 0;               // of a commit
    std::optional<std::size_t> base{}; // of a pull or a commit
    bool is_shallow = false;           // a copy that keeps what the disk stands on
    xml::Document copy{};              // the <disk> that a copy goes to

    // Jobs that follow the guest's writes until they are told to end.
    [[nodiscard]] bool is_mirror() const noexcept
    {
        return work == DiskWork::Copy || work == DiskWork::ActiveCommit;
    }
};

// virDomainJobOperation
enum class Operation : int32_t { Save = 2, MigrationOut = 5, Dump = 8, Backup = 9 };

// virDomainJobType, of a job that ended.
enum class Ending : int32_t { Completed = 3, Failed = 4, Cancelled = 5 };

struct EndedJob {
    Ending ending = Ending::Completed;
    Parameters figures{};
};

struct Backup {
    xml::Document document{};
    const JobClock *clock = nullptr;
    Instant begun{};
    uint64_t total = 0; // bytes of all its disks
    uint64_t done = 0;  // of those that are finished
    bool is_pull = false;
};

// The memory of a guest on its way to another host. The thread that sends it waits for the end, which others
// bring about.
class Transfer {
public:
    enum class End : uint8_t { Sent, Aborted, PostCopy, GuestGone };

    Transfer(Progress way, Instant start, bool can_post_copy)
        : memory(way), begun(start), may_post_copy(can_post_copy)
    {
    }

    // The first end counts.
    void end(End how);
    End wait();

    Progress memory;
    const Instant begun;
    const bool may_post_copy;

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::optional<End> m_end;
};

// How fast the guest changes its memory.
struct DirtyRate {
    Instant begun{};
    int32_t seconds = 0;
    uint32_t mode = 0; // virDomainDirtyRateCalcFlags
};

// What a migration may take; the domain keeps it as long as it is known.
struct MigrationSettings {
    // All that an amount of MiB per second can be in bytes.
    static constexpr uint64_t most_speed_mib = INT64_MAX / (1024 * 1024);

    uint64_t speed_mib = most_speed_mib;
    uint64_t post_copy_speed_mib = 0; // 0: no limit
    uint64_t downtime_ms = 300;
    uint64_t cache_bytes = uint64_t{64} << 20;
};

struct GuestJobs {
    std::vector<DiskJob> on_disks;
    std::optional<Backup> backup;
    std::shared_ptr<Transfer> transfer;
    std::optional<DirtyRate> dirty_rate;
    std::optional<EndedJob> ended; // the job that ended last
    MigrationSettings migration;

    [[nodiscard]] DiskJob *find(std::string_view disk) noexcept;
    [[nodiscard]] const DiskJob *find(std::string_view disk) const noexcept;
    void forget(std::string_view disk) noexcept;
    // The guest is gone, and with it all that went on in it.
    void end_with_guest();
};

// The figures of a job, called VIR_DOMAIN_JOB_*.
Parameters figures_of(const Backup &backup, const std::vector<DiskJob> &on_disks);
Parameters figures_of(const Transfer &transfer, Instant now);
// Those of a job that was done within a call.
Parameters figures_of(Operation operation, uint64_t bytes, Instant begun, Instant now);

} // namespace modvirt::test
