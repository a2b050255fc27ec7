// SPDX-License-Identifier: LGPL-2.1-or-later
// The public calls that register callbacks for the events of a connection.
#include <algorithm>

#include <fmt/format.h>

#include "connection_events.hpp"
#include "local_call.hpp"

namespace modvirt {

namespace {

constexpr CallInfo listening(const char *symbol)
{
    return {symbol, Access::Read, VIR_FROM_DOMAIN, 0};
}

constexpr CallInfo info_Register = listening("virConnectDomainEventRegister");
constexpr CallInfo info_Deregister = listening("virConnectDomainEventDeregister");
constexpr CallInfo info_RegisterAny = listening("virConnectDomainEventRegisterAny");
constexpr CallInfo info_DeregisterAny = listening("virConnectDomainEventDeregisterAny");
constexpr CallInfo info_RegisterClose = listening("virConnectRegisterCloseCallback");
constexpr CallInfo info_UnregisterClose = listening("virConnectUnregisterCloseCallback");

constexpr CallInfo info_NetworkRegisterAny{"virConnectNetworkEventRegisterAny", Access::Read, VIR_FROM_NETWORK, 0};
constexpr CallInfo info_NetworkDeregisterAny{"virConnectNetworkEventDeregisterAny", Access::Read, VIR_FROM_NETWORK, 0};
constexpr CallInfo info_StoragePoolRegisterAny{"virConnectStoragePoolEventRegisterAny", Access::Read, VIR_FROM_STORAGE, 0};
constexpr CallInfo info_StoragePoolDeregisterAny{"virConnectStoragePoolEventDeregisterAny", Access::Read, VIR_FROM_STORAGE, 0};
constexpr CallInfo info_NodeDeviceRegisterAny{"virConnectNodeDeviceEventRegisterAny", Access::Read, VIR_FROM_NODEDEV, 0};
constexpr CallInfo info_NodeDeviceDeregisterAny{"virConnectNodeDeviceEventDeregisterAny", Access::Read, VIR_FROM_NODEDEV, 0};
constexpr CallInfo info_SecretRegisterAny{"virConnectSecretEventRegisterAny", Access::Read, VIR_FROM_SECRET, 0};
constexpr CallInfo info_SecretDeregisterAny{"virConnectSecretEventDeregisterAny", Access::Read, VIR_FROM_SECRET, 0};

// The only object that a callback is for, or null; it must be the connection's.
template <class Object>
struct OwnObject : arg::Plain {
    OwnObject(Object *object, virConnectPtr connection, const char *argument, const char *noun)
        : m_object(object), m_connection(connection), m_argument(argument), m_noun(noun)
    {
    }
    bool check_object(Entry &entry) noexcept
    {
        if (m_object == nullptr)
            return true;
        if (!entry.check(m_object))
            return false;
        if (m_object->connection == m_connection)
            return true;
        entry.raise_argument(m_argument, fmt::format("{} '{}' must match connection", m_noun, m_object->name));
        return false;
    }

private:
    Object *m_object;
    virConnectPtr m_connection;
    const char *m_argument;
    const char *m_noun;
};

struct EventId : arg::Plain {
    explicit EventId(int event_id, EventSource source = EventSource::Domain)
        : m_event_id(event_id), m_limit(event_id_count(source))
    {
    }
    bool check_value(Entry &entry) noexcept
    {
        if (!entry.check_not_negative(m_event_id, "eventID"))
            return false;
        if (m_event_id < m_limit)
            return true;
        entry.raise_argument("eventID", fmt::format("eventID must be less than {}", m_limit));
        return false;
    }

private:
    int m_event_id;
    int m_limit;
};

struct CallbackId : arg::Plain {
    explicit CallbackId(int callback_id) : m_callback_id(callback_id) {}
    bool check_value(Entry &entry) noexcept { return entry.check_not_negative(m_callback_id, "callbackID"); }

private:
    int m_callback_id;
};

template <class Function>
Required required(Function *function)
{
    return {reinterpret_cast<const void *>(function), "cb"};
}

// Answers what `body` answers; what it throws becomes the call's error.
template <class Body, class... Arguments>
int with_events(const CallInfo &info, Body &&body, Arguments... arguments) noexcept
{
    const auto run = [&](Entry &entry) {
        try {
            return body(*entry.connection()->events);
        } catch (const Error &error) {
            error::raise(error::report(error, VIR_FROM_NONE));
        } catch (const std::exception &error) {
            entry.raise(VIR_ERR_INTERNAL_ERROR, error.what());
        }
        return -1;
    };
    return local_call(info, -1, run, arguments...);
}

// One registration for the events of objects that are no domains.
template <class Object, class Function>
int add_listener(const CallInfo &info, EventSource source, virConnectPtr conn, OwnObject<Object> own,
                 const Object *object, int event_id, Function *function, void *opaque, virFreeCallback freecb)
{
    const auto add = [&](ConnectionEvents &events) {
        auto listener = std::make_shared<ObjectListener>(source);
        listener->data = opaque;
        listener->free = freecb;
        listener->event_id = event_id;
        listener->function = reinterpret_cast<void (*)()>(function);
        if (object != nullptr)
            listener->identity = identity_of(source, *object);
        return events.add(std::move(listener));
    };
    return with_events(info, add, arg::Connect(conn), own, required(function), EventId(event_id, source));
}

int remove_listener(const CallInfo &info, virConnectPtr conn, int callback_id)
{
    const auto remove = [&](ConnectionEvents &events) {
        events.remove(callback_id);
        return 0;
    };
    return with_events(info, remove, arg::Connect(conn), CallbackId(callback_id));
}

} // namespace

extern "C" {

int virConnectDomainEventRegister(virConnectPtr conn, virConnectDomainEventCallback cb, void *opaque,
                                  virFreeCallback freecb)
{
    const auto add = [&](ConnectionEvents &events) {
        auto listener = std::make_shared<DomainListener>();
        listener->data = opaque;
        listener->free = freecb;
        listener->event_id = VIR_DOMAIN_EVENT_ID_LIFECYCLE;
        listener->is_old_style = true;
        listener->function = as_generic(cb);
        events.add(std::move(listener));
        return 0;
    };
    return with_events(info_Register, add, arg::Connect(conn), required(cb));
}

int virConnectDomainEventDeregister(virConnectPtr conn, virConnectDomainEventCallback cb)
{
    const auto remove = [&](ConnectionEvents &events) {
        events.remove(cb);
        return 0;
    };
    return with_events(info_Deregister, remove, arg::Connect(conn), required(cb));
}

int virConnectDomainEventRegisterAny(virConnectPtr conn, virDomainPtr dom, int eventID,
                                     virConnectDomainEventGenericCallback cb, void *opaque,
                                     virFreeCallback freecb)
{
    const auto add = [&](ConnectionEvents &events) {
        auto listener = std::make_shared<DomainListener>();
        listener->data = opaque;
        listener->free = freecb;
        listener->event_id = eventID;
        listener->function = cb;
        if (dom != nullptr)
            std::copy(std::begin(dom->uuid), std::end(dom->uuid), listener->uuid.emplace().begin());
        return events.add(std::move(listener));
    };
    return with_events(info_RegisterAny, add, arg::Connect(conn), OwnObject(dom, conn, "dom", "domain"), required(cb),
                       EventId(eventID));
}

int virConnectDomainEventDeregisterAny(virConnectPtr conn, int callbackID)
{
    return remove_listener(info_DeregisterAny, conn, callbackID);
}

int virConnectRegisterCloseCallback(virConnectPtr conn, virConnectCloseFunc cb, void *opaque,
                                    virFreeCallback freecb)
{
    const auto add = [&](ConnectionEvents &events) {
        CloseListener listener;
        listener.data = opaque;
        listener.free = freecb;
        listener.function = cb;
        events.set_close_listener(listener);
        return 0;
    };
    return with_events(info_RegisterClose, add, arg::Connect(conn), required(cb));
}

int virConnectUnregisterCloseCallback(virConnectPtr conn, virConnectCloseFunc cb)
{
    const auto remove = [&](ConnectionEvents &events) {
        events.remove_close_listener(cb);
        return 0;
    };
    return with_events(info_UnregisterClose, remove, arg::Connect(conn), required(cb));
}

int virConnectNetworkEventRegisterAny(virConnectPtr conn, virNetworkPtr net, int eventID,
                                    virConnectNetworkEventGenericCallback cb, void *opaque,
                                    virFreeCallback freecb)
{
    return add_listener(info_NetworkRegisterAny, EventSource::Network, conn,
                        OwnObject(net, conn, "net", "network"), net, eventID, cb, opaque, freecb);
}

int virConnectNetworkEventDeregisterAny(virConnectPtr conn, int callbackID)
{
    return remove_listener(info_NetworkDeregisterAny, conn, callbackID);
}

int virConnectStoragePoolEventRegisterAny(virConnectPtr conn, virStoragePoolPtr pool, int eventID,
                                    virConnectStoragePoolEventGenericCallback cb, void *opaque,
                                    virFreeCallback freecb)
{
    return add_listener(info_StoragePoolRegisterAny, EventSource::StoragePool, conn,
                        OwnObject(pool, conn, "pool", "storage pool"), pool, eventID, cb, opaque, freecb);
}

int virConnectStoragePoolEventDeregisterAny(virConnectPtr conn, int callbackID)
{
    return remove_listener(info_StoragePoolDeregisterAny, conn, callbackID);
}

int virConnectNodeDeviceEventRegisterAny(virConnectPtr conn, virNodeDevicePtr dev, int eventID,
                                    virConnectNodeDeviceEventGenericCallback cb, void *opaque,
                                    virFreeCallback freecb)
{
    return add_listener(info_NodeDeviceRegisterAny, EventSource::NodeDevice, conn,
                        OwnObject(dev, conn, "dev", "node device"), dev, eventID, cb, opaque, freecb);
}

int virConnectNodeDeviceEventDeregisterAny(virConnectPtr conn, int callbackID)
{
    return remove_listener(info_NodeDeviceDeregisterAny, conn, callbackID);
}

int virConnectSecretEventRegisterAny(virConnectPtr conn, virSecretPtr secret, int eventID,
                                    virConnectSecretEventGenericCallback cb, void *opaque,
                                    virFreeCallback freecb)
{
    return add_listener(info_SecretRegisterAny, EventSource::Secret, conn,
                        OwnObject(secret, conn, "secret", "secret"), secret, eventID, cb, opaque, freecb);
}

int virConnectSecretEventDeregisterAny(virConnectPtr conn, int callbackID)
{
    return remove_listener(info_SecretDeregisterAny, conn, callbackID);
}

} // extern "C"

} // namespace modvirt
