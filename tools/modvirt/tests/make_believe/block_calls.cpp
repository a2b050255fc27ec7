// SPDX-License-Identifier: LGPL-2.1-or-later
// Block jobs. A stage with `none` has no job any more; one with `event` ends with the event of that status.
// With `no_events` nobody can listen to them.
#include "believed.hpp"

#include <dlfcn.h>

using namespace modvirt::cli::testing;

using RegisterAny = int (*)(virConnectPtr, virDomainPtr, int, virConnectDomainEventGenericCallback, void *,
                            virFreeCallback);

namespace {

template <typename Callback>
struct Listener {
    Callback callback = nullptr;
    void *opaque = nullptr;

    void listen(virConnectDomainEventGenericCallback generic, void *with)
    {
        callback = reinterpret_cast<Callback>(reinterpret_cast<void *>(generic));
        opaque = with;
    }
};

Listener<virConnectDomainEventBlockJobCallback> listener;
Listener<virConnectDomainEventMigrationIterationCallback> iteration_listener;

void send_event(virDomainPtr domain, const char *disk, const Believed &stage)
{
    if (stage.has("event") && listener.callback)
        listener.callback(virDomainGetConnect(domain), domain, disk, static_cast<int>(stage.number("type")),
                          static_cast<int>(stage.number("event")), listener.opaque);
}

} // namespace

namespace modvirt::cli::testing {

void send_iteration(virDomainPtr domain, int iteration)
{
    if (iteration_listener.callback)
        iteration_listener.callback(virDomainGetConnect(domain), domain, iteration,
                                    iteration_listener.opaque);
}

} // namespace modvirt::cli::testing

extern "C" {

int virDomainBlockCommit(virDomainPtr, const char *disk, const char *base, const char *top,
                         unsigned long bandwidth, unsigned int flags)
{
    report("virDomainBlockCommit({}, {}, {}, {}, {:#x})", disk, shown(base), shown(top), bandwidth, flags);
    return 0;
}

int virDomainBlockPull(virDomainPtr, const char *disk, unsigned long bandwidth, unsigned int flags)
{
    report("virDomainBlockPull({}, {}, {:#x})", disk, bandwidth, flags);
    return 0;
}

int virDomainBlockRebase(virDomainPtr, const char *disk, const char *base, unsigned long bandwidth,
                         unsigned int flags)
{
    report("virDomainBlockRebase({}, {}, {}, {:#x})", disk, shown(base), bandwidth, flags);
    return 0;
}

int virDomainBlockCopy(virDomainPtr, const char *disk, const char *xml, virTypedParameterPtr parameters,
                       int count, unsigned int flags)
{
    report("virDomainBlockCopy({}, {}, {}, {:#x})", disk, shown(xml), shown(parameters, count), flags);
    return 0;
}

int virConnectDomainEventRegisterAny(virConnectPtr connection, virDomainPtr domain, int id,
                                     virConnectDomainEventGenericCallback callback, void *opaque,
                                     virFreeCallback release)
{
    const bool is_block_job = id == VIR_DOMAIN_EVENT_ID_BLOCK_JOB || id == VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2;
    if (is_block_job && domain && first_stage(domain).has("no_events"))
        return failure(domain, Believed(""));
    if (id == VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2)
        listener.listen(callback, opaque);
    if (id == VIR_DOMAIN_EVENT_ID_MIGRATION_ITERATION)
        iteration_listener.listen(callback, opaque);
    const auto real = reinterpret_cast<RegisterAny>(dlsym(RTLD_NEXT, "virConnectDomainEventRegisterAny"));
    const int result = real(connection, domain, id, callback, opaque, release);
    send_domain_events(connection, id, callback, opaque);
    return result;
}

int virDomainGetBlockJobInfo(virDomainPtr domain, const char *disk, virDomainBlockJobInfoPtr info,
                             unsigned int flags)
{
    const Believed stage = next_stage(domain, "block job");
    report("virDomainGetBlockJobInfo({}, {:#x})", disk, flags);
    send_event(domain, disk, stage);
    if (stage.has("none"))
        return 0;
    if (stage.has("fails"))
        return failure(domain, stage);
    info->type = static_cast<int>(stage.number("type"));
    info->bandwidth = stage.number("bandwidth");
    info->cur = stage.number("cur");
    info->end = stage.number("end");
    return 1;
}

int virDomainBlockJobSetSpeed(virDomainPtr, const char *disk, unsigned long bandwidth, unsigned int flags)
{
    report("virDomainBlockJobSetSpeed({}, {}, {:#x})", disk, bandwidth, flags);
    return 0;
}

int virDomainBlockJobAbort(virDomainPtr, const char *disk, unsigned int flags)
{
    report("virDomainBlockJobAbort({}, {:#x})", disk, flags);
    return 0;
}

} // extern "C"
