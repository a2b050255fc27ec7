// SPDX-License-Identifier: LGPL-2.1-or-later
// Jobs of a domain, migration among them.
#include "believed.hpp"

#include <chrono>
#include <dlfcn.h>
#include <thread>

using namespace modvirt::cli::testing;

using GetJobStats = int (*)(virDomainPtr, int *, virTypedParameterPtr *, int *, unsigned int);

namespace {

// How far the migration is, how long the migration takes, and how it ends.
virDomainPtr migrated(virDomainPtr domain)
{
    // virsh waits for ever when the call is over before it waits.
    constexpr unsigned shortest_ms = 200;
    const Believed stage = next_stage(domain, "migration");
    if (stage.has("iteration"))
        send_iteration(domain, static_cast<int>(stage.number("iteration")));
    std::this_thread::sleep_for(std::chrono::milliseconds(stage.number("sleep", shortest_ms)));
    if (stage.has("fails")) {
        failure(domain, stage);
        return nullptr;
    }
    virDomainRef(domain);
    return domain;
}

} // namespace

extern "C" {

int virDomainAbortJob(virDomainPtr)
{
    report("virDomainAbortJob()");
    return 0;
}

int virDomainAbortJobFlags(virDomainPtr, unsigned int flags)
{
    report("virDomainAbortJobFlags({:#x})", flags);
    return 0;
}

int virDomainGetJobInfo(virDomainPtr domain, virDomainJobInfoPtr info)
{
    const Believed stage = next_stage(domain, "job");
    if (stage.has("fails"))
        return failure(domain, stage);
    *info = {};
    info->type = static_cast<int>(stage.number("type"));
    info->timeElapsed = stage.number("time_elapsed");
    info->timeRemaining = stage.number("time_remaining");
    info->dataTotal = stage.number("data_total");
    info->dataProcessed = stage.number("data_processed");
    info->dataRemaining = stage.number("data_remaining");
    info->memTotal = stage.number("memory_total");
    info->memProcessed = stage.number("memory_processed");
    info->memRemaining = stage.number("memory_remaining");
    info->fileTotal = stage.number("disk_total");
    info->fileProcessed = stage.number("disk_processed");
    info->fileRemaining = stage.number("disk_remaining");
    return 0;
}

int virDomainGetJobStats(virDomainPtr domain, int *type, virTypedParameterPtr *parameters, int *count,
                         unsigned int flags)
{
    const Believed stage = next_stage(domain, "job");
    if (flags)
        report("virDomainGetJobStats({:#x})", flags);
    if (stage.has("no_stats"))
        return reinterpret_cast<GetJobStats>(dlsym(RTLD_NEXT, "virDomainGetJobStats"))(
            domain, type, parameters, count, flags);
    if (stage.has("fails"))
        return failure(domain, stage);
    *type = static_cast<int>(stage.number("type"));
    stage.give(parameters, count, "type");
    return 0;
}

int virDomainStartDirtyRateCalc(virDomainPtr, int seconds, unsigned int flags)
{
    report("virDomainStartDirtyRateCalc({}, {:#x})", seconds, flags);
    return 0;
}

virDomainPtr virDomainMigrate3(virDomainPtr domain, virConnectPtr, virTypedParameterPtr parameters,
                               unsigned int count, unsigned int flags)
{
    report("virDomainMigrate3({}, {:#x})", shown(parameters, static_cast<int>(count)), flags);
    return migrated(domain);
}

int virDomainMigrateToURI3(virDomainPtr domain, const char *uri, virTypedParameterPtr parameters,
                           unsigned int count, unsigned int flags)
{
    report("virDomainMigrateToURI3({}, {}, {:#x})", shown(uri), shown(parameters, static_cast<int>(count)),
           flags);
    if (!migrated(domain))
        return -1;
    virDomainFree(domain);
    return 0;
}

int virDomainMigrateGetCompressionCache(virDomainPtr domain, unsigned long long *size, unsigned int)
{
    *size = next_stage(domain, "cache").number("cache");
    return 0;
}

int virDomainMigrateSetCompressionCache(virDomainPtr, unsigned long long size, unsigned int flags)
{
    report("virDomainMigrateSetCompressionCache({}, {:#x})", size, flags);
    return 0;
}

int virDomainMigrateGetMaxDowntime(virDomainPtr domain, unsigned long long *downtime, unsigned int)
{
    *downtime = next_stage(domain, "downtime").number("downtime");
    return 0;
}

int virDomainMigrateSetMaxDowntime(virDomainPtr, unsigned long long downtime, unsigned int flags)
{
    report("virDomainMigrateSetMaxDowntime({}, {:#x})", downtime, flags);
    return 0;
}

int virDomainMigrateGetMaxSpeed(virDomainPtr domain, unsigned long *bandwidth, unsigned int flags)
{
    report("virDomainMigrateGetMaxSpeed({:#x})", flags);
    *bandwidth = next_stage(domain, "speed").number("speed");
    return 0;
}

int virDomainMigrateSetMaxSpeed(virDomainPtr, unsigned long bandwidth, unsigned int flags)
{
    report("virDomainMigrateSetMaxSpeed({}, {:#x})", bandwidth, flags);
    return 0;
}

int virDomainMigrateStartPostCopy(virDomainPtr, unsigned int flags)
{
    report("virDomainMigrateStartPostCopy({:#x})", flags);
    return 0;
}

} // extern "C"
