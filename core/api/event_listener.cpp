// SPDX-License-Identifier: LGPL-2.1-or-later
#include "event_listener.hpp"

#include <algorithm>

namespace modvirt {

namespace {

// The type that the application's function had before it was registered.
template <class Function>
Function typed(virConnectDomainEventGenericCallback function) noexcept
{
    return reinterpret_cast<Function>(reinterpret_cast<void (*)()>(function));
}

} // namespace

DomainEvent::DomainEvent(const modvirt_domain_event &raw)
    : event_id(raw.event_id), domain_id(raw.domain.id), name(raw.domain.name), type(raw.type),
      detail(raw.detail), value(raw.value)
{
    std::copy(std::begin(raw.domain.uuid), std::end(raw.domain.uuid), uuid.begin());
}

bool can_deliver(uint32_t event_id) noexcept
{
    switch (event_id) {
    case VIR_DOMAIN_EVENT_ID_LIFECYCLE:
    case VIR_DOMAIN_EVENT_ID_REBOOT:
    case VIR_DOMAIN_EVENT_ID_RTC_CHANGE:
    case VIR_DOMAIN_EVENT_ID_WATCHDOG:
    case VIR_DOMAIN_EVENT_ID_CONTROL_ERROR:
    case VIR_DOMAIN_EVENT_ID_PMWAKEUP:
    case VIR_DOMAIN_EVENT_ID_PMSUSPEND:
    case VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE:
    case VIR_DOMAIN_EVENT_ID_PMSUSPEND_DISK:
    case VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE:
    case VIR_DOMAIN_EVENT_ID_MIGRATION_ITERATION:
    case VIR_DOMAIN_EVENT_ID_MEMORY_FAILURE:
        return true;
    default:
        return false;
    }
}

bool DomainListener::is_same(const DomainListener &other) const noexcept
{
    return event_id == other.event_id && is_old_style == other.is_old_style && uuid == other.uuid &&
           function == other.function;
}

bool DomainListener::wants(const DomainEvent &event) const noexcept
{
    return static_cast<uint32_t>(event_id) == event.event_id && (!uuid || *uuid == event.uuid);
}

void DomainListener::call(virConnectPtr connection, virDomainPtr domain,
                          const DomainEvent &event) const noexcept
{
    switch (event.event_id) {
    case VIR_DOMAIN_EVENT_ID_LIFECYCLE:
        typed<virConnectDomainEventCallback>(function)(connection, domain, event.type, event.detail, data);
        break;
    case VIR_DOMAIN_EVENT_ID_REBOOT:
    case VIR_DOMAIN_EVENT_ID_CONTROL_ERROR:
        function(connection, domain, data);
        break;
    case VIR_DOMAIN_EVENT_ID_RTC_CHANGE:
        typed<virConnectDomainEventRTCChangeCallback>(function)(connection, domain, event.value, data);
        break;
    // These are given one number, which is named differently in each.
    case VIR_DOMAIN_EVENT_ID_WATCHDOG:
    case VIR_DOMAIN_EVENT_ID_PMWAKEUP:
    case VIR_DOMAIN_EVENT_ID_PMSUSPEND:
    case VIR_DOMAIN_EVENT_ID_PMSUSPEND_DISK:
    case VIR_DOMAIN_EVENT_ID_MIGRATION_ITERATION:
        typed<virConnectDomainEventPMWakeupCallback>(function)(connection, domain, event.type, data);
        break;
    case VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE:
        typed<virConnectDomainEventBalloonChangeCallback>(function)(
            connection, domain, static_cast<unsigned long long>(event.value), data);
        break;
    case VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE:
        typed<virConnectDomainEventAgentLifecycleCallback>(function)(connection, domain, event.type,
                                                                     event.detail, data);
        break;
    case VIR_DOMAIN_EVENT_ID_MEMORY_FAILURE:
        typed<virConnectDomainEventMemoryFailureCallback>(function)(
            connection, domain, event.type, event.detail, static_cast<unsigned int>(event.value), data);
        break;
    default:
        break;
    }
}

} // namespace modvirt
