// SPDX-License-Identifier: LGPL-2.1-or-later
// One callback of the application for the events of a connection.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include <libvirt/libvirt.h>

#include <modvirt/plugin.h>

namespace modvirt {

// One more than the largest virDomainEventID.
inline constexpr int domain_event_ids = VIR_DOMAIN_EVENT_ID_MEMORY_DEVICE_SIZE_CHANGE + 1;

// A modvirt_domain_event that owns its text.
struct DomainEvent {
    explicit DomainEvent(const modvirt_domain_event &raw);

    uint32_t event_id;
    int32_t domain_id;
    std::array<uint8_t, VIR_UUID_BUFLEN> uuid;
    std::string name;
    int32_t type;
    int32_t detail;
    int64_t value;
};

// Answers whether modvirt_domain_event has all that the callback of this virDomainEventID is given.
[[nodiscard]] bool can_deliver(uint32_t event_id) noexcept;

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

struct DomainListener : Listener {
    int id = 0;
    int event_id = 0;
    uint64_t since = 0;        // the number of the last event that came before it
    bool is_old_style = false; // of virConnectDomainEventRegister
    std::optional<std::array<uint8_t, VIR_UUID_BUFLEN>> uuid{}; // of the only domain it is for
    virConnectDomainEventGenericCallback function = nullptr;

    [[nodiscard]] bool is_same(const DomainListener &other) const noexcept;
    [[nodiscard]] bool wants(const DomainEvent &event) const noexcept;
    // Calls the function by the type that belongs to its event.
    void call(virConnectPtr connection, virDomainPtr domain, const DomainEvent &event) const noexcept;
};

struct CloseListener : Listener {
    virConnectCloseFunc function = nullptr;
};

} // namespace modvirt
