// SPDX-License-Identifier: LGPL-2.1-or-later
#include "guest_jobs.hpp"

#include <algorithm>

namespace modvirt::test {

namespace {

constexpr uint64_t page_size = 4096;

uint64_t milliseconds(Instant::duration time)
{
    return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(time).count());
}

uint64_t time_left(const Progress &progress, Instant now)
{
    return progress.is_done(now) ? 0 : milliseconds(progress.due() - now);
}

Parameters figures_of(Operation operation, Instant begun, Instant now)
{
    return {{"operation", static_cast<int32_t>(operation)}, {"time_elapsed", milliseconds(now - begun)}};
}

// "memory_total" and its siblings
void add_amounts(Parameters &figures, const std::string &what, uint64_t total, uint64_t done)
{
    figures.push_back({what + "_total", total});
    figures.push_back({what + "_processed", done});
    figures.push_back({what + "_remaining", total - done});
}

void add_memory(Parameters &figures, uint64_t total, uint64_t done, uint64_t per_second)
{
    add_amounts(figures, "data", total, done);
    add_amounts(figures, "memory", total, done);
    figures.push_back({"memory_constant", uint64_t{0}});
    figures.push_back({"memory_normal", done / page_size});
    figures.push_back({"memory_normal_bytes", done});
    figures.push_back({"memory_bps", per_second});
    figures.push_back({"memory_iteration", uint64_t{1}});
    figures.push_back({"memory_page_size", page_size});
    add_amounts(figures, "disk", 0, 0);
}

} // namespace

void Transfer::end(End how)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_end)
            m_end = how;
    }
    m_changed.notify_all();
}

Transfer::End Transfer::wait()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [&] { return m_end.has_value(); });
    return *m_end;
}

DiskJob *GuestJobs::find(std::string_view disk) noexcept
{
    const auto found =
        std::find_if(on_disks.begin(), on_disks.end(), [&](const DiskJob &job) { return job.disk == disk; });
    return found == on_disks.end() ? nullptr : &*found;
}

const DiskJob *GuestJobs::find(std::string_view disk) const noexcept
{
    return const_cast<GuestJobs *>(this)->find(disk);
}

void GuestJobs::forget(std::string_view disk) noexcept
{
    std::erase_if(on_disks, [&](const DiskJob &job) { return job.disk == disk; });
}

void GuestJobs::end_with_guest()
{
    if (transfer)
        transfer->end(Transfer::End::GuestGone);
    transfer.reset();
    on_disks.clear();
    dirty_rate.reset();
    const MigrationSettings before = migration;
    // The speeds are the domain's; the rest belongs to the guest that ran.
    migration = {before.speed_mib, before.post_copy_speed_mib};
}

Parameters figures_of(const Backup &backup, const std::vector<DiskJob> &on_disks)
{
    const Instant now = backup.clock->now();
    uint64_t done = backup.done;
    for (const DiskJob &job : on_disks)
        if (job.work == DiskWork::Backup)
            done += job.progress.done(now);
    Parameters figures = figures_of(Operation::Backup, backup.begun, now);
    add_amounts(figures, "disk", backup.total, done);
    if (backup.is_pull) {
        figures.push_back({"disk_temp_used", uint64_t{0}});
        figures.push_back({"disk_temp_total", backup.total});
    }
    return figures;
}

Parameters figures_of(const Transfer &transfer, Instant now)
{
    Parameters figures = figures_of(Operation::MigrationOut, transfer.begun, now);
    figures.push_back({"time_remaining", time_left(transfer.memory, now)});
    figures.push_back({"downtime", uint64_t{0}});
    figures.push_back({"setup_time", uint64_t{0}});
    add_memory(figures, transfer.memory.total(), transfer.memory.done(now), transfer.memory.speed());
    return figures;
}

Parameters figures_of(Operation operation, uint64_t bytes, Instant begun, Instant now)
{
    Parameters figures = figures_of(operation, begun, now);
    add_memory(figures, bytes, bytes, Progress::full_speed);
    return figures;
}

} // namespace modvirt::test
