// SPDX-License-Identifier: LGPL-2.1-or-later
// The public calls that register callbacks for the events of a connection.
#include <algorithm>

#include <fmt/format.h>

#include "domain_events.hpp"
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

// The only domain that a callback is for, or null; it must be the connection's.
struct OwnDomain : arg::Plain {
    OwnDomain(virDomainPtr domain, virConnectPtr connection) : m_domain(domain), m_connection(connection) {}
    bool check_object(Entry &entry) noexcept
    {
        if (m_domain == nullptr)
            return true;
        if (!entry.check(m_domain))
            return false;
        if (m_domain->connection == m_connection)
            return true;
        entry.raise_argument("dom", fmt::format("domain '{}' must match connection", m_domain->name));
        return false;
    }

private:
    virDomainPtr m_domain;
    virConnectPtr m_connection;
};

struct EventId : arg::Plain {
    explicit EventId(int event_id) : m_event_id(event_id) {}
    bool check_value(Entry &entry) noexcept
    {
        if (!entry.check_not_negative(m_event_id, "eventID"))
            return false;
        if (m_event_id < domain_event_ids)
            return true;
        entry.raise_argument("eventID", fmt::format("eventID must be less than {}", domain_event_ids));
        return false;
    }

private:
    int m_event_id;
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
            return body(*entry.connection()->domain_events);
        } catch (const Error &error) {
            error::raise(error::report(error, VIR_FROM_NONE));
        } catch (const std::exception &error) {
            entry.raise(VIR_ERR_INTERNAL_ERROR, error.what());
        }
        return -1;
    };
    return local_call(info, -1, run, arguments...);
}

} // namespace

extern "C" {

int virConnectDomainEventRegister(virConnectPtr conn, virConnectDomainEventCallback cb, void *opaque,
                                  virFreeCallback freecb)
{
    const auto add = [&](DomainEvents &events) {
        DomainListener listener;
        listener.data = opaque;
        listener.free = freecb;
        listener.event_id = VIR_DOMAIN_EVENT_ID_LIFECYCLE;
        listener.is_old_style = true;
        listener.function = as_generic(cb);
        events.add(std::move(listener));
        return 0;
    };
    return with_events(info_Register, add, arg::Connect(conn), required(cb));
}

int virConnectDomainEventDeregister(virConnectPtr conn, virConnectDomainEventCallback cb)
{
    const auto remove = [&](DomainEvents &events) {
        events.remove(cb);
        return 0;
    };
    return with_events(info_Deregister, remove, arg::Connect(conn), required(cb));
}

int virConnectDomainEventRegisterAny(virConnectPtr conn, virDomainPtr dom, int eventID,
                                     virConnectDomainEventGenericCallback cb, void *opaque,
                                     virFreeCallback freecb)
{
    const auto add = [&](DomainEvents &events) {
        DomainListener listener;
        listener.data = opaque;
        listener.free = freecb;
        listener.event_id = eventID;
        listener.function = cb;
        if (dom != nullptr)
            std::copy(std::begin(dom->uuid), std::end(dom->uuid), listener.uuid.emplace().begin());
        return events.add(std::move(listener));
    };
    return with_events(info_RegisterAny, add, arg::Connect(conn), OwnDomain(dom, conn), required(cb),
                       EventId(eventID));
}

int virConnectDomainEventDeregisterAny(virConnectPtr conn, int callbackID)
{
    const auto remove = [&](DomainEvents &events) {
        events.remove(callbackID);
        return 0;
    };
    return with_events(info_DeregisterAny, remove, arg::Connect(conn), CallbackId(callbackID));
}

int virConnectRegisterCloseCallback(virConnectPtr conn, virConnectCloseFunc cb, void *opaque,
                                    virFreeCallback freecb)
{
    const auto add = [&](DomainEvents &events) {
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
    const auto remove = [&](DomainEvents &events) {
        events.remove_close_listener(cb);
        return 0;
    };
    return with_events(info_UnregisterClose, remove, arg::Connect(conn), required(cb));
}

} // extern "C"

} // namespace modvirt
