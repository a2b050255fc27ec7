// SPDX-License-Identifier: LGPL-2.1-or-later
// event: waits for what happens to domains. How each kind of event reads belongs in event_text.cpp.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/event_queue.hpp"
#include "base/failure.hpp"
#include "base/json.hpp"
#include "commands/event_text.hpp"

namespace modvirt::cli {

namespace {

// Callbacks hold one of these each; the library frees it when nothing will call any more.
struct Subscription {
    std::shared_ptr<EventQueue> queue;
    EventForm form;
    int event;
};

void free_subscription(void *opaque)
{
    delete static_cast<Subscription *>(opaque);
}

void deliver(void *opaque, const EventReport &report)
{
    const auto &subscription = *static_cast<const Subscription *>(opaque);
    subscription.queue->push(event_line(report, subscription.form));
}

class Subscriptions {
public:
    explicit Subscriptions(virConnectPtr connection) : m_connection(connection) {}
    ~Subscriptions()
    {
        for (const int id : m_ids)
            virConnectDomainEventDeregisterAny(m_connection, id);
    }
    Subscriptions(const Subscriptions &) = delete;
    Subscriptions &operator=(const Subscriptions &) = delete;

    bool add(virDomainPtr domain, int event, const std::shared_ptr<EventQueue> &queue, EventForm form)
    {
        auto subscription = std::make_unique<Subscription>(Subscription{queue, form, event});
        const int id =
            virConnectDomainEventRegisterAny(m_connection, domain, event, event_callback(event, deliver),
                                             subscription.get(), free_subscription);
        if (id < 0)
            return false;
        static_cast<void>(subscription.release());
        m_ids.push_back(id);
        return true;
    }

private:
    virConnectPtr m_connection;
    std::vector<int> m_ids;
};

int event_number(const std::string &name)
{
    const auto names = event_names();
    for (size_t i = 0; i < names.size(); ++i)
        if (names[i] == name)
            return static_cast<int>(i);
    fail("unknown event type {}", name);
}

void check_options(const Arguments &arguments)
{
    arguments.refuse_both("list", "all");
    arguments.refuse_both("list", "event");
    arguments.refuse_both("all", "event");
}

void subscribe(const Arguments &arguments, Subscriptions &subscriptions, virDomainPtr domain,
               const std::shared_ptr<EventQueue> &queue, EventForm form)
{
    if (!arguments.has("all")) {
        if (!subscriptions.add(domain, event_number(*arguments.text("event")), queue, form))
            fail();
        return;
    }
    // A driver that knows some kinds of events only is good enough, one that knows none is not.
    bool any = false;
    for (size_t i = 0; i < event_names().size(); ++i)
        any = subscriptions.add(domain, static_cast<int>(i), queue, form) || any;
    if (!any)
        fail();
}

void run_event(Session &session, const Arguments &arguments)
{
    check_options(arguments);
    if (arguments.has("list"))
        return print_event_names(session, arguments, event_names());
    const auto name = arguments.text("event");
    if (name)
        static_cast<void>(event_number(*name));
    else if (!arguments.has("all"))
        fail("one of --list, --all, or --event <type> is required");
    static_cast<void>(arguments.timeout_ms());

    Domain domain;
    if (const auto text = arguments.text("domain"))
        domain = find_domain(session, *text);
    const auto queue = std::make_shared<EventQueue>();
    const InterruptGuard interrupt;
    Subscriptions subscriptions(session.connection());
    subscribe(arguments, subscriptions, domain.get(), queue, event_form(session, arguments));
    print_events(session, arguments, *queue, interrupt);
}

std::vector<std::string> complete_event(Session &, const Arguments &)
{
    const auto names = event_names();
    return {names.begin(), names.end()};
}

constexpr Option event_options[] = {
    text("domain", "filter by domain name, id or uuid", complete_domain),
    text("event", "which event type to wait for", complete_event),
    flag("all", "wait for all events instead of just one type"),
    flag("loop", "loop until timeout or interrupt, rather than one-shot"),
    number("timeout", "timeout seconds"),
    flag("list", "list valid event types"),
    flag("timestamp", "show timestamp for each printed event"),
};

} // namespace

constexpr Command event_command{.name = "event",
                                .summary = "Domain Events",
                                .description = "List event types, or wait for domain events to occur",
                                .options = event_options,
                                .run = run_event,
                                .traits = Json | Waits};

} // namespace modvirt::cli
