// SPDX-License-Identifier: LGPL-2.1-or-later
#include "event_listener.hpp"

#include <algorithm>

namespace modvirt {

namespace {

// The type that the application's function had before it was registered.
template <class Function>
Function as(virConnectDomainEventGenericCallback function) noexcept
{
    return reinterpret_cast<Function>(reinterpret_cast<void (*)()>(function));
}

} // namespace

// --- Graphics
// -----------------------------------------------------------------------------------------------------

ShownGraphicsClient::ShownGraphicsClient(const modvirt_graphics_client &raw)
    : m_local(address(raw.local)), m_remote(address(raw.remote)), m_auth_scheme(keep(raw.auth_scheme))
{
    for (uint32_t index = 0; index < raw.identity_count; ++index)
        m_identities.push_back({keep(raw.identities[2 * index]), keep(raw.identities[2 * index + 1])});
    m_subject = {static_cast<int>(m_identities.size()), m_identities.data()};
}

char *ShownGraphicsClient::keep(const char *text)
{
    return m_texts.emplace_back(text == nullptr ? "" : text).data();
}

virDomainEventGraphicsAddress ShownGraphicsClient::address(const modvirt_graphics_address *raw)
{
    if (raw == nullptr)
        return {VIR_DOMAIN_EVENT_GRAPHICS_ADDRESS_IPV4, keep(nullptr), keep(nullptr)};
    return {raw->family, keep(raw->node), keep(raw->service)};
}

// --- The event
// ----------------------------------------------------------------------------------------------------

DomainEvent::DomainEvent(const modvirt_domain_event &raw)
    : Event(EventSource::Domain, raw.event_id), domain_id(raw.domain->id), name(raw.domain->name), type(raw.type),
      detail(raw.detail), value(raw.value)
{
    std::copy(std::begin(raw.domain->uuid), std::end(raw.domain->uuid), uuid.begin());
    if (!MODVIRT_HAS(&raw, graphics))
        return;
    const auto keep = [](std::optional<std::string> &target, const char *from) {
        if (from != nullptr)
            target = from;
    };
    excess = raw.excess;
    keep(device, raw.device);
    keep(path, raw.path);
    keep(old_path, raw.old_path);
    keep(text, raw.text);
    parameters.append(raw.parameters, raw.parameter_count);
    if (raw.graphics != nullptr)
        graphics.emplace(*raw.graphics);
}

ObjectHandle *DomainEvent::make_object(virConnectPtr connection) const noexcept
{
    const virDomainPtr domain = new_object<virDomain>(connection, name.c_str(), uuid.data());
    if (domain != nullptr)
        domain->id.store(domain_id, std::memory_order_relaxed);
    return domain;
}

void DomainEvent::free_object(ObjectHandle *object) const noexcept
{
    release_object(static_cast<virDomainPtr>(object));
}

bool can_deliver(const modvirt_domain_event &event) noexcept
{
    if (event.domain == nullptr || event.event_id >= uint32_t{domain_event_ids})
        return false;
    return event.event_id != VIR_DOMAIN_EVENT_ID_GRAPHICS ||
           (MODVIRT_HAS(&event, graphics) && event.graphics != nullptr);
}

// --- The listener
// -------------------------------------------------------------------------------------------------

bool DomainListener::is_same(const EventListener &other) const noexcept
{
    if (other.source != EventSource::Domain)
        return false;
    const auto &domain = static_cast<const DomainListener &>(other);
    return event_id == domain.event_id && is_old_style == domain.is_old_style && uuid == domain.uuid &&
           function == domain.function;
}

bool DomainListener::is_about(const Event &event) const noexcept
{
    return !uuid || *uuid == static_cast<const DomainEvent &>(event).uuid;
}

void DomainListener::call(virConnectPtr connection, ObjectHandle *object, const Event &event) const noexcept
{
    call(connection, static_cast<virDomainPtr>(object), static_cast<const DomainEvent &>(event));
}

namespace {

const char *text_of(const std::optional<std::string> &text) noexcept
{
    return text ? text->c_str() : nullptr;
}

// For events whose listeners expect text where there is none.
const char *text_or_empty(const std::optional<std::string> &text) noexcept
{
    return text ? text->c_str() : "";
}

} // namespace

// The events of devices, of which all tell text.
void DomainListener::call_for_device(virConnectPtr connection, virDomainPtr domain,
                                     const DomainEvent &event) const noexcept
{
    switch (event.event_id) {
    case VIR_DOMAIN_EVENT_ID_IO_ERROR:
        as<virConnectDomainEventIOErrorCallback>(function)(connection, domain, text_or_empty(event.path),
                                                           text_or_empty(event.device), event.type, data);
        break;
    case VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON:
        as<virConnectDomainEventIOErrorReasonCallback>(function)(
            connection, domain, text_or_empty(event.path), text_or_empty(event.device), event.type,
            text_or_empty(event.text), data);
        break;
    case VIR_DOMAIN_EVENT_ID_BLOCK_JOB:
    case VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2:
        as<virConnectDomainEventBlockJobCallback>(function)(connection, domain, text_or_empty(event.device),
                                                            event.type, event.detail, data);
        break;
    case VIR_DOMAIN_EVENT_ID_DISK_CHANGE:
        as<virConnectDomainEventDiskChangeCallback>(function)(connection, domain, text_of(event.old_path),
                                                              text_of(event.path), text_of(event.device),
                                                              event.type, data);
        break;
    case VIR_DOMAIN_EVENT_ID_TRAY_CHANGE:
        as<virConnectDomainEventTrayChangeCallback>(function)(connection, domain, text_or_empty(event.device),
                                                              event.type, data);
        break;
    case VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED:
    case VIR_DOMAIN_EVENT_ID_DEVICE_ADDED:
    case VIR_DOMAIN_EVENT_ID_DEVICE_REMOVAL_FAILED:
        as<virConnectDomainEventDeviceRemovedCallback>(function)(connection, domain,
                                                                 text_or_empty(event.device), data);
        break;
    case VIR_DOMAIN_EVENT_ID_BLOCK_THRESHOLD:
        as<virConnectDomainEventBlockThresholdCallback>(function)(
            connection, domain, text_or_empty(event.device), text_of(event.path),
            static_cast<unsigned long long>(event.value), event.excess, data);
        break;
    case VIR_DOMAIN_EVENT_ID_MEMORY_DEVICE_SIZE_CHANGE:
        as<virConnectDomainEventMemoryDeviceSizeChangeCallback>(function)(
            connection, domain, text_or_empty(event.device), static_cast<unsigned long long>(event.value),
            data);
        break;
    default:
        break;
    }
}

void DomainListener::call(virConnectPtr connection, virDomainPtr domain,
                          const DomainEvent &event) const noexcept
{
    switch (event.event_id) {
    case VIR_DOMAIN_EVENT_ID_LIFECYCLE:
        as<virConnectDomainEventCallback>(function)(connection, domain, event.type, event.detail, data);
        break;
    case VIR_DOMAIN_EVENT_ID_REBOOT:
    case VIR_DOMAIN_EVENT_ID_CONTROL_ERROR:
        function(connection, domain, data);
        break;
    case VIR_DOMAIN_EVENT_ID_RTC_CHANGE:
        as<virConnectDomainEventRTCChangeCallback>(function)(connection, domain, event.value, data);
        break;
    // These are given one number, which is named differently in each.
    case VIR_DOMAIN_EVENT_ID_WATCHDOG:
    case VIR_DOMAIN_EVENT_ID_PMWAKEUP:
    case VIR_DOMAIN_EVENT_ID_PMSUSPEND:
    case VIR_DOMAIN_EVENT_ID_PMSUSPEND_DISK:
    case VIR_DOMAIN_EVENT_ID_MIGRATION_ITERATION:
        as<virConnectDomainEventPMWakeupCallback>(function)(connection, domain, event.type, data);
        break;
    case VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE:
        as<virConnectDomainEventBalloonChangeCallback>(function)(
            connection, domain, static_cast<unsigned long long>(event.value), data);
        break;
    case VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE:
        as<virConnectDomainEventAgentLifecycleCallback>(function)(connection, domain, event.type,
                                                                  event.detail, data);
        break;
    case VIR_DOMAIN_EVENT_ID_MEMORY_FAILURE:
        as<virConnectDomainEventMemoryFailureCallback>(function)(
            connection, domain, event.type, event.detail, static_cast<unsigned int>(event.value), data);
        break;
    case VIR_DOMAIN_EVENT_ID_METADATA_CHANGE:
        as<virConnectDomainEventMetadataChangeCallback>(function)(connection, domain, event.type,
                                                                  text_of(event.text), data);
        break;
    case VIR_DOMAIN_EVENT_ID_TUNABLE:
    case VIR_DOMAIN_EVENT_ID_JOB_COMPLETED:
        as<virConnectDomainEventTunableCallback>(function)(connection, domain, event.parameters.data(),
                                                           event.parameters.count(), data);
        break;
    case VIR_DOMAIN_EVENT_ID_GRAPHICS:
        as<virConnectDomainEventGraphicsCallback>(function)(
            connection, domain, event.type, event.graphics->local(), event.graphics->remote(),
            event.graphics->auth_scheme(), event.graphics->subject(), data);
        break;
    default:
        call_for_device(connection, domain, event);
    }
}

} // namespace modvirt
