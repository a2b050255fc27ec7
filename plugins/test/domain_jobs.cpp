// SPDX-License-Identifier: LGPL-2.1-or-later
// The job of a domain: its figures, while it runs and afterwards, and its end on request.
#include "driver.hpp"

#include "backup.hpp"
#include "block_jobs.hpp"
#include "flags.hpp"

namespace modvirt::test {

namespace {

// virDomainGetJobStatsFlags
constexpr uint32_t stats_completed = 1;
constexpr uint32_t stats_keep = 2;

constexpr uint32_t abort_post_copy = 1; // virDomainAbortJobFlagsValues

constexpr int32_t unbounded = 2; // virDomainJobType

JobStats stats_of_ended(GuestJobs &jobs, bool keeps)
{
    if (!jobs.ended)
        return {};
    JobStats stats{static_cast<int32_t>(jobs.ended->ending), jobs.ended->figures};
    if (!keeps)
        jobs.ended.reset();
    return stats;
}

} // namespace

JobStats Driver::domain_get_job_stats(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, stats_completed | stats_keep, "testDomainGetJobStats");
    const auto write = store().write();
    store::Domain &domain = write.get(ref.uuid, ref.name);
    Guest *guest = domain.peek<Guest>();
    if (flags & stats_completed)
        return guest ? stats_of_ended(guest->jobs, (flags & stats_keep) != 0) : JobStats{};
    check_active(domain);
    if (guest && guest->jobs.transfer)
        return {unbounded, figures_of(*guest->jobs.transfer, m_machine->clock().now())};
    if (guest && guest->jobs.backup)
        return {unbounded, figures_of(*guest->jobs.backup, guest->jobs.on_disks)};
    return {};
}

// A domain that is sent away belongs to who sends it, so this takes no job beside that one.
void Driver::domain_abort_job_flags(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, abort_post_copy, "testDomainAbortJobFlags");
    const store::Job job = store().begin(ref.uuid, ref.name, store::JobKind::Query, "abort-job");
    std::vector<std::string> disks;
    {
        const auto write = store().write();
        check_active(job.domain());
        GuestJobs &jobs = Machine::guest(job.domain()).jobs;
        if (jobs.transfer)
            return jobs.transfer->end(Transfer::End::Aborted);
        if (!jobs.backup)
            throw Error(ErrorCode::OperationInvalid, "no job is active on the domain");
        for (const DiskJob &each : jobs.on_disks)
            if (each.work == DiskWork::Backup)
                disks.push_back(each.disk);
    }
    for (const std::string &disk : disks)
        cancel_disk_job(*m_machine, job.domain(), disk);
    auto write = store().write();
    if (Machine::guest(job.domain()).jobs.backup)
        end_backup(write, job.domain(), Ending::Cancelled);
}

} // namespace modvirt::test
