// SPDX-License-Identifier: LGPL-2.1-or-later
// blockcommit: writes what an overlay holds into the image below it.
#include "commands/commands.hpp"

#include "base/block_bandwidth.hpp"
#include "base/block_job.hpp"
#include "base/domain_lookup.hpp"
#include "base/failure.hpp"

namespace modvirt::cli {

namespace {

struct Ending {
    bool pivot;
    bool keep_overlay;
    bool active; // top is the image that the guest writes to
};

unsigned commit_flags(const Arguments &arguments, const Ending &ending)
{
    unsigned flags = 0;
    if (arguments.has("shallow"))
        flags |= VIR_DOMAIN_BLOCK_COMMIT_SHALLOW;
    if (arguments.has("delete"))
        flags |= VIR_DOMAIN_BLOCK_COMMIT_DELETE;
    if (ending.active)
        flags |= VIR_DOMAIN_BLOCK_COMMIT_ACTIVE;
    if (arguments.has("keep-relative"))
        flags |= VIR_DOMAIN_BLOCK_COMMIT_RELATIVE;
    if (arguments.has("bytes"))
        flags |= VIR_DOMAIN_BLOCK_COMMIT_BANDWIDTH_BYTES;
    return flags;
}

void finish(Session &session, virDomainPtr domain, const std::string &disk, const Ending &ending)
{
    if (ending.pivot) {
        if (!end_block_job(domain, disk, VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT))
            fail("failed to pivot job for disk {}", disk);
        return session.out.remark("\nSuccessfully pivoted");
    }
    if (ending.keep_overlay) {
        if (!end_block_job(domain, disk, 0))
            fail("failed to finish job for disk {}", disk);
        return session.out.remark("\nCommit complete, overlay image kept");
    }
    session.out.remark("{}", ending.active ? "\nNow in synchronized phase" : "\nCommit complete");
}

const char *c_text(const std::optional<std::string> &text)
{
    return text ? text->c_str() : nullptr;
}

void run_blockcommit(Session &session, const Arguments &arguments)
{
    arguments.refuse_both("pivot", "keep-overlay");
    const std::string disk = arguments.required_text("path");
    const auto base = arguments.text("base");
    const auto top = arguments.text("top");
    const unsigned long bandwidth = block_bandwidth(arguments);
    const BlockJobWish wish = block_job_wish(arguments, "Block commit");
    Ending ending{arguments.has("pivot"), arguments.has("keep-overlay"), arguments.has("active")};
    ending.active = ending.active || ending.pivot || ending.keep_overlay;
    const bool waits = arguments.has("wait") || wish.timeout || ending.pivot || ending.keep_overlay;
    if (wish.verbose && !waits)
        fail("--verbose requires at least one of --timeout, --wait, --pivot, or --keep-overlay");
    if (wish.async && !waits)
        fail("--async requires at least one of --timeout, --wait, --pivot, or --keep-overlay");

    const Domain domain = find_domain(session, arguments);
    std::optional<BlockJobWait> job;
    if (waits)
        job.emplace(session, domain.get(), disk, wish);
    if (virDomainBlockCommit(domain.get(), disk.c_str(), c_text(base), c_text(top), bandwidth,
                             commit_flags(arguments, ending)) < 0)
        fail();
    if (!waits)
        return session.out.remark("{}",
                                  ending.active ? "Active Block Commit started" : "Block Commit started");
    wait_for_block_job(session, *job, "Commit");
    finish(session, domain.get(), disk, ending);
}

constexpr Option blockcommit_options[] = {
    domain_option(complete_active_domain),
    argument("path", "fully-qualified path of disk", complete_disk),
    block_bandwidth_option,
    text("base", "path of base file to commit into (default bottom of chain)"),
    flag("shallow", "use backing file of top as base"),
    text("top", "path of top file to commit from (default top of chain)"),
    flag("active", "trigger two-stage active commit of top file"),
    flag("delete", "delete files that were successfully committed"),
    flag("wait", "wait for job to complete (with --active, wait for job to sync)"),
    flag("verbose", "with --wait, display the progress"),
    number("timeout", "implies --wait, abort if copy exceeds timeout (in seconds)"),
    flag("pivot", "implies --active --wait, pivot when commit is synced"),
    flag("keep-overlay", "implies --active --wait, quit when commit is synced"),
    flag("async", "with --wait, don't wait for cancel to finish"),
    flag("keep-relative", "keep the backing chain relatively referenced"),
    block_bytes_option,
};

} // namespace

constexpr Command blockcommit_command{.name = "blockcommit",
                                      .summary = "Start a block commit operation.",
                                      .description =
                                          "Commit changes from a snapshot down to its backing image.",
                                      .options = blockcommit_options,
                                      .run = run_blockcommit,
                                      .traits = Waits};

} // namespace modvirt::cli
