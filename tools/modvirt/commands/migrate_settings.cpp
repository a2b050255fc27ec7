// SPDX-License-Identifier: LGPL-2.1-or-later
// migrate-*: what a migration may take, asked and set before it or while it runs, and its switch to
// post-copy.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/json.hpp"
#include "base/numbers.hpp"

namespace modvirt::cli {

namespace {

void print_number(Session &session, const Arguments &arguments, const char *member, unsigned long long value)
{
    if (wants_json(session, arguments))
        return print_json(session, {{member, value}});
    session.out.print("{}\n", value);
}

unsigned speed_flags(const Arguments &arguments)
{
    return arguments.has("postcopy") ? VIR_DOMAIN_MIGRATE_MAX_SPEED_POSTCOPY : 0;
}

void run_getspeed(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    unsigned long bandwidth = 0;
    if (virDomainMigrateGetMaxSpeed(domain.get(), &bandwidth, speed_flags(arguments)) < 0)
        fail();
    print_number(session, arguments, "bandwidth_mib_s", bandwidth);
}

void run_setspeed(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const unsigned long bandwidth = arguments.wrapped_integer("bandwidth").value();
    if (virDomainMigrateSetMaxSpeed(domain.get(), bandwidth, speed_flags(arguments)) < 0)
        fail();
}

void run_getmaxdowntime(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    unsigned long long downtime_ms = 0;
    if (virDomainMigrateGetMaxDowntime(domain.get(), &downtime_ms, 0) < 0)
        fail();
    print_number(session, arguments, "downtime_ms", downtime_ms);
}

void run_setmaxdowntime(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const unsigned long long downtime_ms = arguments.large_integer("downtime").value();
    if (downtime_ms == 0)
        fail("migrate: Invalid downtime");
    if (virDomainMigrateSetMaxDowntime(domain.get(), downtime_ms, 0) < 0)
        fail();
}

void run_compcache(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const auto wanted = arguments.large_integer("size");
    if (wanted && virDomainMigrateSetCompressionCache(domain.get(), *wanted, 0) < 0)
        fail();
    unsigned long long size = 0;
    if (virDomainMigrateGetCompressionCache(domain.get(), &size, 0) < 0)
        fail();
    if (wants_json(session, arguments))
        return print_json(session, {{"cache_bytes", size}});
    const Readable readable = readable_bytes(size);
    session.out.print("Compression cache: {:.3f} {}", readable.value, readable.unit);
}

void run_postcopy(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    if (virDomainMigrateStartPostCopy(domain.get(), 0) < 0)
        fail();
}

constexpr Option domain_only[] = {domain_option(complete_active_domain)};
constexpr Option getspeed_options[] = {
    domain_option(complete_domain),
    flag("postcopy", "get post-copy migration bandwidth"),
};
constexpr Option setspeed_options[] = {
    domain_option(complete_domain),
    number("bandwidth", "migration bandwidth limit in MiB/s", Required),
    flag("postcopy", "set post-copy migration bandwidth"),
};
constexpr Option setmaxdowntime_options[] = {
    domain_option(complete_active_domain),
    number("downtime", "maximum tolerable downtime (in milliseconds) for migration", Required),
};
constexpr Option compcache_options[] = {
    domain_option(complete_active_domain),
    number("size", "requested size of the cache (in bytes) used for compression", NamedOnly),
};

} // namespace

constexpr Command migrate_getspeed_command{.name = "migrate-getspeed",
                                           .summary = "Get the maximum migration bandwidth",
                                           .description =
                                               "Get the maximum migration bandwidth (in MiB/s) for a domain.",
                                           .options = getspeed_options,
                                           .run = run_getspeed,
                                           .traits = Json};
constexpr Command migrate_setspeed_command{.name = "migrate-setspeed",
                                           .summary = "Set the maximum migration bandwidth",
                                           .description =
                                               "Set the maximum migration bandwidth (in MiB/s) for a domain "
                                               "which is being migrated to another host.",
                                           .options = setspeed_options,
                                           .run = run_setspeed};
constexpr Command migrate_getmaxdowntime_command{
    .name = "migrate-getmaxdowntime",
    .summary = "get maximum tolerable downtime",
    .description = "Get maximum tolerable downtime of a domain which is being live-migrated to another host.",
    .options = domain_only,
    .run = run_getmaxdowntime,
    .traits = Json};
constexpr Command migrate_setmaxdowntime_command{
    .name = "migrate-setmaxdowntime",
    .summary = "set maximum tolerable downtime",
    .description = "Set maximum tolerable downtime of a domain which is being live-migrated to another host.",
    .options = setmaxdowntime_options,
    .run = run_setmaxdowntime};
constexpr Command migrate_compcache_command{
    .name = "migrate-compcache",
    .summary = "get/set compression cache size",
    .description =
        "Get/set size of the cache (in bytes) used for compressing repeatedly transferred memory pages "
        "during live migration.",
    .options = compcache_options,
    .run = run_compcache,
    .traits = Json};
constexpr Command migrate_postcopy_command{
    .name = "migrate-postcopy",
    .summary = "Switch running migration from pre-copy to post-copy",
    .description =
        "Switch running migration from pre-copy to post-copy. The migration must have been started with "
        "--postcopy option.",
    .options = domain_only,
    .run = run_postcopy};

} // namespace modvirt::cli
