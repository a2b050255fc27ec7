// SPDX-License-Identifier: LGPL-2.1-or-later
// The events of networks, storage pools, host devices and secrets, and who listens to them.
#pragma once

#include <optional>
#include <string>

#include "event_listener.hpp"

namespace modvirt {

// Of what kind the object of an event is; none when the event names no object.
[[nodiscard]] std::optional<EventSource> source_of(const modvirt_object_event &event) noexcept;

// One more than the largest event id of a source that is no domain.
[[nodiscard]] int event_id_count(EventSource source) noexcept;

// What tells an object from all others of its kind: its UUID, or the name of one that has none.
[[nodiscard]] std::string identity_of(EventSource source, const ObjectHandle &object);

// A modvirt_object_event that owns its text.
struct ObjectEvent : Event {
    // Throws std::bad_alloc.
    ObjectEvent(EventSource kind, const modvirt_object_event &raw);
    [[nodiscard]] ObjectHandle *make_object(virConnectPtr connection) const noexcept override;
    void free_object(ObjectHandle *object) const noexcept override;

    std::array<uint8_t, VIR_UUID_BUFLEN> uuid{};
    std::string name; // of a secret, the id of its usage
    int usage_type = 0;
    int32_t type;
    int32_t detail;

private:
    void set_uuid(const uint8_t (&bytes)[VIR_UUID_BUFLEN]) noexcept;
};

struct ObjectListener : EventListener {
    using EventListener::EventListener;

    std::optional<std::string> identity{}; // of the only object it is for
    void (*function)() = nullptr;          // of the type that belongs to the event

    [[nodiscard]] bool is_same(const EventListener &other) const noexcept override;
    [[nodiscard]] bool is_about(const Event &event) const noexcept override;
    void call(virConnectPtr connection, ObjectHandle *object, const Event &event) const noexcept override;
};

} // namespace modvirt
