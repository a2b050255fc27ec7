// SPDX-License-Identifier: LGPL-2.1-or-later
#include "object_event.hpp"

#include <algorithm>

#include "object_types.hpp"

namespace modvirt {

namespace {

template <class Function>
Function as(void (*function)()) noexcept
{
    return reinterpret_cast<Function>(function);
}

std::string text_of(const uint8_t *uuid)
{
    return {reinterpret_cast<const char *>(uuid), VIR_UUID_BUFLEN};
}

} // namespace

std::optional<EventSource> source_of(const modvirt_object_event &event) noexcept
{
    if (event.network != nullptr)
        return EventSource::Network;
    if (event.storage_pool != nullptr)
        return EventSource::StoragePool;
    if (event.node_device != nullptr)
        return EventSource::NodeDevice;
    if (event.secret != nullptr)
        return EventSource::Secret;
    return std::nullopt;
}

int event_id_count(EventSource source) noexcept
{
    switch (source) {
    case EventSource::Network:
        return VIR_NETWORK_EVENT_ID_LIFECYCLE + 1;
    case EventSource::StoragePool:
        return VIR_STORAGE_POOL_EVENT_ID_REFRESH + 1;
    case EventSource::NodeDevice:
        return VIR_NODE_DEVICE_EVENT_ID_UPDATE + 1;
    case EventSource::Secret:
        return VIR_SECRET_EVENT_ID_VALUE_CHANGED + 1;
    case EventSource::Domain:
        break;
    }
    return domain_event_ids;
}

std::string identity_of(EventSource source, const ObjectHandle &object)
{
    return source == EventSource::NodeDevice ? object.name : text_of(object.uuid);
}

// --- The event
// ----------------------------------------------------------------------------------------------------

ObjectEvent::ObjectEvent(EventSource kind, const modvirt_object_event &raw)
    : Event(kind, raw.event_id), type(raw.type), detail(raw.detail)
{
    switch (kind) {
    case EventSource::Network:
        name = raw.network->name;
        set_uuid(raw.network->uuid);
        break;
    case EventSource::StoragePool:
        name = raw.storage_pool->name;
        set_uuid(raw.storage_pool->uuid);
        break;
    case EventSource::NodeDevice:
        name = raw.node_device->name;
        break;
    case EventSource::Secret:
        name = raw.secret->usage_id;
        usage_type = raw.secret->usage_type;
        set_uuid(raw.secret->uuid);
        break;
    case EventSource::Domain:
        break;
    }
}

void ObjectEvent::set_uuid(const uint8_t (&bytes)[VIR_UUID_BUFLEN]) noexcept
{
    std::copy(std::begin(bytes), std::end(bytes), uuid.begin());
}

ObjectHandle *ObjectEvent::make_object(virConnectPtr connection) const noexcept
{
    switch (source) {
    case EventSource::Network:
        return new_object<virNetwork>(connection, name.c_str(), uuid.data());
    case EventSource::StoragePool:
        return new_object<virStoragePool>(connection, name.c_str(), uuid.data());
    case EventSource::NodeDevice:
        return new_object<virNodeDevice>(connection, name.c_str(), nullptr);
    case EventSource::Secret: {
        auto *secret = new_object<virSecret>(connection, "", uuid.data(), name.c_str());
        if (secret != nullptr)
            secret->usage_type = usage_type;
        return secret;
    }
    case EventSource::Domain:
        break;
    }
    return nullptr;
}

void ObjectEvent::free_object(ObjectHandle *object) const noexcept
{
    switch (source) {
    case EventSource::Network:
        return release_object(static_cast<virNetworkPtr>(object));
    case EventSource::StoragePool:
        return release_object(static_cast<virStoragePoolPtr>(object));
    case EventSource::NodeDevice:
        return release_object(static_cast<virNodeDevicePtr>(object));
    case EventSource::Secret:
        return release_object(static_cast<virSecretPtr>(object));
    case EventSource::Domain:
        break;
    }
}

// --- The listener
// -------------------------------------------------------------------------------------------------

bool ObjectListener::is_same(const EventListener &other) const noexcept
{
    if (other.source != source)
        return false;
    const auto &object = static_cast<const ObjectListener &>(other);
    return event_id == object.event_id && identity == object.identity && function == object.function;
}

bool ObjectListener::is_about(const Event &event) const noexcept
{
    const auto &object = static_cast<const ObjectEvent &>(event);
    if (!identity)
        return true;
    if (source == EventSource::NodeDevice)
        return *identity == object.name;
    return std::equal(identity->begin(), identity->end(), object.uuid.begin(), object.uuid.end(),
                      [](char left, uint8_t right) { return static_cast<uint8_t>(left) == right; });
}

void ObjectListener::call(virConnectPtr connection, ObjectHandle *handle, const Event &event) const noexcept
{
    const auto &facts = static_cast<const ObjectEvent &>(event);
    const bool is_lifecycle = event.event_id == 0; // in all of the enumerations
    switch (source) {
    case EventSource::Network:
        as<virConnectNetworkEventLifecycleCallback>(function)(connection, static_cast<virNetworkPtr>(handle),
                                                              facts.type, facts.detail, data);
        break;
    case EventSource::StoragePool: {
        const auto pool = static_cast<virStoragePoolPtr>(handle);
        if (is_lifecycle)
            as<virConnectStoragePoolEventLifecycleCallback>(function)(connection, pool, facts.type,
                                                                      facts.detail, data);
        else
            as<virConnectStoragePoolEventGenericCallback>(function)(connection, pool, data);
        break;
    }
    case EventSource::NodeDevice: {
        const auto device = static_cast<virNodeDevicePtr>(handle);
        if (is_lifecycle)
            as<virConnectNodeDeviceEventLifecycleCallback>(function)(connection, device, facts.type,
                                                                     facts.detail, data);
        else
            as<virConnectNodeDeviceEventGenericCallback>(function)(connection, device, data);
        break;
    }
    case EventSource::Secret: {
        const auto secret = static_cast<virSecretPtr>(handle);
        if (is_lifecycle)
            as<virConnectSecretEventLifecycleCallback>(function)(connection, secret, facts.type, facts.detail,
                                                                 data);
        else
            as<virConnectSecretEventGenericCallback>(function)(connection, secret, data);
        break;
    }
    case EventSource::Domain:
        break;
    }
}

} // namespace modvirt
