// SPDX-License-Identifier: LGPL-2.1-or-later
// blockjob: looks at the job of a disk, changes its speed, or ends it.
#include "commands/commands.hpp"

#include "base/block_bandwidth.hpp"
#include "base/block_job.hpp"
#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/job_progress.hpp"
#include "base/json.hpp"
#include "base/library_error.hpp"
#include "base/numbers.hpp"

#include <iterator>

namespace modvirt::cli {

namespace {

// In the order of virDomainBlockJobType.
constexpr std::string_view type_names[] = {"Unknown job",  "Block Pull",          "Block Copy",
                                           "Block Commit", "Active Block Commit", "Backup"};

std::string_view type_name(int type)
{
    const auto index = static_cast<size_t>(type);
    return index < std::size(type_names) ? type_names[index] : type_names[0];
}

void check_options(const Arguments &arguments)
{
    arguments.refuse_with("raw", {"abort", "pivot", "async", "bandwidth"});
    arguments.refuse_with("info", {"abort", "pivot", "async", "bandwidth"});
}

struct Job {
    bool exists = false;
    virDomainBlockJobInfo info{};
    unsigned long long bytes_per_second = 0;
};

Job job_with(virDomainPtr domain, const std::string &disk, unsigned flags)
{
    Job job;
    const int found = virDomainGetBlockJobInfo(domain, disk.c_str(), &job.info, flags);
    if (found < 0)
        fail();
    job.exists = found > 0;
    job.bytes_per_second = job.info.bandwidth;
    return job;
}

// The finer unit, unless the hypervisor knows MiB/s only and bytes were not asked for.
Job job_in_best_unit(virDomainPtr domain, const std::string &disk, bool needs_bytes)
{
    constexpr unsigned bits_of_a_mebi = 20;
    try {
        return job_with(domain, disk, VIR_DOMAIN_BLOCK_JOB_INFO_BANDWIDTH_BYTES);
    } catch (const Error &) {
        if (needs_bytes || last_library_code() != VIR_ERR_INVALID_ARG)
            throw;
    }
    forget_library_error();
    Job job = job_with(domain, disk, 0);
    job.bytes_per_second = static_cast<unsigned long long>(job.info.bandwidth) << bits_of_a_mebi;
    return job;
}

void print_raw(Session &session, const Job &job)
{
    session.out.print(" type={}\n bandwidth={}\n cur={}\n end={}\n", type_name(job.info.type),
                      job.info.bandwidth, job.info.cur, job.info.end);
}

void print_summary(Session &session, const Job &job)
{
    static_cast<void>(session.out.flush());
    session.out.progress(progress_text(type_name(job.info.type), job.info.end - job.info.cur, job.info.end));
    if (job.bytes_per_second == 0)
        return session.out.remark("\n");
    const Readable speed = readable_bytes(job.bytes_per_second);
    session.out.print("    Bandwidth limit: {} bytes/s ({:.3f} {}/s)\n", job.bytes_per_second, speed.value,
                      speed.unit);
}

JsonValue json_of(const Job &job)
{
    if (!job.exists)
        return nullptr;
    return {{"type", json_text(type_name(job.info.type))},
            {"bandwidth_bytes", job.bytes_per_second},
            {"cur", job.info.cur},
            {"end", job.info.end}};
}

void print_info(Session &session, const Arguments &arguments, virDomainPtr domain, const std::string &disk)
{
    const bool in_bytes = arguments.has("bytes");
    if (wants_json(session, arguments))
        return print_json(session, json_of(job_in_best_unit(domain, disk, in_bytes)));
    const bool raw = arguments.has("raw");
    const Job job = raw && !in_bytes ? job_with(domain, disk, 0) : job_in_best_unit(domain, disk, in_bytes);
    if (!job.exists && !raw)
        return session.out.remark("No current block job for {}", disk);
    if (raw)
        print_raw(session, job);
    else
        print_summary(session, job);
}

void set_speed(const Arguments &arguments, virDomainPtr domain, const std::string &disk)
{
    const unsigned flags = arguments.has("bytes") ? VIR_DOMAIN_BLOCK_JOB_SPEED_BANDWIDTH_BYTES : 0;
    if (virDomainBlockJobSetSpeed(domain, disk.c_str(), block_bandwidth(arguments), flags) < 0)
        fail();
}

void abort_job(const Arguments &arguments, virDomainPtr domain, const std::string &disk)
{
    unsigned flags = 0;
    if (arguments.has("async"))
        flags |= VIR_DOMAIN_BLOCK_JOB_ABORT_ASYNC;
    if (arguments.has("pivot"))
        flags |= VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT;
    if (!end_block_job(domain, disk, flags))
        fail();
}

void run_blockjob(Session &session, const Arguments &arguments)
{
    check_options(arguments);
    const Domain domain = find_domain(session, arguments);
    const std::string disk = arguments.required_text("path");
    if (arguments.has("bandwidth"))
        return set_speed(arguments, domain.get(), disk);
    if (arguments.has("abort") || arguments.has("pivot") || arguments.has("async"))
        return abort_job(arguments, domain.get(), disk);
    print_info(session, arguments, domain.get(), disk);
}

constexpr Option blockjob_options[] = {
    domain_option(complete_active_domain),
    argument("path", "fully-qualified path of disk", complete_disk),
    flag("abort", "abort the active job on the specified disk"),
    flag("async", "implies --abort; request but don't wait for job end"),
    flag("pivot", "implies --abort; conclude and pivot a copy or commit job"),
    flag("info", "get active job information for the specified disk"),
    flag("bytes", "get/set bandwidth in bytes rather than MiB/s"),
    flag("raw", "implies --info; output details rather than human summary"),
    number("bandwidth", "set the bandwidth limit in MiB/s"),
};

} // namespace

constexpr Command blockjob_command{.name = "blockjob",
                                   .summary = "Manage active block operations",
                                   .description = "Query, adjust speed, or cancel active block operations.",
                                   .options = blockjob_options,
                                   .run = run_blockjob,
                                   .traits = Json};

} // namespace modvirt::cli
