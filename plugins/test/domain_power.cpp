// SPDX-License-Identifier: LGPL-2.1-or-later
// Guests that put themselves to sleep.
#include "driver.hpp"

#include "devices.hpp"
#include "flags.hpp"

namespace modvirt::test {

namespace {

// virNodeSuspendTarget
constexpr uint32_t to_memory = 0;
constexpr uint32_t to_disk = 1;
constexpr uint32_t hybrid = 2;

// Whether the domain's <pm> forbids that kind of sleep.
void check_allowed(const domain::Config &config, uint32_t target)
{
    const auto pm = config.document.root().child("pm");
    const auto forbids = [&](std::string_view element) {
        return pm && child_attribute(*pm, element, "enabled") == "no";
    };
    if (target != to_disk && forbids("suspend-to-mem"))
        throw Error(ErrorCode::OperationUnsupported, "S3 state is disabled for this domain");
    if (target != to_memory && forbids("suspend-to-disk"))
        throw Error(ErrorCode::OperationUnsupported, "S4 state is disabled for this domain");
}

void tell(store::Write &write, const store::Domain &domain, int32_t event_id)
{
    store::Event told;
    told.event_id = event_id;
    told.uuid = domain.uuid();
    told.name = domain.name();
    told.id = domain.id();
    write.emit(std::move(told));
}

} // namespace

void Driver::domain_pm_suspend_for_duration(const DomainRef &ref, uint32_t target, uint64_t duration,
                                            uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainPMSuspendForDuration");
    if (duration != 0)
        throw Error(ErrorCode::ArgumentUnsupported, "Duration not supported. Use 0 for now");
    if (target > hybrid)
        throw Error(ErrorCode::InvalidArg, "Unknown suspend target: " + std::to_string(target));
    m_machine->complete();
    const store::Job job = begin(ref, "pm-suspend");
    auto write = store().write();
    store::Domain &domain = job.domain();
    if (domain.state() != store::State::Running)
        throw Error(ErrorCode::OperationInvalid, "domain is not running");
    check_allowed(*domain.live_config(), target);
    write.set_state(domain, store::State::PmSuspended, 0);
    tell(write, domain, target == to_disk ? event::pm_suspend_disk : event::pm_suspend);
    write.emit(domain, event::pm_suspended,
               target == to_disk ? event::pm_suspended_disk : event::pm_suspended_memory);
    // A guest that has all of its memory on its disk turns itself off, and goes on from there when started.
    if (target == to_disk)
        stop(write, domain, reason::shutoff_shutdown, event::stopped_shutdown);
}

void Driver::domain_pm_wakeup(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainPMWakeup");
    const store::Job job = begin(ref, "pm-wakeup");
    auto write = store().write();
    store::Domain &domain = job.domain();
    check_active(domain);
    if (domain.state() != store::State::PmSuspended)
        throw Error(ErrorCode::OperationInvalid, "Unable to wake up: guest is not in suspended state");
    write.set_state(domain, store::State::Running, reason::running_wakeup);
    tell(write, domain, event::pm_wakeup);
    write.emit(domain, event::started, event::started_wakeup);
}

} // namespace modvirt::test
