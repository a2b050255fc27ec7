// SPDX-License-Identifier: LGPL-2.1-or-later
// One callback per signature that libvirt-domain.h declares.
#include "commands/event_text.hpp"

#include "base/typed_parameter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <iterator>

namespace modvirt::cli {

namespace {

constexpr std::string_view names[] = {
    "lifecycle",
    "reboot",
    "rtc-change",
    "watchdog",
    "io-error",
    "graphics",
    "io-error-reason",
    "control-error",
    "block-job",
    "disk-change",
    "tray-change",
    "pm-wakeup",
    "pm-suspend",
    "balloon-change",
    "pm-suspend-disk",
    "device-removed",
    "block-job-2",
    "tunable",
    "agent-lifecycle",
    "device-added",
    "migration-iteration",
    "job-completed",
    "device-removal-failed",
    "metadata-change",
    "block-threshold",
    "memory-failure",
    "memory-device-size-change",
};

std::atomic<Deliver> deliver_report = nullptr;

using Texts = std::span<const std::string_view>;

template <typename List>
std::string_view pick(const List &list, int index)
{
    return index >= 0 && static_cast<size_t>(index) < std::size(list) ? list[static_cast<size_t>(index)]
                                                                      : "unknown";
}

std::string or_null(const char *text)
{
    return text ? text : "<null>";
}

template <typename... Args>
void report(virDomainPtr domain, int event, void *opaque, fmt::format_string<Args...> format, Args &&...args)
{
    const char *name = virDomainGetName(domain);
    deliver_report.load()(opaque,
                          {names[event], or_null(name), fmt::format(format, std::forward<Args>(args)...)});
}

// ---- lifecycle

constexpr std::string_view lifecycle_events[] = {"Defined",   "Undefined",   "Started",
                                                 "Suspended", "Resumed",     "Stopped",
                                                 "Shutdown",  "PMSuspended", "Crashed"};
constexpr std::string_view defined_details[] = {"Added", "Updated", "Renamed", "Snapshot"};
constexpr std::string_view undefined_details[] = {"Removed", "Renamed"};
constexpr std::string_view started_details[] = {"Booted", "Migrated", "Restored", "Snapshot", "Event wakeup"};
constexpr std::string_view suspended_details[] = {"Paused",    "Migrated",  "I/O Error",
                                                  "Watchdog",  "Restored",  "Snapshot",
                                                  "API error", "Post-copy", "Post-copy Error"};
constexpr std::string_view resumed_details[] = {"Unpaused", "Migrated", "Snapshot", "Post-copy",
                                                "Post-copy Error"};
constexpr std::string_view stopped_details[] = {"Shutdown", "Destroyed", "Crashed", "Migrated",
                                                "Saved",    "Failed",    "Snapshot"};
constexpr std::string_view shutdown_details[] = {"Finished", "Finished after guest request",
                                                 "Finished after host request"};
constexpr std::string_view pmsuspended_details[] = {"Memory", "Disk"};
constexpr std::string_view crashed_details[] = {"Panicked", "Crashloaded"};

constexpr Texts lifecycle_details[] = {defined_details,   undefined_details,   started_details,
                                       suspended_details, resumed_details,     stopped_details,
                                       shutdown_details,  pmsuspended_details, crashed_details};

std::string_view lifecycle_detail(int event, int detail)
{
    if (event < 0 || static_cast<size_t>(event) >= std::size(lifecycle_details))
        return "unknown";
    return pick(lifecycle_details[event], detail);
}

int on_lifecycle(virConnectPtr, virDomainPtr domain, int event, int detail, void *opaque)
{
    report(domain, VIR_DOMAIN_EVENT_ID_LIFECYCLE, opaque, ": {} {}\n", pick(lifecycle_events, event),
           lifecycle_detail(event, detail));
    return 0;
}

// ---- events that only have a name

template <int Event>
void on_plain(virConnectPtr, virDomainPtr domain, void *opaque)
{
    report(domain, Event, opaque, "\n");
}

template <int Event>
void on_power_management(virConnectPtr, virDomainPtr domain, int, void *opaque)
{
    report(domain, Event, opaque, "\n");
}

// ---- the others

void on_rtc_change(virConnectPtr, virDomainPtr domain, long long offset_s, void *opaque)
{
    report(domain, VIR_DOMAIN_EVENT_ID_RTC_CHANGE, opaque, ": {}\n", offset_s);
}

void on_watchdog(virConnectPtr, virDomainPtr domain, int action, void *opaque)
{
    constexpr std::string_view actions[] = {"none",     "pause", "reset",     "poweroff",
                                            "shutdown", "debug", "inject-nmi"};
    report(domain, VIR_DOMAIN_EVENT_ID_WATCHDOG, opaque, ": {}\n", pick(actions, action));
}

constexpr std::string_view io_error_actions[] = {"none", "pause", "report"};

void on_io_error(virConnectPtr, virDomainPtr domain, const char *source, const char *alias, int action,
                 void *opaque)
{
    report(domain, VIR_DOMAIN_EVENT_ID_IO_ERROR, opaque, ": {} ({}) {}\n", or_null(source), or_null(alias),
           pick(io_error_actions, action));
}

void on_io_error_reason(virConnectPtr, virDomainPtr domain, const char *source, const char *alias, int action,
                        const char *reason, void *opaque)
{
    report(domain, VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON, opaque, ": {} ({}) {} due to {}\n", or_null(source),
           or_null(alias), pick(io_error_actions, action), or_null(reason));
}

std::string address_text(const virDomainEventGraphicsAddress &address)
{
    constexpr std::string_view families[] = {"IPv4", "IPv6", "unix"};
    return fmt::format("{} {} {}", pick(families, address.family), or_null(address.node),
                       or_null(address.service));
}

void on_graphics(virConnectPtr, virDomainPtr domain, int phase, const virDomainEventGraphicsAddress *local,
                 const virDomainEventGraphicsAddress *remote, const char *scheme,
                 const virDomainEventGraphicsSubject *subject, void *opaque)
{
    constexpr std::string_view phases[] = {"connect", "initialize", "disconnect"};
    std::string lines;
    for (int i = 0; subject && i < subject->nidentity; ++i)
        lines += fmt::format("\t{}={}\n", or_null(subject->identities[i].type),
                             or_null(subject->identities[i].name));
    report(domain, VIR_DOMAIN_EVENT_ID_GRAPHICS, opaque, ": {} local[{}] remote[{}] {}\n{}",
           pick(phases, phase), address_text(*local), address_text(*remote), or_null(scheme), lines);
}

template <int Event>
void on_block_job(virConnectPtr, virDomainPtr domain, const char *disk, int type, int status, void *opaque)
{
    constexpr std::string_view types[] = {"unknown",      "Block Pull",          "Block Copy",
                                          "Block Commit", "Active Block Commit", "Backup"};
    constexpr std::string_view states[] = {"completed", "failed", "canceled", "ready"};
    report(domain, Event, opaque, ": {} for {} {}\n", pick(types, type), or_null(disk),
           pick(states, status));
}

void on_disk_change(virConnectPtr, virDomainPtr domain, const char *old_source, const char *new_source,
                    const char *alias, int reason, void *opaque)
{
    constexpr std::string_view reasons[] = {"changed", "dropped"};
    report(domain, VIR_DOMAIN_EVENT_ID_DISK_CHANGE, opaque, " disk {}: {} -> {}: {}\n", or_null(alias),
           or_null(old_source), or_null(new_source), pick(reasons, reason));
}

void on_tray_change(virConnectPtr, virDomainPtr domain, const char *alias, int reason, void *opaque)
{
    constexpr std::string_view reasons[] = {"opened", "closed"};
    report(domain, VIR_DOMAIN_EVENT_ID_TRAY_CHANGE, opaque, " disk {}: {}\n", or_null(alias),
           pick(reasons, reason));
}

void on_balloon_change(virConnectPtr, virDomainPtr domain, unsigned long long actual_kib, void *opaque)
{
    report(domain, VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE, opaque, ": {}KiB\n", actual_kib);
}

template <int Event>
void on_device(virConnectPtr, virDomainPtr domain, const char *alias, void *opaque)
{
    report(domain, Event, opaque, ": {}\n", or_null(alias));
}

template <int Event>
void on_parameters(virConnectPtr, virDomainPtr domain, virTypedParameterPtr parameters, int count,
                   void *opaque)
{
    std::string lines;
    for (int i = 0; i < count; ++i)
        lines += fmt::format("\t{}: {}\n", parameters[i].field,
                             parameters[i].type == VIR_TYPED_PARAM_BOOLEAN ? fmt::format("{:d}", parameters[i].value.b)
                                                                           : parameter_text(parameters[i]));
    report(domain, Event, opaque, ":\n{}", lines);
}

void on_job_completed(virConnectPtr connection, virDomainPtr domain, virTypedParameterPtr parameters,
                      int count, void *opaque)
{
    on_parameters<VIR_DOMAIN_EVENT_ID_JOB_COMPLETED>(connection, domain, parameters, count, opaque);
}

void on_agent_lifecycle(virConnectPtr, virDomainPtr domain, int state, int reason, void *opaque)
{
    constexpr std::string_view states[] = {"unknown", "connected", "disconnected"};
    constexpr std::string_view reasons[] = {"unknown", "domain started", "channel event"};
    report(domain, VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE, opaque, ": state: '{}' reason: '{}'\n",
           pick(states, state), pick(reasons, reason));
}

void on_migration_iteration(virConnectPtr, virDomainPtr domain, int iteration, void *opaque)
{
    report(domain, VIR_DOMAIN_EVENT_ID_MIGRATION_ITERATION, opaque, ": iteration: '{}'\n", iteration);
}

void on_metadata_change(virConnectPtr, virDomainPtr domain, int type, const char *uri, void *opaque)
{
    constexpr std::string_view types[] = {"description", "title", "element"};
    report(domain, VIR_DOMAIN_EVENT_ID_METADATA_CHANGE, opaque, ": type {}, uri {}\n", pick(types, type),
           or_null(uri));
}

void on_block_threshold(virConnectPtr, virDomainPtr domain, const char *device, const char *path,
                        unsigned long long threshold, unsigned long long excess, void *opaque)
{
    report(domain, VIR_DOMAIN_EVENT_ID_BLOCK_THRESHOLD, opaque, ": dev: {}({}) {} {}\n", or_null(device),
           or_null(path), threshold, excess);
}

void on_memory_failure(virConnectPtr, virDomainPtr domain, int recipient, int action, unsigned flags,
                       void *opaque)
{
    constexpr std::string_view recipients[] = {"hypervisor", "guest"};
    constexpr std::string_view actions[] = {"ignore", "inject", "fatal", "reset"};
    report(domain, VIR_DOMAIN_EVENT_ID_MEMORY_FAILURE, opaque,
           ":\nrecipient: {}\naction: {}\nflags:\n\taction required: {}\n\trecursive: {}\n",
           pick(recipients, recipient), pick(actions, action),
           flags & VIR_DOMAIN_MEMORY_FAILURE_ACTION_REQUIRED ? 1 : 0,
           flags & VIR_DOMAIN_MEMORY_FAILURE_RECURSIVE ? 1 : 0);
}

void on_memory_device_size(virConnectPtr, virDomainPtr domain, const char *alias, unsigned long long size_kib,
                           void *opaque)
{
    report(domain, VIR_DOMAIN_EVENT_ID_MEMORY_DEVICE_SIZE_CHANGE, opaque, ":\nalias: {}\nsize: {}\n",
           or_null(alias), size_kib);
}

// The library calls each with the arguments of its event, whatever the type it is registered under.
template <typename Callback>
virConnectDomainEventGenericCallback generic(Callback *callback)
{
    return reinterpret_cast<virConnectDomainEventGenericCallback>(reinterpret_cast<void (*)()>(callback));
}

const virConnectDomainEventGenericCallback callbacks[] = {
    generic(on_lifecycle),
    generic(on_plain<VIR_DOMAIN_EVENT_ID_REBOOT>),
    generic(on_rtc_change),
    generic(on_watchdog),
    generic(on_io_error),
    generic(on_graphics),
    generic(on_io_error_reason),
    generic(on_plain<VIR_DOMAIN_EVENT_ID_CONTROL_ERROR>),
    generic(on_block_job<VIR_DOMAIN_EVENT_ID_BLOCK_JOB>),
    generic(on_disk_change),
    generic(on_tray_change),
    generic(on_power_management<VIR_DOMAIN_EVENT_ID_PMWAKEUP>),
    generic(on_power_management<VIR_DOMAIN_EVENT_ID_PMSUSPEND>),
    generic(on_balloon_change),
    generic(on_power_management<VIR_DOMAIN_EVENT_ID_PMSUSPEND_DISK>),
    generic(on_device<VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED>),
    generic(on_block_job<VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2>),
    generic(on_parameters<VIR_DOMAIN_EVENT_ID_TUNABLE>),
    generic(on_agent_lifecycle),
    generic(on_device<VIR_DOMAIN_EVENT_ID_DEVICE_ADDED>),
    generic(on_migration_iteration),
    generic(on_job_completed),
    generic(on_device<VIR_DOMAIN_EVENT_ID_DEVICE_REMOVAL_FAILED>),
    generic(on_metadata_change),
    generic(on_block_threshold),
    generic(on_memory_failure),
    generic(on_memory_device_size),
};

static_assert(std::size(names) == std::size(callbacks));
static_assert(std::size(names) == VIR_DOMAIN_EVENT_ID_MEMORY_DEVICE_SIZE_CHANGE + 1);

} // namespace

std::span<const std::string_view> event_names()
{
    return names;
}

virConnectDomainEventGenericCallback event_callback(int event, Deliver deliver)
{
    deliver_report = deliver;
    return callbacks[event];
}

std::string event_line(const EventReport &report, EventForm form)
{
    if (form == EventForm::Json) {
        const size_t start = std::min(report.tail.find_first_not_of(": \n"), report.tail.size());
        return event_json({std::string(report.event), "domain", report.domain, report.tail.substr(start)});
    }
    return fmt::format("{}event '{}' for domain '{}'{}", stamp_text(form), report.event, report.domain,
                       report.tail);
}

} // namespace modvirt::cli
