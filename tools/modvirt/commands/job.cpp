// SPDX-License-Identifier: LGPL-2.1-or-later
// domjobabort, domdirtyrate-calc: ends the job of a domain, and starts to count which memory it writes to.
// What a job has done belongs in job_info.cpp.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/failure.hpp"

#include <iterator>

namespace modvirt::cli {

namespace {

void run_domjobabort(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const int result = arguments.has("postcopy")
                           ? virDomainAbortJobFlags(domain.get(), VIR_DOMAIN_ABORT_JOB_POSTCOPY)
                           : virDomainAbortJob(domain.get());
    if (result < 0)
        fail();
}

struct Mode {
    std::string_view name;
    unsigned flags;
};

constexpr Mode modes[] = {
    {"page-sampling", VIR_DOMAIN_DIRTYRATE_MODE_PAGE_SAMPLING},
    {"dirty-bitmap", VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_BITMAP},
    {"dirty-ring", VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_RING},
};

unsigned mode_flags(const Arguments &arguments)
{
    const auto name = arguments.text("mode");
    if (!name)
        return VIR_DOMAIN_DIRTYRATE_MODE_PAGE_SAMPLING;
    for (const Mode &mode : modes)
        if (mode.name == *name)
            return mode.flags;
    fail("Unknown calculation mode '{}'", *name);
}

void run_domdirtyrate_calc(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const int seconds = arguments.integer("seconds").value_or(1);
    if (virDomainStartDirtyRateCalc(domain.get(), seconds, mode_flags(arguments)) < 0)
        fail();
    session.out.remark("Start to calculate domain's memory dirty rate successfully.\n");
}

std::vector<std::string> complete_job_mode(Session &, const Arguments &)
{
    std::vector<std::string> names;
    for (const Mode &mode : modes)
        names.emplace_back(mode.name);
    return names;
}

constexpr Option domjobabort_options[] = {
    domain_option(complete_active_domain),
    flag("postcopy", "interrupt post-copy migration"),
};
constexpr Option domdirtyrate_calc_options[] = {
    domain_option(complete_active_domain),
    number("seconds",
           "calculate memory dirty rate within specified seconds, the supported value range from 1 to 60, "
           "default to 1."),
    text("mode",
         "dirty page rate calculation mode, either of these 3 options 'page-sampling, dirty-bitmap, "
         "dirty-ring' can "
         "be specified.",
         complete_job_mode),
};

} // namespace

constexpr Command domjobabort_command{.name = "domjobabort",
                                      .summary = "abort active domain job",
                                      .description = "Aborts the currently running domain job",
                                      .options = domjobabort_options,
                                      .run = run_domjobabort};
constexpr Command domdirtyrate_calc_command{
    .name = "domdirtyrate-calc",
    .summary = "Calculate a vm's memory dirty rate",
    .description =
        "Calculate memory dirty rate of a domain in order to decide whether it's proper to be migrated out "
        "or not.\nThe calculated dirty rate information is available by calling 'domstats --dirtyrate'.",
    .options = domdirtyrate_calc_options,
    .run = run_domdirtyrate_calc};

} // namespace modvirt::cli
