// SPDX-License-Identifier: LGPL-2.1-or-later
// One callback of the application for the events of a connection.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include <libvirt/libvirt.h>

#include <modvirt/plugin.h>

#include "handle.hpp"
#include "typed_list.hpp"

namespace modvirt {

// One more than the largest virDomainEventID.
inline constexpr int domain_event_ids = VIR_DOMAIN_EVENT_ID_MEMORY_DEVICE_SIZE_CHANGE + 1;

// Who came to a graphics display, in libvirt's form; owns its text.
class ShownGraphicsClient {
public:
    explicit ShownGraphicsClient(const modvirt_graphics_client &raw);
    ShownGraphicsClient(const ShownGraphicsClient &) = delete;
    ShownGraphicsClient &operator=(const ShownGraphicsClient &) = delete;

    [[nodiscard]] const virDomainEventGraphicsAddress *local() const noexcept { return &m_local; }
    [[nodiscard]] const virDomainEventGraphicsAddress *remote() const noexcept { return &m_remote; }
    [[nodiscard]] const char *auth_scheme() const noexcept { return m_auth_scheme; }
    [[nodiscard]] const virDomainEventGraphicsSubject *subject() const noexcept { return &m_subject; }

private:
    char *keep(const char *text);
    virDomainEventGraphicsAddress address(const modvirt_graphics_address *raw);

    std::deque<std::string> m_texts; // does not move what is in it
    virDomainEventGraphicsAddress m_local;
    virDomainEventGraphicsAddress m_remote;
    char *m_auth_scheme;
    std::vector<virDomainEventGraphicsSubjectIdentity> m_identities;
    virDomainEventGraphicsSubject m_subject{};
};

// What kinds of objects have events.
enum class EventSource : uint8_t { Domain, Network, StoragePool, NodeDevice, Secret };
inline constexpr size_t event_sources = 5;

// Something that happened to an object.
struct Event {
    Event(EventSource kind, uint32_t id) : source(kind), event_id(id) {}
    Event(const Event &) = delete;
    Event &operator=(const Event &) = delete;
    virtual ~Event() = default;

    // A handle on the object, and its end; null without memory.
    [[nodiscard]] virtual ObjectHandle *make_object(virConnectPtr connection) const noexcept = 0;
    virtual void free_object(ObjectHandle *object) const noexcept = 0;

    EventSource source;
    uint32_t event_id; // of the source's enumeration
};

// A modvirt_domain_event that owns its text.
struct DomainEvent : Event {
    // Throws std::bad_alloc.
    explicit DomainEvent(const modvirt_domain_event &raw);
    [[nodiscard]] ObjectHandle *make_object(virConnectPtr connection) const noexcept override;
    void free_object(ObjectHandle *object) const noexcept override;

    int32_t domain_id;
    std::array<uint8_t, VIR_UUID_BUFLEN> uuid;
    std::string name;
    int32_t type;
    int32_t detail;
    int64_t value;
    uint64_t excess = 0;
    std::optional<std::string> device;
    std::optional<std::string> path;
    std::optional<std::string> old_path;
    std::optional<std::string> text;
    typed::List parameters;
    std::optional<ShownGraphicsClient> graphics;
};

// Whether this is a virDomainEventID that a driver may report.
[[nodiscard]] bool can_deliver(const modvirt_domain_event &event) noexcept;

// The form in which the callback of any event is kept.
[[nodiscard]] inline virConnectDomainEventGenericCallback
as_generic(virConnectDomainEventCallback function) noexcept
{
    return reinterpret_cast<virConnectDomainEventGenericCallback>(reinterpret_cast<void (*)()>(function));
}

// What the application registers and the library gives back to it when it is no longer needed.
struct Listener {
    void *data = nullptr;
    virFreeCallback free = nullptr;
    int running = 0; // how many calls of it are under way
    bool is_removed = false;

    void give_back() const noexcept
    {
        if (free != nullptr)
            free(data);
    }
};

// One that events are delivered to. Registering the same one twice is a mistake.
struct EventListener : Listener {
    explicit EventListener(EventSource kind) : source(kind) {}
    EventListener(const EventListener &) = delete;
    EventListener &operator=(const EventListener &) = delete;
    virtual ~EventListener() = default;

    [[nodiscard]] virtual bool is_same(const EventListener &other) const noexcept = 0;
    // Whether it is for the object of an event that is of its source and its id.
    [[nodiscard]] virtual bool is_about(const Event &event) const noexcept = 0;
    // Calls the function by the type that belongs to the event. `object` is what the event has made.
    virtual void call(virConnectPtr connection, ObjectHandle *object, const Event &event) const noexcept = 0;

    [[nodiscard]] bool wants(const Event &event) const noexcept
    {
        return source == event.source && static_cast<uint32_t>(event_id) == event.event_id && is_about(event);
    }

    EventSource source;
    int id = 0;
    int event_id = 0;
    uint64_t since = 0; // the number of the last event that came before it
};

struct DomainListener : EventListener {
    DomainListener() : EventListener(EventSource::Domain) {}

    bool is_old_style = false; // of virConnectDomainEventRegister
    std::optional<std::array<uint8_t, VIR_UUID_BUFLEN>> uuid{}; // of the only domain it is for
    virConnectDomainEventGenericCallback function = nullptr;

    [[nodiscard]] bool is_same(const EventListener &other) const noexcept override;
    [[nodiscard]] bool is_about(const Event &event) const noexcept override;
    void call(virConnectPtr connection, ObjectHandle *object, const Event &event) const noexcept override;

private:
    void call(virConnectPtr connection, virDomainPtr domain, const DomainEvent &event) const noexcept;
    void call_for_device(virConnectPtr connection, virDomainPtr domain,
                         const DomainEvent &event) const noexcept;
};

struct CloseListener : Listener {
    virConnectCloseFunc function = nullptr;
};

} // namespace modvirt
