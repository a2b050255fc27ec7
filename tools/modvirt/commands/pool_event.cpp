// SPDX-License-Identifier: LGPL-2.1-or-later
// pool-event: waits for what happens to storage pools.
#include "commands/commands.hpp"

#include "base/event_queue.hpp"
#include "base/failure.hpp"
#include "base/json.hpp"
#include "base/pool_lookup.hpp"
#include "commands/event_text.hpp"

#include <algorithm>

namespace modvirt::cli {

namespace {

// In the order of virStoragePoolEventID, and of virStoragePoolEventLifecycleType.
constexpr std::string_view names[] = {"lifecycle", "refresh"};
constexpr std::string_view lifecycle_names[] = {"Defined", "Undefined", "Started",
                                                "Stopped", "Created",   "Deleted"};

// The library frees it when nothing will call any more.
struct Subscription {
    std::shared_ptr<EventQueue> queue;
    EventForm form;
};

void push(void *opaque, virStoragePoolPtr pool, std::string_view event, std::string_view detail)
{
    const auto &subscription = *static_cast<const Subscription *>(opaque);
    const char *name = virStoragePoolGetName(pool);
    if (subscription.form == EventForm::Json)
        return subscription.queue->push(
            event_json({std::string(event), "storage pool", name, std::string(detail)}));
    subscription.queue->push(fmt::format("{}event '{}' for storage pool {}{}{}\n", stamp_text(subscription.form),
                                         event, name, detail.empty() ? "" : ": ", detail));
}

void on_lifecycle(virConnectPtr, virStoragePoolPtr pool, int event, int, void *opaque)
{
    const auto number = static_cast<size_t>(event);
    push(opaque, pool, "lifecycle",
         number < std::size(lifecycle_names) ? lifecycle_names[number] : "unknown");
}

void on_refresh(virConnectPtr, virStoragePoolPtr pool, void *opaque)
{
    push(opaque, pool, "refresh", "");
}

void free_subscription(void *opaque)
{
    delete static_cast<Subscription *>(opaque);
}

class Registration {
public:
    Registration(virConnectPtr connection, const Pool &pool, int event,
                 std::unique_ptr<Subscription> subscription)
        : m_connection(connection)
    {
        // One type stands for all of them in the C interface.
        const auto callback = event == VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE
                                  ? VIR_STORAGE_POOL_EVENT_CALLBACK(on_lifecycle)
                                  : VIR_STORAGE_POOL_EVENT_CALLBACK(on_refresh);
        m_id = virConnectStoragePoolEventRegisterAny(connection, pool.get(), event, callback,
                                                     subscription.get(), free_subscription);
        if (m_id < 0)
            fail();
        static_cast<void>(subscription.release());
    }
    ~Registration() { virConnectStoragePoolEventDeregisterAny(m_connection, m_id); }
    Registration(const Registration &) = delete;
    Registration &operator=(const Registration &) = delete;

private:
    virConnectPtr m_connection;
    int m_id;
};

int event_number(const std::string &name)
{
    const auto *const found = std::ranges::find(names, name);
    if (found == std::end(names))
        fail("unknown event type {}", name);
    return static_cast<int>(found - std::begin(names));
}

void run_pool_event(Session &session, const Arguments &arguments)
{
    if (arguments.has("list"))
        return print_event_names(session, arguments, names);
    const auto name = arguments.text("event");
    if (!name)
        fail("either --list or --event <type> is required");
    const int event = event_number(*name);
    const auto pool_text = arguments.text("pool");
    const Pool pool = pool_text ? find_pool_named(session, *pool_text) : Pool();
    const auto queue = std::make_shared<EventQueue>();
    const InterruptGuard interrupt;
    const Registration registration(session.connection(), pool, event,
                                    std::make_unique<Subscription>(Subscription{queue, event_form(session, arguments)}));
    print_events(session, arguments, *queue, interrupt);
}

std::vector<std::string> complete_event(Session &, const Arguments &)
{
    return {std::begin(names), std::end(names)};
}

constexpr Option pool_event_options[] = {
    text("pool", "filter by storage pool name or uuid", complete_pool),
    text("event", "which event type to wait for", complete_event),
    flag("loop", "loop until timeout or interrupt, rather than one-shot"),
    number("timeout", "timeout seconds"),
    flag("list", "list valid event types"),
    flag("timestamp", "show timestamp for each printed event"),
};

} // namespace

constexpr Command pool_event_command{.name = "pool-event",
                                     .summary = "Storage Pool Events",
                                     .description =
                                         "List event types, or wait for storage pool events to occur",
                                     .options = pool_event_options,
                                     .run = run_pool_event,
                                     .traits = Json | Waits};

} // namespace modvirt::cli
