// SPDX-License-Identifier: LGPL-2.1-or-later
#include "block_jobs.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include "backup.hpp"
#include "devices.hpp"
#include "disk_chain.hpp"
#include "flags.hpp"
#include "kit/domain/schema.hpp"
#include "machine.hpp"
#include "modvirt/host.hpp"

namespace modvirt::test {

namespace {

constexpr const char *backing_store = "backingStore";

// While somebody else works on a domain its jobs have to wait a little.
constexpr std::chrono::milliseconds retry_delay{10};

void tell(store::Write &write, const store::Domain &domain, const DiskJob &job, DiskJobStatus status)
{
    store::Event event;
    event.uuid = domain.uuid();
    event.name = domain.name();
    event.id = domain.id();
    event.type = static_cast<int32_t>(job.work);
    event.detail = static_cast<int32_t>(status);
    const auto disk = find_disk(*domain.live_config(), job.disk);
    const auto type = disk ? disk->attribute_or("type", "") : "";
    // The older event names what is on this host by its path.
    if (disk && (type == "file" || type == "block")) {
        event.event_id = event::block_job;
        event.device = source_of(*disk).value_or("");
        write.emit(event);
    }
    event.event_id = event::block_job_2;
    event.device = job.disk;
    write.emit(std::move(event));
}

void close(Machine &machine, store::Domain &domain, const DiskJob &job, DiskJobStatus status)
{
    auto write = machine.store().write();
    Machine::guest(domain).jobs.forget(job.disk);
    tell(write, domain, job, status);
}

// What has become of the disk that runs, for the definition of a domain; how its chain goes on is told only
// where it was told before.
void take_over(xml::Node defined, const xml::Element &live)
{
    const bool tells_chain = defined.child(backing_store).has_value();
    switch_to(defined, live, live.child(backing_store));
    if (auto backing = defined.child(backing_store); backing && !tells_chain)
        backing->remove();
}

using DiskEdit = std::function<void(xml::Node disk, const xml::Element &before)>;

// Changes the disk of the running domain, and that of its definition when it is the same.
void edit_disk(store::Store &store, store::Domain &domain, const std::string &target, const DiskEdit &edit)
{
    store::ConfigPtr live;
    store::ConfigPtr defined;
    {
        const auto read = store.read();
        live = domain.live_config();
        defined = domain.persistent_config();
    }
    const auto found = find_disk(*live, target);
    if (!found)
        throw Error(ErrorCode::InternalError, "the disk is gone");
    const xml::Element before = *found;
    const auto edited = domain::with_edit(
        *live, {}, [&](xml::Editor &editor) { edit(find_disk_node(editor.root(), target).value(), before); });
    const auto same = defined ? find_disk(*defined, target) : std::nullopt;
    if (same && source_of(*same) == source_of(before))
        store.update(definition_of(domain::with_edit(*defined, {}, [&](xml::Editor &editor) {
            take_over(find_disk_node(editor.root(), target).value(), find_disk(*edited, target).value());
        })));
    store.write().set_live_config(domain, edited);
}

// What a pull or a commit leaves.
void shorten(store::Store &store, store::Domain &domain, const DiskJob &job)
{
    const std::size_t image = job.work == DiskWork::Commit ? job.top - 1 : 0;
    edit_disk(store, domain, job.disk, [&](xml::Node disk, const xml::Element &before) {
        const auto chain = chain_of(before);
        if (std::max(image, job.base.value_or(0)) >= chain.size())
            throw Error(ErrorCode::InternalError, "the chain of the disk has changed meanwhile");
        drop_between(disk, chain, image, job.base);
    });
}

void switch_disk(store::Store &store, store::Domain &domain, const DiskJob &job)
{
    edit_disk(store, domain, job.disk, [&](xml::Node disk, const xml::Element &before) {
        if (job.work == DiskWork::ActiveCommit) {
            const auto chain = chain_of(before);
            if (job.base.value() >= chain.size())
                throw Error(ErrorCode::InternalError, "the chain of the disk has changed meanwhile");
            const xml::Element base = chain[*job.base];
            switch_to(disk, base, base.child(backing_store));
        } else {
            const xml::Element copy = job.copy.root();
            switch_to(disk, copy, job.is_shallow ? before.child(backing_store) : copy.child(backing_store));
        }
    });
}

// Runs what changes documents; what goes wrong then is the job's failure.
void complete(Machine &machine, store::Domain &domain, const DiskJob &job,
              void (*change)(store::Store &, store::Domain &, const DiskJob &))
{
    DiskJobStatus status = DiskJobStatus::Completed;
    try {
        change(machine.store(), domain, job);
    } catch (const Error &error) {
        host().log(LogLevel::Error, "test",
                   "the job on disk '" + job.disk + "' of domain '" + domain.name() +
                       "' failed: " + error.message());
        status = DiskJobStatus::Failed;
    }
    close(machine, domain, job, status);
}

// All has been moved.
void arrive(Machine &machine, store::Domain &domain, const DiskJob &job)
{
    if (job.work == DiskWork::Pull || job.work == DiskWork::Commit)
        return complete(machine, domain, job, &shorten);
    if (job.work == DiskWork::Backup) {
        close(machine, domain, job, DiskJobStatus::Completed);
        return finish_backup_disk(machine, domain, job);
    }
    auto write = machine.store().write();
    if (DiskJob *kept = Machine::guest(domain).jobs.find(job.disk))
        kept->is_ready = true;
    tell(write, domain, job, DiskJobStatus::Ready);
}

std::vector<DiskJob> arrived(const store::Domain &domain, Instant now)
{
    std::vector<DiskJob> jobs;
    const Guest *guest = domain.peek<Guest>();
    for (const DiskJob &job : guest ? guest->jobs.on_disks : std::vector<DiskJob>())
        if (!job.is_ready && job.progress.is_done(now))
            jobs.push_back(job);
    return jobs;
}

// False when somebody else has the domain.
bool settle(Machine &machine, const DomainRef &ref)
{
    try {
        const store::Job job = machine.store().begin(ref.uuid, ref.name, store::JobKind::Modify, "block-job",
                                                     std::chrono::milliseconds(0));
        std::vector<DiskJob> due;
        {
            const auto read = machine.store().read();
            due = arrived(job.domain(), machine.clock().now());
        }
        for (const DiskJob &each : due)
            arrive(machine, job.domain(), each);
        return true;
    } catch (const Error &error) {
        // One that is gone took its jobs along.
        return error.code() != ErrorCode::OperationTimeout;
    }
}

// What the alarm finds: whose jobs are due, and when the next one is.
struct Agenda {
    std::vector<std::pair<store::Uuid, std::string>> due;
    std::optional<Instant> next;

    void note(Instant when)
    {
        if (!next || when < *next)
            next = when;
    }
};

Agenda look_around(Machine &machine, Instant now)
{
    Agenda agenda;
    const auto read = machine.store().read();
    for (const auto &domain : read.all()) {
        const Guest *guest = domain->peek<Guest>();
        if (!guest)
            continue;
        if (guest->jobs.transfer && guest->jobs.transfer->memory.is_done(now))
            guest->jobs.transfer->end(Transfer::End::Sent);
        else if (guest->jobs.transfer)
            agenda.note(guest->jobs.transfer->memory.due());
        if (!arrived(*domain, now).empty())
            agenda.due.emplace_back(domain->uuid(), domain->name());
        for (const DiskJob &job : guest->jobs.on_disks)
            if (!job.is_ready && !job.progress.is_done(now))
                agenda.note(job.progress.due());
    }
    return agenda;
}

void append_mirror(xml::Node disk, const DiskJob &job, const xml::Element &image)
{
    xml::Node mirror = disk.append("mirror");
    const std::string type(image.attribute_or("type", "file"));
    const std::string format(format_of(image));
    mirror.set_attribute("type", type);
    if (job.work == DiskWork::Copy && type == "file") {
        // As it was told before there were elements for it.
        mirror.set_attribute("file", source_of(image).value_or(""));
        if (!format.empty())
            mirror.set_attribute("format", format);
    }
    mirror.set_attribute("job", job.work == DiskWork::Copy ? "copy" : "active-commit");
    if (job.is_ready)
        mirror.set_attribute("ready", "yes");
    if (!format.empty())
        mirror.append("format").set_attribute("type", format);
    if (const auto source = image.child("source"))
        mirror.append_copy(*source);
}

} // namespace

void check_no_disk_job(const store::Domain &domain, const std::string &disk)
{
    const Guest *guest = domain.peek<Guest>();
    const DiskJob *job = guest ? std::as_const(guest->jobs).find(disk) : nullptr;
    if (job)
        throw Error(job->is_mirror() ? ErrorCode::BlockCopyActive : ErrorCode::OperationUnsupported,
                    "disk '" + disk + "' already in active block job", ErrorDomain::Domain);
}

void start_disk_job(Machine &machine, store::Domain &domain, DiskJob job)
{
    const Instant due = job.progress.due();
    {
        const auto write = machine.store().write();
        Machine::guest(domain).jobs.on_disks.push_back(std::move(job));
    }
    machine.clock().wake_at(due);
}

void cancel_disk_job(Machine &machine, store::Domain &domain, const std::string &disk)
{
    auto write = machine.store().write();
    GuestJobs &jobs = Machine::guest(domain).jobs;
    if (const DiskJob *found = jobs.find(disk)) {
        const DiskJob job = *found;
        jobs.forget(disk);
        tell(write, domain, job, DiskJobStatus::Canceled);
    }
}

void pivot_disk_job(Machine &machine, store::Domain &domain, const std::string &disk)
{
    DiskJob job;
    {
        const auto write = machine.store().write();
        if (const DiskJob *found = Machine::guest(domain).jobs.find(disk))
            job = *found;
    }
    if (job.is_mirror())
        complete(machine, domain, job, &switch_disk);
}

void settle_jobs(Machine &machine)
{
    Agenda agenda = look_around(machine, machine.clock().now());
    for (const auto &[uuid, name] : agenda.due) {
        DomainRef ref;
        ref.uuid = uuid;
        ref.name = name;
        if (!settle(machine, ref))
            agenda.note(machine.clock().now() + retry_delay);
    }
    if (agenda.next)
        machine.clock().wake_at(*agenda.next);
}

store::ConfigPtr with_mirrors(const store::ConfigPtr &config, const std::vector<DiskJob> &jobs)
{
    xml::Editor editor(domain::schema(), config->document);
    for (const DiskJob &job : jobs) {
        const auto disk = find_disk(*config, job.disk);
        const auto node = find_disk_node(editor.root(), job.disk);
        if (!job.is_mirror() || !disk || !node)
            continue;
        const auto chain = chain_of(*disk);
        if (job.work == DiskWork::Copy)
            append_mirror(*node, job, job.copy.root());
        else if (job.base.value() < chain.size())
            append_mirror(*node, job, chain[*job.base]);
    }
    auto shown = std::make_shared<domain::Config>(*config);
    shown->document = editor.finish();
    return shown;
}

} // namespace modvirt::test
