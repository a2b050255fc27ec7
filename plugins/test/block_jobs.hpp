// SPDX-License-Identifier: LGPL-2.1-or-later
// What becomes of jobs on disks: in time, and in the documents of their domain.
#pragma once

#include <string>
#include <vector>

#include "guest_jobs.hpp"
#include "kit/store/store.hpp"

namespace modvirt::test {

class Machine;

// What every pretended image holds, whatever its size: what a job has to move of it.
inline constexpr uint64_t bytes_per_image = uint64_t{64} << 20;

// virConnectDomainEventBlockJobStatus
enum class DiskJobStatus : int32_t { Completed = 0, Failed = 1, Canceled = 2, Ready = 3 };

// Throws for a disk that has a job already. Under the store's lock.
void check_no_disk_job(const store::Domain &domain, const std::string &disk);

// In all of these the caller holds the domain's job.
// Begins a job; its disk has none yet.
void start_disk_job(Machine &machine, store::Domain &domain, DiskJob job);
// Gives up a job; the document stays as it is.
void cancel_disk_job(Machine &machine, store::Domain &domain, const std::string &disk);
// Lets the guest go on with the new image of a job that is ready.
void pivot_disk_job(Machine &machine, store::Domain &domain, const std::string &disk);

// Does what is due of all domains' jobs, and asks to be called again for the rest.
void settle_jobs(Machine &machine);

// The configuration with a <mirror> at the disks that are being copied.
store::ConfigPtr with_mirrors(const store::ConfigPtr &config, const std::vector<DiskJob> &jobs);

} // namespace modvirt::test
