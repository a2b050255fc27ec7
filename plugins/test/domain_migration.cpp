// SPDX-License-Identifier: LGPL-2.1-or-later
// The five steps of a migration, two of them on the host that the domain comes to. What is moved is what
// there is of a pretended guest: its configuration, its definition and its state.
#include "driver.hpp"

#include <algorithm>

#include "block_jobs.hpp"
#include "devices.hpp"
#include "flags.hpp"
#include "migration_cookie.hpp"
#include "migration_wishes.hpp"
#include "moments.hpp"

namespace modvirt::test {

namespace {

[[noreturn]] void refuse(const std::string &message)
{
    throw Error(ErrorCode::OperationInvalid, message);
}

// Whether a domain may leave its host. Under the store's lock.
void check_may_leave(const store::Domain &domain, const MigrationWishes &wishes)
{
    if (!domain.is_active() && !wishes.has(migrate::offline))
        check_active(domain);
    const Guest *guest = domain.peek<Guest>();
    if (guest && !guest->snapshots.empty())
        refuse("cannot migrate domain with " + std::to_string(guest->snapshots.size()) + " snapshots");
    if (guest && !guest->checkpoints.empty())
        refuse("cannot migrate domain with " + std::to_string(guest->checkpoints.size()) + " checkpoints");
    if (wishes.has(migrate::offline))
        return;
    const bool has_io_error =
        domain.state() == store::State::Paused && domain.reason() == reason::paused_io_error;
    if (wishes.has(migrate::abort_on_error) && has_io_error)
        refuse("cannot migrate domain with I/O error");
    if (guest && (!guest->jobs.on_disks.empty() || guest->jobs.backup))
        refuse("domain has an active block job");
}

// That who arrives is who left.
void check_same_domain(const domain::Config &is, const domain::Config &wanted)
{
    if (wanted.uuid != is.uuid)
        throw Error(ErrorCode::ConfigUnsupported,
                    "Target domain uuid " + store::to_text(wanted.uuid) + " does not match source " +
                        store::to_text(is.uuid),
                    ErrorDomain::Domain);
    if (wanted.name != is.name)
        throw Error(ErrorCode::ConfigUnsupported,
                    "Target domain name '" + wanted.name + "' does not match source '" + is.name + "'",
                    ErrorDomain::Domain);
    check_same_machine(is, wanted);
}

domain::ConfigPtr checked(const domain::ConfigPtr &is, std::optional<std::string_view> xml)
{
    if (!xml)
        return is;
    auto wanted = domain::parse(xml_parser(), *xml);
    check_same_domain(*is, *wanted);
    return wanted;
}

void check_disks(const domain::Config &config, const MigrationWishes &wishes)
{
    for (const std::string &disk : wishes.disks())
        if (!find_disk(config, disk))
            throw Error(ErrorCode::InvalidArg,
                        "disk " + disk + " from migrate_disks not found in domain '" + config.name + "'");
}

std::string whole(const domain::Config &config)
{
    return domain::format(config, {.id = {}, .secrets = domain::Secrets::Include});
}

void refuse_same_host(const MigrationCookie &cookie, const Migrations &migrations)
{
    if (cookie.host == migrations.host())
        throw Error(ErrorCode::InternalError, "Attempt to migrate guest to the same host " + cookie.host);
}

// Stops the processors of a guest that runs.
void pause(store::Store &store, Departure &departure, int32_t why, int32_t detail)
{
    auto write = store.write();
    store::Domain &domain = departure.job.domain();
    if (domain.state() != store::State::Running)
        return;
    departure.was_paused_here = true;
    write.set_state(domain, store::State::Paused, why);
    write.emit(domain, event::suspended, detail);
}

uint64_t bytes_to_send(const domain::Config *config, const MigrationWishes &wishes)
{
    uint64_t bytes = Machine::figures(config).memory_kib * 1024;
    if (config && wishes.has(migrate::non_shared_disk | migrate::non_shared_changes)) {
        const auto named = wishes.disks().size();
        bytes += bytes_per_image * (named != 0 ? named : devices_of(*config, "disk").size());
    }
    return bytes;
}

Ending ending_of(Transfer::End end)
{
    if (end == Transfer::End::Aborted)
        return Ending::Cancelled;
    return end == Transfer::End::GuestGone ? Ending::Failed : Ending::Completed;
}

// Sends the memory, as fast as the migration may; returns when it is over, one way or another.
Transfer::End send(Machine &machine, Departure &departure, const MigrationWishes &wishes)
{
    store::Domain &domain = departure.job.domain();
    std::shared_ptr<Transfer> transfer;
    const Instant begun = machine.clock().now();
    {
        const auto write = machine.store().write();
        check_active(domain);
        GuestJobs &jobs = Machine::guest(domain).jobs;
        const uint64_t limit = wishes.bandwidth(jobs.migration.speed_mib);
        transfer = std::make_shared<Transfer>(
            Progress(bytes_to_send(domain.live_config().get(), wishes), limit, begun), begun,
            wishes.has(migrate::post_copy));
        jobs.transfer = transfer;
        // Nobody waits for what nothing limits. Whoever sees the job may rely on its end.
        if (limit == 0)
            transfer->end(Transfer::End::Sent);
        else
            machine.clock().wake_at(transfer->memory.due());
    }
    const Transfer::End end = transfer->wait();
    const auto write = machine.store().write();
    const Instant now = machine.clock().now();
    const bool is_sent = end == Transfer::End::Sent || end == Transfer::End::PostCopy;
    Parameters figures = is_sent ? figures_of(Operation::MigrationOut, transfer->memory.total(), begun, now)
                                 : figures_of(*transfer, now);
    departure.sending = EndedJob{ending_of(end), std::move(figures)};
    if (Guest *guest = domain.peek<Guest>())
        guest->jobs.transfer.reset();
    return end;
}

void refuse_unsent(Transfer::End end)
{
    if (end == Transfer::End::Aborted)
        throw Error(ErrorCode::OperationAborted, "migration out job: canceled by client");
    if (end == Transfer::End::GuestGone)
        throw Error(ErrorCode::OperationFailed, "migration out job: the domain has stopped meanwhile");
}

// The domain goes on here as if nothing had been.
void stay(store::Store &store, Departure &departure)
{
    auto write = store.write();
    store::Domain &domain = departure.job.domain();
    if (departure.sending) {
        EndedJob &ended = Machine::guest(domain).jobs.ended.emplace(*departure.sending);
        // What was sent did not arrive.
        if (ended.ending == Ending::Completed)
            ended.ending = Ending::Failed;
    }
    const bool is_ours =
        domain.reason() == reason::paused_migration || domain.reason() == reason::paused_post_copy;
    if (!departure.was_paused_here || domain.state() != store::State::Paused || !is_ours)
        return;
    write.set_state(domain, store::State::Running, reason::running_migration_canceled);
    write.emit(domain, event::resumed, event::resumed_unpaused);
}

// The domain is gone from here.
void leave(store::Store &store, Departure &departure)
{
    auto write = store.write();
    store::Domain &domain = departure.job.domain();
    if (!domain.is_active())
        return;
    if (departure.sending) {
        Machine::guest(domain).jobs.ended = departure.sending;
        tell_job_ended(write, domain, departure.sending->figures);
    }
    stop(write, domain, reason::shutoff_migrated, event::stopped_migrated);
}

// The destination forgets who did not come.
void abandon(store::Store &store, const store::Job &comer)
{
    auto write = store.write();
    if (comer.domain().is_active())
        stop(write, comer.domain(), reason::shutoff_failed, event::stopped_failed);
}

// The guest goes on, here.
void go_on(store::Store &store, store::Domain &domain, const MigrationCookie &cookie,
           const MigrationWishes &wishes)
{
    auto write = store.write();
    if (!domain.is_active())
        throw Error(ErrorCode::OperationFailed,
                    "domain '" + domain.name() + "' has stopped before it could go on here");
    if (!cookie.is_running || wishes.has(migrate::paused)) {
        write.set_state(domain, store::State::Paused, reason::paused_user);
        write.emit(domain, event::suspended, event::suspended_paused);
        return;
    }
    if (cookie.is_post_copy) {
        write.set_state(domain, store::State::Running, reason::running_post_copy);
        write.emit(domain, event::resumed, event::resumed_post_copy);
    }
    write.set_state(domain, store::State::Running, reason::running_migrated);
    write.emit(domain, event::resumed, event::resumed_migrated);
}

} // namespace

MigrationStep Driver::domain_migrate_begin(const DomainRef &ref, const Parameters &params, uint32_t flags)
{
    const MigrationWishes wishes(params, flags, "testDomainMigrateBegin");
    m_machine->complete();
    store::Job job = store().begin(ref.uuid, ref.name, store::JobKind::Async, "migrate");
    domain::ConfigPtr current;
    domain::ConfigPtr defined;
    {
        const auto read = store().read();
        check_may_leave(job.domain(), wishes);
        current = job.domain().current_config();
        defined = job.domain().persistent_config();
    }
    check_disks(*current, wishes);
    const auto sent = checked(current, wishes.text("destination_xml"));
    const auto kept = checked(defined ? defined : current, wishes.text("persistent_xml"));
    MigrationCookie cookie{.host = m_machine->migrations().host()};
    if (wishes.has(migrate::persist_destination))
        cookie.definition = whole(*kept);
    MigrationStep step{whole(*sent), encode(cookie)};
    m_machine->migrations().leave(std::move(job));
    return step;
}

MigrationStep Driver::domain_migrate_prepare(const Parameters &params, std::span<const uint8_t> bytes,
                                             uint32_t flags)
{
    const MigrationWishes wishes(params, flags, "testDomainMigratePrepare");
    MigrationCookie cookie = decode(bytes);
    refuse_same_host(cookie, m_machine->migrations());
    m_machine->complete();
    const auto config = wishes.arriving();
    cookie.host = m_machine->migrations().host();
    MigrationStep step{std::string(wishes.text("migrate_uri").value_or("test:" + connect_get_hostname())),
                       encode(cookie)};
    if (wishes.has(migrate::offline))
        return step;
    store::Job job = store().create(definition_of(config), store::JobKind::Async, "migrate");
    {
        auto write = store().write();
        write.start(job.domain(), config, store::State::Paused, reason::paused_migration);
        write.emit(job.domain(), event::started, event::started_migrated);
    }
    m_machine->migrations().come(std::move(job));
    return step;
}

MigrationStep Driver::domain_migrate_perform(const DomainRef &ref, const Parameters &params,
                                             std::span<const uint8_t> bytes, uint32_t flags)
{
    const MigrationWishes wishes(params, flags, "testDomainMigratePerform");
    MigrationCookie cookie = decode(bytes);
    refuse_same_host(cookie, m_machine->migrations());
    const auto departure = m_machine->migrations().find(ref.uuid);
    if (!departure)
        refuse("domain '" + std::string(ref.name) + "' is not being migrated");
    if (!wishes.has(migrate::live))
        pause(store(), *departure, reason::paused_migration, event::suspended_migrated);
    const Transfer::End end = send(*m_machine, *departure, wishes);
    refuse_unsent(end);
    cookie.is_post_copy = end == Transfer::End::PostCopy;
    if (cookie.is_post_copy)
        pause(store(), *departure, reason::paused_post_copy, event::suspended_post_copy);
    else
        pause(store(), *departure, reason::paused_migration, event::suspended_migrated);
    cookie.is_running = departure->was_paused_here;
    cookie.host = m_machine->migrations().host();
    return {{}, encode(cookie)};
}

FoundDomain Driver::domain_migrate_finish(const Parameters &params, std::span<const uint8_t> bytes,
                                          uint32_t flags, int32_t cancelled)
{
    const MigrationWishes wishes(params, flags, "testDomainMigrateFinish");
    const auto config = wishes.arriving();
    const store::Job comer = m_machine->migrations().take_comer(config->uuid);
    if (!comer && !wishes.has(migrate::offline))
        throw Error(ErrorCode::NoDomain,
                    "no domain with matching name '" + config->name + "' is coming to this host");
    if (cancelled != 0) {
        if (comer)
            abandon(store(), comer);
        throw Error(ErrorCode::OperationAborted, "migration in job: canceled by client");
    }
    try {
        const MigrationCookie cookie = decode(bytes);
        if (wishes.has(migrate::persist_destination))
            store().define(definition_of(wishes.persistent(cookie.definition)));
        if (comer)
            go_on(store(), comer.domain(), cookie, wishes);
    } catch (const Error &) {
        if (comer)
            abandon(store(), comer);
        throw;
    }
    return {comer ? store().read().get(config->uuid, config->name).id() : -1, config->uuid, config->name};
}

void Driver::domain_migrate_confirm(const DomainRef &ref, const Parameters &params, std::span<const uint8_t>,
                                    uint32_t flags, int32_t cancelled)
{
    const MigrationWishes wishes(params, flags, "testDomainMigrateConfirm");
    const auto departure = m_machine->migrations().take(ref.uuid);
    if (!departure)
        refuse("domain '" + std::string(ref.name) + "' is not being migrated");
    if (cancelled != 0)
        return stay(store(), *departure);
    if (!wishes.has(migrate::offline))
        leave(store(), *departure);
    bool is_defined = false;
    {
        const auto read = store().read();
        is_defined = departure->job.domain().is_persistent();
    }
    if (wishes.has(migrate::undefine_source) && is_defined)
        store().undefine(ref.uuid, ref.name);
}

} // namespace modvirt::test
