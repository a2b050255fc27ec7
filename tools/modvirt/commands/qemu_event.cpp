// SPDX-License-Identifier: LGPL-2.1-or-later
// qemu-monitor-event: what QEMU's monitor says of its own accord. What happens to domains of any hypervisor
// is in event.cpp.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/event_queue.hpp"
#include "base/failure.hpp"
#include "base/json.hpp"
#include "base/qmp_text.hpp"

#include <libvirt/libvirt-qemu.h>

namespace modvirt::cli {

namespace {

// Callbacks hold one; the library frees it when nothing will call any more.
struct Subscription {
    std::shared_ptr<EventQueue> queue;
    EventForm form;
    bool pretty;
};

void free_subscription(void *opaque)
{
    delete static_cast<Subscription *>(opaque);
}

std::string details_text(const char *details, bool pretty)
{
    if (!details)
        return "<null>";
    return pretty && !json_complaint(details) ? pretty_json(details) + "\n" : details;
}

void on_event(virConnectPtr, virDomainPtr domain, const char *event, long long seconds, unsigned int micros,
              const char *details, void *opaque)
{
    const auto &subscription = *static_cast<const Subscription *>(opaque);
    const char *name = virDomainGetName(domain);
    if (subscription.form == EventForm::Json)
        return subscription.queue->push(
            event_json({event, "domain", name ? name : "", details ? details : ""}));
    const bool stamped = subscription.form == EventForm::Stamped;
    subscription.queue->push(fmt::format("{}event {}{} for domain '{}': {}\n", stamp_text(subscription.form),
                                         event, stamped ? "" : fmt::format(" at {}.{:06}", seconds, micros),
                                         name ? name : "", details_text(details, subscription.pretty)));
}

using Events = api::EventRegistration<virConnectDomainQemuMonitorEventDeregister>;

Events subscribe(Session &session, const Arguments &arguments, virDomainPtr domain,
                 const std::shared_ptr<EventQueue> &queue)
{
    unsigned flags = 0;
    if (arguments.has("regex"))
        flags |= VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_REGEX;
    if (arguments.has("no-case"))
        flags |= VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_NOCASE;
    const auto event = arguments.text("event");
    auto subscription = std::make_unique<Subscription>(
        Subscription{queue, event_form(session, arguments), arguments.has("pretty")});
    virConnectPtr connection = session.connection();
    const int id =
        virConnectDomainQemuMonitorEventRegister(connection, domain, event ? event->c_str() : nullptr,
                                                 on_event, subscription.get(), free_subscription, flags);
    if (id < 0)
        fail();
    static_cast<void>(subscription.release());
    return {connection, id};
}

void run_monitor_event(Session &session, const Arguments &arguments)
{
    static_cast<void>(arguments.timeout_ms());
    Domain domain;
    if (const auto name = arguments.text("domain"))
        domain = find_domain(session, *name);
    const auto queue = std::make_shared<EventQueue>();
    const InterruptGuard interrupt;
    const Events events = subscribe(session, arguments, domain.get(), queue);
    print_events(session, arguments, *queue, interrupt);
}

constexpr Option monitor_event_options[] = {
    text("domain", "filter by domain name, id or uuid", complete_active_domain),
    text("event", "filter by event name"),
    flag("pretty", "pretty-print any JSON output"),
    flag("loop", "loop until timeout or interrupt, rather than one-shot"),
    number("timeout", "timeout seconds"),
    flag("regex", "treat event as a regex rather than literal filter"),
    flag("no-case", "treat event case-insensitively"),
    flag("timestamp", "show timestamp for each printed event"),
};

} // namespace

constexpr Command qemu_monitor_event_command{.name = "qemu-monitor-event",
                                             .summary = "QEMU Monitor Events",
                                             .description = "Listen for QEMU Monitor Events",
                                             .options = monitor_event_options,
                                             .run = run_monitor_event,
                                             .traits = Json | Waits};

} // namespace modvirt::cli
