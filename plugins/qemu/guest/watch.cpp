// SPDX-License-Identifier: LGPL-2.1-or-later
#include "watch.hpp"

#include <csignal>
#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <modvirt/error.hpp>

#include "events.hpp"
#include "kit/process/spawn.hpp"
#include "log.hpp"
#include "monitor.hpp"
#include "recovery.hpp"

namespace modvirt::qemu::guest {

namespace {

using qmp::Event;
using qmp::Json;

// How long after its monitor a process may take to end.
constexpr std::chrono::milliseconds end_delay{1'000};

std::string text_of(const Json &data, const char *key)
{
    const auto found = data.find(key);
    return found != data.end() && found->is_string() ? found->get<std::string>() : "";
}

bool is_true(const Json &data, const char *key)
{
    const auto found = data.find(key);
    return found != data.end() && found->is_boolean() && found->get<bool>();
}

int64_t number_of(const Json &data, const char *key)
{
    const auto found = data.find(key);
    return found != data.end() && found->is_number_integer() ? found->get<int64_t>() : 0;
}

// Changes the domain that this guest is the life of; nothing happens when it has another one, or none.
template <class Change>
void change(Instance &instance, const Guest &guest, Change &&apply)
{
    auto write = instance.store().write();
    store::Domain *domain = write.find(guest.uuid());
    if (domain != nullptr && domain->is_active() && domain->peek<Guest>() == &guest && guest.is_settled())
        apply(write, *domain);
}

void emit(store::Write &write, const store::Domain &domain, int32_t event_id, int64_t value)
{
    store::Event event;
    event.event_id = event_id;
    event.uuid = domain.uuid();
    event.name = domain.name();
    event.id = domain.id();
    event.value = value;
    write.emit(event);
}

void on_shutdown(Instance &instance, const std::shared_ptr<Guest> &guest, const Event &event)
{
    const std::string reason = text_of(event.data, "reason");
    if (reason == "host-qmp-quit")
        return; // an order of ours, and whoever gave it knows what for
    if (guest->take_reboot_request()) {
        boot_again(*guest);
        return;
    }
    const bool is_by_guest = is_true(event.data, "guest");
    guest->expect(Ending::ShutDown);
    change(instance, *guest, [&](store::Write &write, store::Domain &domain) {
        write.emit(domain, event_shutdown, is_by_guest ? shutdown_guest : shutdown_host);
        if (domain.state() != store::State::Crashed)
            write.set_state(domain, store::State::Shutdown, no_reason);
    });
    if (guest->config()->on_poweroff == domain::Action::Restart && reason != "host-signal" &&
        reason != "guest-panic")
        boot_again(*guest);
}

void on_reset(Instance &instance, const std::shared_ptr<Guest> &guest, const Event &event)
{
    const auto monitor = guest->find_monitor();
    if (monitor && is_true(event.data, "guest") && guest->take_firmware_reset())
        monitor->send(usual_actions(*guest->config()));
    change(instance, *guest,
           [](store::Write &write, store::Domain &domain) { emit(write, domain, id_reboot, 0); });
}

void on_stop(Instance &instance, const std::shared_ptr<Guest> &guest)
{
    const int32_t reason = guest->take_pause_reason();
    change(instance, *guest, [&](store::Write &write, store::Domain &domain) {
        // A guest that powers off or crashes stops too; that has been told already.
        if (domain.state() != store::State::Running && domain.state() != store::State::PmSuspended)
            return;
        write.set_state(domain, store::State::Paused, reason);
        const int32_t detail = reason == paused_io_error   ? suspended_io_error
                               : reason == paused_watchdog ? suspended_watchdog
                                                           : suspended_paused;
        write.emit(domain, event_suspended, detail);
    });
}

void on_resume(Instance &instance, const std::shared_ptr<Guest> &guest)
{
    change(instance, *guest, [&](store::Write &write, store::Domain &domain) {
        if (domain.state() == store::State::Running)
            return;
        const bool was_paused = domain.state() == store::State::Paused;
        write.set_state(domain, store::State::Running, was_paused ? running_unpaused : running_booted);
        if (was_paused)
            write.emit(domain, event_resumed, resumed_unpaused);
    });
}

void on_wakeup(Instance &instance, const std::shared_ptr<Guest> &guest)
{
    change(instance, *guest, [&](store::Write &write, store::Domain &domain) {
        write.set_state(domain, store::State::Running, running_wakeup);
        write.emit(domain, event_started, started_wakeup);
    });
}

void on_balloon(Instance &instance, const std::shared_ptr<Guest> &guest, const Event &event)
{
    const auto kib = static_cast<uint64_t>(number_of(event.data, "actual")) / 1024;
    guest->set_memory_kib(kib);
    change(instance, *guest, [&](store::Write &write, store::Domain &domain) {
        emit(write, domain, id_balloon_change, static_cast<int64_t>(kib));
    });
}

std::string dump_path(const Instance &instance, const Guest &guest)
{
    return fmt::format("{}/{}-{:%Y-%m-%d-%H:%M:%S}", instance.root().dump(), file_base(guest.name()),
                       fmt::gmtime(std::time(nullptr)));
}

// Writing the memory down takes long, so it waits for its end on a thread of its own.
void dump_and_end(Instance &instance, const std::shared_ptr<Guest> &guest, domain::Action action)
{
    const std::string path = dump_path(instance, *guest);
    try {
        constexpr std::chrono::milliseconds deadline{600'000};
        guest->monitor()->execute("dump-guest-memory", {{"paging", false}, {"protocol", "file:" + path}},
                                  deadline);
        instance.report(LogLevel::Info,
                        fmt::format("domain '{}' has crashed; its memory is in '{}'", guest->name(), path));
    } catch (const Error &error) {
        instance.report(LogLevel::Error,
                        fmt::format("domain '{}' has crashed, and its memory could not be written to "
                                    "'{}': {}",
                                    guest->name(), path, error.what()));
    }
    if (action == domain::Action::CoredumpRestart)
        boot_again(*guest);
    else if (const auto monitor = guest->find_monitor())
        monitor->send({"quit"});
}

struct End {
    int32_t reason;
    int32_t event_detail;
};

// A program that ends in order removes its pid file; one that is killed or crashes does not.
End end_of(const Instance &, const Guest &guest, bool ended_in_order)
{
    switch (guest.ending()) {
    case Ending::Destroyed:
        return {shutoff_destroyed, stopped_destroyed};
    case Ending::ShutDown:
        return {shutoff_shutdown, stopped_shutdown};
    case Ending::Crashed:
        return {shutoff_crashed, stopped_crashed};
    case Ending::Saved:
        return {shutoff_saved, stopped_saved};
    case Ending::Unknown:
        break;
    }
    return ended_in_order ? End{shutoff_shutdown, stopped_shutdown} : End{shutoff_crashed, stopped_failed};
}

void on_end(Instance &instance, const std::shared_ptr<Guest> &guest)
{
    instance.poller().cancel(guest->end_watch());
    process::reap(guest->pidfd());
    // Its last words may still lie in the socket.
    if (const auto monitor = guest->find_monitor()) {
        monitor->drain();
        monitor->close();
    }
    const End end = end_of(instance, *guest, !instance.statuses().has_pid_file(guest->uuid()));
    instance.statuses().remove(guest->uuid());
    if (const int port = guest->facts().vnc_port; port >= 0)
        instance.vnc_ports().release(port);
    guest->hold({});
    {
        auto write = instance.store().write();
        store::Domain *domain = write.find(guest->uuid());
        if (domain != nullptr && domain->is_active() && domain->peek<Guest>() == guest.get()) {
            if (!domain->is_persistent())
                instance.statuses().unmark(guest->uuid());
            store::Event event;
            event.uuid = guest->uuid();
            event.name = domain->name();
            event.id = domain->id();
            event.type = event_stopped;
            event.detail = end.event_detail;
            write.stop(*domain, end.reason); // a transient domain is gone with it
            write.emit(event);
        }
    }
    guest->mark_ended();
}

} // namespace

void boot_again(Guest &guest)
{
    const auto monitor = guest.find_monitor();
    if (!monitor)
        return;
    guest.expect_no_end();
    guest.expect_firmware_reset();
    monitor->send(actions_of_a_reset(*guest.config()));
    monitor->send({"system_reset"});
    monitor->send({"cont"});
}

void on_panic(Instance &instance, const std::shared_ptr<Guest> &guest)
{
    guest->expect(Ending::Crashed);
    change(instance, *guest, [&](store::Write &write, store::Domain &domain) {
        write.set_state(domain, store::State::Crashed, crashed_by_panic);
        write.emit(domain, event_crashed, crashed_panicked);
    });
    const domain::Action action = guest->config()->on_crash;
    if (action == domain::Action::Restart)
        boot_again(*guest);
    else if (action == domain::Action::CoredumpDestroy || action == domain::Action::CoredumpRestart)
        instance.run_task([&instance, guest, action] { dump_and_end(instance, guest, action); });
}

void on_event(Instance &instance, const std::shared_ptr<Guest> &guest, const Event &event)
{
    if (event.name == "SHUTDOWN")
        on_shutdown(instance, guest, event);
    else if (event.name == "STOP")
        on_stop(instance, guest);
    else if (event.name == "RESUME")
        on_resume(instance, guest);
    else if (event.name == "RESET")
        on_reset(instance, guest, event);
    else if (event.name == "GUEST_PANICKED")
        on_panic(instance, guest);
    else if (event.name == "BALLOON_CHANGE")
        on_balloon(instance, guest, event);
    else if (event.name == "BLOCK_IO_ERROR" && text_of(event.data, "action") == "stop")
        guest->set_pause_reason(paused_io_error);
    else if (event.name == "WATCHDOG" && text_of(event.data, "action") == "pause")
        guest->set_pause_reason(paused_watchdog);
    else if (event.name == "SUSPEND")
        change(instance, *guest, [](store::Write &write, store::Domain &domain) {
            write.set_state(domain, store::State::PmSuspended, no_reason);
            write.emit(domain, event_pm_suspended, 0);
        });
    else if (event.name == "WAKEUP")
        on_wakeup(instance, guest);
    else if (event.name == "RTC_CHANGE")
        change(instance, *guest, [&](store::Write &write, store::Domain &domain) {
            emit(write, domain, id_rtc_change, number_of(event.data, "offset"));
        });
}

void on_monitor_lost(Instance &instance, const std::shared_ptr<Guest> &guest, const std::string &reason)
{
    // At the end of a guest this comes first, and the end of the process a moment later.
    if (process::wait_for_end(guest->pidfd(), 0) || !guest->is_settled())
        return;
    instance.poller().start_timer(end_delay, [&instance, guest, reason] {
        if (process::wait_for_end(guest->pidfd(), 0))
            return;
        instance.report(
            LogLevel::Warning,
            fmt::format("the monitor of domain '{}' is lost, the domain goes on: {}", guest->name(), reason));
        reconnect_later(instance, guest);
    });
}

void watch_end(Instance &instance, const std::shared_ptr<Guest> &guest)
{
    // The watch is known to the guest before it can fire: whoever calls from elsewhere holds the poller
    // meanwhile.
    instance.poller().post([&instance, guest] {
        guest->set_end_watch(instance.poller().watch(
            guest->pidfd().get(), EPOLLIN, [&instance, guest](uint32_t) { on_end(instance, guest); }));
    });
}

} // namespace modvirt::qemu::guest
