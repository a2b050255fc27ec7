// SPDX-License-Identifier: LGPL-2.1-or-later
// The public calls that register callbacks for domains, and for the loss of a connection.
#include "event_calls.hpp"

#include <algorithm>

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
    return with_events(info_RegisterAny, add, arg::Connect(conn), OwnObject(dom, conn, "dom"), required(cb),
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

} // extern "C"

} // namespace modvirt
