// SPDX-License-Identifier: LGPL-2.1-or-later
// blockpull: fetches what the images below hold, so that a disk needs them no more.
#include "commands/commands.hpp"

#include "base/block_bandwidth.hpp"
#include "base/block_job.hpp"
#include "base/domain_lookup.hpp"
#include "base/failure.hpp"

namespace modvirt::cli {

namespace {

// The older call knows neither a base nor how images refer to each other.
int start_pull(virDomainPtr domain, const std::string &disk, const std::optional<std::string> &base,
               const Arguments &arguments, unsigned long bandwidth)
{
    const bool relative = arguments.has("keep-relative");
    unsigned flags = arguments.has("bytes") ? VIR_DOMAIN_BLOCK_PULL_BANDWIDTH_BYTES : 0;
    if (!base && !relative)
        return virDomainBlockPull(domain, disk.c_str(), bandwidth, flags);
    if (relative)
        flags |= VIR_DOMAIN_BLOCK_REBASE_RELATIVE;
    return virDomainBlockRebase(domain, disk.c_str(), base ? base->c_str() : nullptr, bandwidth, flags);
}

void run_blockpull(Session &session, const Arguments &arguments)
{
    arguments.need_with("wait", "verbose");
    arguments.need_with("wait", "async");
    const std::string disk = arguments.required_text("path");
    const auto base = arguments.text("base");
    const unsigned long bandwidth = block_bandwidth(arguments);
    const BlockJobWish wish = block_job_wish(arguments, "Block Pull");

    const Domain domain = find_domain(session, arguments);
    std::optional<BlockJobWait> job;
    if (arguments.has("wait"))
        job.emplace(session, domain.get(), disk, wish);
    if (start_pull(domain.get(), disk, base, arguments, bandwidth) < 0)
        fail();
    if (!job)
        return session.out.remark("Block Pull started");
    wait_for_block_job(session, *job, "Pull");
    session.out.remark("\nPull complete");
}

constexpr Option blockpull_options[] = {
    domain_option(complete_active_domain),
    argument("path", "fully-qualified path of disk", complete_disk),
    block_bandwidth_option,
    text("base", "path of backing file in chain for a partial pull"),
    flag("wait", "wait for job to finish"),
    flag("verbose", "with --wait, display the progress"),
    number("timeout", "with --wait, abort if pull exceeds timeout (in seconds)"),
    flag("async", "with --wait, don't wait for cancel to finish"),
    flag("keep-relative", "keep the backing chain relatively referenced"),
    block_bytes_option,
};

} // namespace

constexpr Command blockpull_command{.name = "blockpull",
                                    .summary = "Populate a disk from its backing image.",
                                    .description = "Populate a disk from its backing image.",
                                    .options = blockpull_options,
                                    .run = run_blockpull,
                                    .traits = Waits};

} // namespace modvirt::cli
