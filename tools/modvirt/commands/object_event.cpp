// SPDX-License-Identifier: LGPL-2.1-or-later
// net-event, nodedev-event, secret-event: wait for what happens to objects that are no domains.
#include "commands/commands.hpp"

#include "base/device_lookup.hpp"
#include "base/event_queue.hpp"
#include "base/failure.hpp"
#include "base/json.hpp"
#include "base/network_lookup.hpp"
#include "base/secret_lookup.hpp"

#include <span>

namespace modvirt::cli {

namespace {

using Names = std::span<const std::string_view>;

constexpr std::string_view network_events[] = {"lifecycle"};
constexpr std::string_view device_events[] = {"lifecycle", "update"};
constexpr std::string_view secret_events[] = {"lifecycle", "value-changed"};

// In the order of their virNetworkEventLifecycleType and so on.
constexpr std::string_view network_life[] = {"Defined", "Undefined", "Started", "Stopped"};
constexpr std::string_view device_life[] = {"Created", "Deleted", "Defined", "Undefined"};
constexpr std::string_view secret_life[] = {"Defined", "Undefined"};

constexpr int lifecycle = 0; // the number of this event for every kind of object

// Callbacks hold one of these each; the library frees it when nothing will call any more.
struct Subscription {
    std::shared_ptr<EventQueue> queue;
    EventForm form;
    std::string_view event;
};

void free_subscription(void *opaque)
{
    delete static_cast<Subscription *>(opaque);
}

void push(void *opaque, std::string_view object, std::string_view name, std::string_view detail)
{
    const auto &subscription = *static_cast<const Subscription *>(opaque);
    if (subscription.form == EventForm::Json)
        return subscription.queue->push(event_json({std::string(subscription.event), std::string(object),
                                                    std::string(name), std::string(detail)}));
    subscription.queue->push(fmt::format("{}event '{}' for {} {}{}{}\n", stamp_text(subscription.form),
                                         subscription.event, object, name, detail.empty() ? "" : ": ", detail));
}

std::string_view life_of(Names life, int type)
{
    return type >= 0 && static_cast<size_t>(type) < life.size() ? life[static_cast<size_t>(type)] : "unknown";
}

void on_network(virConnectPtr, virNetworkPtr network, int type, int, void *opaque)
{
    push(opaque, "network", virNetworkGetName(network), life_of(network_life, type));
}

void on_device(virConnectPtr, virNodeDevicePtr device, int type, int, void *opaque)
{
    push(opaque, "node device", virNodeDeviceGetName(device), life_of(device_life, type));
}

void on_device_update(virConnectPtr, virNodeDevicePtr device, void *opaque)
{
    push(opaque, "node device", virNodeDeviceGetName(device), {});
}

std::string uuid_of(virSecretPtr secret)
{
    char uuid[VIR_UUID_STRING_BUFLEN] = "";
    static_cast<void>(virSecretGetUUIDString(secret, uuid));
    return uuid;
}

void on_secret(virConnectPtr, virSecretPtr secret, int type, int, void *opaque)
{
    push(opaque, "secret", uuid_of(secret), life_of(secret_life, type));
}

void on_secret_value(virConnectPtr, virSecretPtr secret, void *opaque)
{
    push(opaque, "secret", uuid_of(secret), {});
}

// Registers for as long as it lives.
template <auto Deregister>
class Registration {
public:
    Registration(virConnectPtr connection, int id) : m_connection(connection), m_id(id) {}
    Registration(const Registration &) = delete;
    Registration &operator=(const Registration &) = delete;
    ~Registration()
    {
        if (m_id >= 0)
            Deregister(m_connection, m_id);
    }
    [[nodiscard]] bool is_made() const { return m_id >= 0; }

private:
    virConnectPtr m_connection;
    int m_id;
};

int event_number(Names names, std::string_view name)
{
    for (size_t number = 0; number < names.size(); ++number)
        if (names[number] == name)
            return static_cast<int>(number);
    fail("unknown event type {}", name);
}

// The body of all these commands; `start` registers a subscription to an event by its number.
template <auto Deregister, class Start>
void run_object_event(Session &session, const Arguments &arguments, Names names, const Start &start)
{
    if (arguments.has("list"))
        return print_event_names(session, arguments, names);
    const auto name = arguments.text("event");
    if (!name)
        fail("either --list or --event <type> is required");
    const int event = event_number(names, *name);
    static_cast<void>(arguments.timeout_ms());

    const auto queue = std::make_shared<EventQueue>();
    const InterruptGuard interrupt;
    auto subscription = std::make_unique<Subscription>(
        Subscription{queue, event_form(session, arguments), names[static_cast<size_t>(event)]});
    const Registration<Deregister> registration(session.connection(), start(event, subscription.get()));
    if (!registration.is_made())
        fail();
    static_cast<void>(subscription.release());
    print_events(session, arguments, *queue, interrupt);
}

void run_net_event(Session &session, const Arguments &arguments)
{
    Network network;
    const auto start = [&](int event, void *subscription) {
        if (const auto text = arguments.text("network"))
            network = find_network(session, *text);
        return virConnectNetworkEventRegisterAny(session.connection(), network.get(), event,
                                                 VIR_NETWORK_EVENT_CALLBACK(on_network), subscription,
                                                 free_subscription);
    };
    run_object_event<virConnectNetworkEventDeregisterAny>(session, arguments, network_events, start);
}

void run_nodedev_event(Session &session, const Arguments &arguments)
{
    NodeDevice device;
    const auto start = [&](int event, void *subscription) {
        if (const auto text = arguments.text("device"))
            device = find_device_by_name(session, *text);
        const auto callback = event == lifecycle ? VIR_NODE_DEVICE_EVENT_CALLBACK(on_device)
                                                 : VIR_NODE_DEVICE_EVENT_CALLBACK(on_device_update);
        return virConnectNodeDeviceEventRegisterAny(session.connection(), device.get(), event, callback,
                                                    subscription, free_subscription);
    };
    run_object_event<virConnectNodeDeviceEventDeregisterAny>(session, arguments, device_events, start);
}

void run_secret_event(Session &session, const Arguments &arguments)
{
    Secret secret;
    const auto start = [&](int event, void *subscription) {
        if (arguments.has("secret"))
            secret = find_secret(session, arguments);
        const auto callback = event == lifecycle ? VIR_SECRET_EVENT_CALLBACK(on_secret)
                                                 : VIR_SECRET_EVENT_CALLBACK(on_secret_value);
        return virConnectSecretEventRegisterAny(session.connection(), secret.get(), event, callback,
                                                subscription, free_subscription);
    };
    run_object_event<virConnectSecretEventDeregisterAny>(session, arguments, secret_events, start);
}

template <const auto &Names>
std::vector<std::string> complete_event(Session &, const Arguments &)
{
    return {std::begin(Names), std::end(Names)};
}

constexpr Option net_event_options[] = {
    text("network", "filter by network name or uuid", complete_network),
    text("event", "which event type to wait for", complete_event<network_events>),
    flag("loop", "loop until timeout or interrupt, rather than one-shot"),
    number("timeout", "timeout seconds"),
    flag("list", "list valid event types"),
    flag("timestamp", "show timestamp for each printed event"),
};
constexpr Option nodedev_event_options[] = {
    text("device", "filter by node device name", complete_device),
    text("event", "which event type to wait for", complete_event<device_events>),
    flag("loop", "loop until timeout or interrupt, rather than one-shot"),
    number("timeout", "timeout seconds"),
    flag("list", "list valid event types"),
    flag("timestamp", "show timestamp for each printed event"),
};
constexpr Option secret_event_options[] = {
    text("secret", "filter by secret name or uuid", complete_secret),
    text("event", "which event type to wait for", complete_event<secret_events>),
    flag("loop", "loop until timeout or interrupt, rather than one-shot"),
    number("timeout", "timeout seconds"),
    flag("list", "list valid event types"),
    flag("timestamp", "show timestamp for each printed event"),
};

} // namespace

constexpr Command net_event_command{.name = "net-event",
                                    .summary = "Network Events",
                                    .description = "List event types, or wait for network events to occur",
                                    .options = net_event_options,
                                    .run = run_net_event,
                                    .traits = Json | Waits};
constexpr Command nodedev_event_command{.name = "nodedev-event",
                                        .summary = "Node Device Events",
                                        .description =
                                            "List event types, or wait for node device events to occur",
                                        .options = nodedev_event_options,
                                        .run = run_nodedev_event,
                                        .traits = Json | Waits};
constexpr Command secret_event_command{.name = "secret-event",
                                       .summary = "Secret Events",
                                       .description = "List event types, or wait for secret events to occur",
                                       .options = secret_event_options,
                                       .run = run_secret_event,
                                       .traits = Json | Waits};

} // namespace modvirt::cli
