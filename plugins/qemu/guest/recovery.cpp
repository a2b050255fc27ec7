// SPDX-License-Identifier: LGPL-2.1-or-later
#include "recovery.hpp"

#include <atomic>
#include <future>

#include <fmt/format.h>

#include <modvirt/error.hpp>

#include "config/chain.hpp"
#include "config/storage.hpp"
#include "events.hpp"
#include "kit/process/spawn.hpp"
#include "log.hpp"
#include "monitor.hpp"
#include "save_image.hpp"
#include "socket.hpp"
#include "watch.hpp"

namespace modvirt::qemu::guest {

namespace {

using qmp::Answer;

// How long opening a root waits for monitors; what answers later is taken in later.
constexpr std::chrono::milliseconds opening_wait{1'500};
constexpr std::chrono::milliseconds answer_deadline{30'000};
constexpr std::chrono::milliseconds retry_delay{3'000};
constexpr std::chrono::milliseconds abandoned_wait{5'000};

// Counts down as the monitors answer.
struct Gathering {
    std::promise<void> all_answered;
    std::atomic<int> missing{1};
    void done()
    {
        if (--missing == 0)
            all_answered.set_value();
    }
};

struct RunState {
    store::State state;
    int32_t reason;
};

RunState state_of(const std::string &status)
{
    if (status == "running")
        return {store::State::Running, running_booted};
    if (status == "paused" || status == "prelaunch")
        return {store::State::Paused, paused_user};
    if (status == "io-error")
        return {store::State::Paused, paused_io_error};
    if (status == "watchdog")
        return {store::State::Paused, paused_watchdog};
    if (status == "shutdown")
        return {store::State::Shutdown, no_reason};
    if (status == "guest-panicked")
        return {store::State::Crashed, crashed_by_panic};
    if (status == "suspended")
        return {store::State::PmSuspended, no_reason};
    return {store::State::Paused, paused_unknown};
}

void apply_state(Instance &instance, const Guest &guest, RunState state)
{
    auto write = instance.store().write();
    store::Domain *domain = write.find(guest.uuid());
    if (domain != nullptr && domain->is_active() && domain->peek<Guest>() == &guest)
        write.set_state(*domain, state.state, state.reason);
}

// A guest that ended its own way while nobody looked, and that QEMU keeps as its domain wants it.
void catch_up(Instance &instance, const std::shared_ptr<Guest> &guest, const std::string &status)
{
    // A guest that is to end when it powers off has ended: this one stays because it is to be booted again,
    // by its domain or by a reboot that was under way.
    if (status == "shutdown")
        boot_again(*guest);
    else if (status == "guest-panicked")
        on_panic(instance, guest);
}

void take_answers(Instance &instance, const std::shared_ptr<Guest> &guest, const std::vector<Answer> &answers)
{
    const std::string status = status_in(answers);
    if (status.empty() && process::wait_for_end(guest->pidfd(), 0))
        return; // it has just ended, and its domain does at once
    if (status.empty()) {
        instance.report(
            LogLevel::Warning,
            fmt::format("the monitor of domain '{}' does not answer; it is tried again", guest->name()));
        if (const auto monitor = guest->find_monitor())
            monitor->close();
        reconnect_later(instance, guest);
        return;
    }
    take_facts(*guest, answers);
    apply_state(instance, *guest, state_of(status));
    // A reboot that was under way has changed them.
    if (const auto monitor = guest->find_monitor())
        monitor->send(usual_actions(*guest->config()));
    catch_up(instance, guest, status);
}

// Asks without waiting; `done` is called when all is answered or nothing will be.
void ask(Instance &instance, const std::shared_ptr<Guest> &guest, const std::function<void()> &done)
{
    const auto monitor = guest->monitor();
    const auto answers = std::make_shared<std::vector<Answer>>(first_questions().size());
    const auto missing = std::make_shared<std::atomic<std::size_t>>(first_questions().size());
    for (std::size_t index = 0; index < first_questions().size(); ++index) {
        monitor->send(
            first_questions()[index],
            [&instance, guest, answers, missing, index, done](const Answer &answer) {
                (*answers)[index] = answer;
                if (--*missing != 0)
                    return;
                if (!instance.is_ending())
                    take_answers(instance, guest, *answers);
                if (done)
                    done();
            },
            answer_deadline);
    }
}

void try_again(Instance &instance, const std::shared_ptr<Guest> &guest)
{
    if (instance.is_ending() || process::wait_for_end(guest->pidfd(), 0))
        return;
    try {
        connect_monitor(instance, guest);
        ask(instance, guest, {});
    } catch (const Error &) {
        reconnect_later(instance, guest);
    }
}

// The domain of a guest as the store knows it, made active.
bool adopt(Instance &instance, const std::shared_ptr<Guest> &guest, int32_t id)
{
    const store::Definition definition{guest->uuid(), guest->name(), guest->config()};
    try {
        const auto job = instance.store().create(definition, store::JobKind::Modify, "recover");
        auto write = instance.store().write();
        job.domain().set_data(guest);
        write.start(job.domain(), guest->config(), store::State::Running, running_unknown,
                    write.find_id(id) == nullptr ? id : -1);
    } catch (const Error &error) {
        instance.report(LogLevel::Error,
                        fmt::format("domain '{}' runs as process {} and cannot be taken in: {}",
                                    guest->name(), guest->process().pid, error.what()));
        return false;
    }
    guest->settle();
    return true;
}

// Notes why a domain is off that ran when it was last seen.
void note_end(Instance &instance, const Status &status)
{
    int32_t reason = shutoff_unknown;
    if (status.process.pid > 0 && status.phase == Phase::Complete) {
        const bool ended_in_order = !instance.statuses().has_pid_file(status.uuid);
        const auto log = Log::existing(instance.root().log(), status.name);
        const bool was_terminated =
            log.printed_since(status.log_offset).find("terminating on signal") != std::string::npos;
        reason = !ended_in_order ? shutoff_crashed : was_terminated ? shutoff_destroyed : shutoff_shutdown;
    }
    auto write = instance.store().write();
    if (store::Domain *domain = write.find(status.uuid); domain != nullptr && !domain->is_active())
        write.set_state(*domain, store::State::Shutoff, reason);
}

// A start that was cut short before the guest ran: QEMU waits for an order that nobody will give. It never
// ran a guest, so ending it loses nothing.
void abandon(Instance &instance, const Status &status)
{
    process::Fd socket = connect_to(instance.statuses().monitor_path(status.uuid));
    if (socket) {
        const auto monitor = qmp::Client::attach(instance.poller(), std::move(socket), status.name, {});
        monitor->execute_all({{"qmp_capabilities"}, {"quit"}}, abandoned_wait);
        monitor->close();
    }
    instance.statuses().remove(status.uuid);
}

// Whether the guest was let go. Only a start that was cut short leaves this open, and the guest itself tells.
bool has_run(Instance &instance, const Status &status)
{
    if (status.phase == Phase::Complete)
        return true;
    process::Fd socket = connect_to(instance.statuses().monitor_path(status.uuid));
    if (!socket)
        return true; // nothing can be asked, so nothing is ended
    const auto monitor = qmp::Client::attach(instance.poller(), std::move(socket), status.name, {});
    const auto answers = monitor->execute_all({{"qmp_capabilities"}, {"query-status"}}, abandoned_wait);
    monitor->close();
    if (!answers[1].ok())
        return true;
    const std::string run_state = answers[1].value->value("status", "");
    return run_state != "prelaunch" && run_state != "inmigrate";
}

// A guest that runs holds all of its state. An image of it is one that it was restored from, or one that it
// was saved to without being ended; if it stayed, it would bring old memory back to disks that have changed.
void drop_saved_state(Instance &instance, const Guest &guest)
{
    try {
        remove_managed_save(instance.root(), guest.name());
    } catch (const Error &error) {
        instance.report(LogLevel::Error, error.message());
    }
}

// Of a guest that an older version has started: it names no volumes, and its chains are as they are now.
config::DiskSources sources_of(const domain::Config &config)
{
    config::DiskSources sources;
    const auto devices = config.document.root().child("devices");
    if (!devices)
        return sources;
    for (const xml::Element disk : devices->children("disk")) {
        if (auto source = config::own_source(disk)) {
            const auto driver = disk.child("driver");
            config::read_chain(*source, driver ? driver->attribute_or("type", "raw") : "raw", config::Breaks::Accept);
            sources.emplace(config::target_of(disk), *std::move(source));
        }
    }
    return sources;
}

// It has its storage already, whatever others think.
storage_use::Claim hold_again(const Instance &instance, const Status &status, const config::DiskSources &sources)
{
    return instance.claims().use(config::paths_of(sources), holder_of(status.name), storage_use::Conflicts::Ignore);
}

std::shared_ptr<Guest> load(Instance &instance, const Status &status, process::Fd pidfd)
{
    auto config = config::load(instance.context(), status.xml);
    config::RunFacts facts;
    facts.vnc_port = status.vnc_port;
    facts.vnc_websocket = status.vnc_websocket;
    facts.sources = status.sources ? *status.sources : sources_of(*config);
    auto guest = std::make_shared<Guest>(store::Definition{config->uuid, config->name, config}, status.process,
                                         std::move(pidfd), status.log_offset);
    guest->hold(hold_again(instance, status, facts.sources));
    guest->set_facts(std::move(facts));
    return guest;
}

void recover(Instance &instance, const Status &status, const std::shared_ptr<Gathering> &gathering)
{
    process::Fd pidfd = process::open_process(status.process);
    if (!pidfd && status.process.pid > 0) {
        note_end(instance, status);
        instance.statuses().remove(status.uuid);
        return;
    }
    if (!pidfd || !has_run(instance, status)) {
        abandon(instance, status);
        return;
    }
    storage_use::Claim unattended = hold_again(instance, status, status.sources.value_or(config::DiskSources()));
    std::shared_ptr<Guest> guest;
    try {
        guest = load(instance, status, std::move(pidfd));
    } catch (const Error &) {
        instance.keep(std::move(unattended));
        throw;
    }
    if (status.vnc_port >= 0)
        instance.vnc_ports().note(status.vnc_port);
    if (!adopt(instance, guest, status.id)) {
        instance.keep(std::move(unattended));
        return;
    }
    drop_saved_state(instance, *guest);
    watch_end(instance, guest);
    try {
        connect_monitor(instance, guest);
    } catch (const Error &error) {
        instance.report(LogLevel::Warning, error.what());
        reconnect_later(instance, guest);
        return;
    }
    ++gathering->missing;
    ask(instance, guest, [gathering] { gathering->done(); });
}

} // namespace

void recover_all(Instance &instance)
{
    const auto gathering = std::make_shared<Gathering>();
    for (const std::string &file : instance.statuses().list()) {
        const auto status = instance.statuses().read(file);
        if (!status) {
            instance.report(LogLevel::Error,
                            fmt::format("'{}/{}' is no status of a guest; it is left as it is",
                                        instance.root().run(), file));
            continue;
        }
        try {
            recover(instance, *status, gathering);
        } catch (const Error &error) {
            instance.report(LogLevel::Error, fmt::format("the guest of domain '{}' is left alone: {}",
                                                         status->name, error.what()));
        }
    }
    auto all_answered = gathering->all_answered.get_future();
    gathering->done();
    all_answered.wait_for(opening_wait);
}

void reconnect_later(Instance &instance, const std::shared_ptr<Guest> &guest)
{
    instance.poller().start_timer(retry_delay, [&instance, guest] { try_again(instance, guest); });
}

} // namespace modvirt::qemu::guest
