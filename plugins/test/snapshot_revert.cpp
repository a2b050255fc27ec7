// SPDX-License-Identifier: LGPL-2.1-or-later
// Going back to a snapshot.
#include "driver.hpp"

#include "flags.hpp"
#include "moments.hpp"

namespace modvirt::test {

namespace {

// virDomainSnapshotRevertFlags. Nothing that a pretended guest does is so risky that it has to be forced.
constexpr uint32_t revert_running = 1;
constexpr uint32_t revert_paused = 2;
constexpr uint32_t revert_force = 4;

// The state that the domain is to have in the end.
store::State target_state(const moment::Snapshot &snapshot, uint32_t flags)
{
    if (flags & revert_running)
        return store::State::Running;
    if ((flags & revert_paused) || snapshot.state == "paused")
        return store::State::Paused;
    return snapshot.state == "running" ? store::State::Running : store::State::Shutoff;
}

void check_reverting(const store::Domain &domain, const moment::Snapshot &snapshot, store::State target)
{
    if (target == store::State::Shutoff && !domain.is_persistent())
        throw Error(ErrorCode::OperationInvalid,
                    "transient domain needs to request run or pause to revert to inactive snapshot");
    if (!snapshot.domain)
        throw Error(ErrorCode::SnapshotRevertRisky,
                    "snapshot '" + snapshot.name + "' lacks domain '" + domain.name() + "' rollback info");
}

// What the domain was, under the name that it has today.
domain::ConfigPtr rolled_back(const store::Domain &domain, const domain::ConfigPtr &config)
{
    return config->name == domain.name() ? config : domain::with_name(*config, domain.name());
}

// A domain that stays is told of as one that is off already.
void tell_stopped(store::Write &write, const store::Domain &domain)
{
    store::Event stopped;
    stopped.uuid = domain.uuid();
    stopped.name = domain.name();
    stopped.id = domain.is_persistent() ? -1 : domain.id();
    stopped.type = event::stopped;
    stopped.detail = event::stopped_from_snapshot;
    write.emit(std::move(stopped));
}

// A guest that runs ends first and begins anew, with a number of its own.
void run(store::Write &write, store::Domain &domain, domain::ConfigPtr config, store::State target)
{
    if (domain.is_active()) {
        end_activities(write, domain);
        tell_stopped(write, domain);
        write.renumber(domain);
        write.set_live_config(domain, std::move(config));
        write.set_state(domain, store::State::Running, reason::running_from_snapshot);
    } else {
        write.start(domain, std::move(config), store::State::Running, reason::running_from_snapshot);
        Machine::drop_managed_save(domain);
    }
    write.emit(domain, event::started, event::started_from_snapshot);
    if (target != store::State::Paused)
        return;
    write.set_state(domain, store::State::Paused, reason::paused_from_snapshot);
    write.emit(domain, event::suspended, event::suspended_from_snapshot);
}

} // namespace

void Driver::domain_revert_to_snapshot(const SnapshotRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, revert_running | revert_paused | revert_force, "testDomainRevertToSnapshot");
    m_machine->complete();
    const store::Job job = begin(ref.domain, "snapshot-revert");
    store::Domain &domain = job.domain();
    domain::ConfigPtr config;
    store::State target = store::State::Shutoff;
    bool is_persistent = false;
    {
        const auto read = store().read();
        const auto snapshot = snapshots_of(read, ref.domain).get(ref.name).value();
        target = target_state(*snapshot, flags);
        check_reverting(domain, *snapshot, target);
        config = rolled_back(domain, snapshot->domain);
        is_persistent = domain.is_persistent();
    }
    if (is_persistent)
        store().update(definition_of(config));
    auto write = store().write();
    auto &tree = Machine::guest(domain).snapshots;
    tree.set_current(tree.get(ref.name));
    if (target != store::State::Shutoff)
        run(write, domain, std::move(config), target);
    else if (domain.is_active())
        stop(write, domain, reason::shutoff_from_snapshot, event::stopped_from_snapshot);
}

} // namespace modvirt::test
