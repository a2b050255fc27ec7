// SPDX-License-Identifier: LGPL-2.1-or-later
// What the public calls that register callbacks for events share. Those of objects that are no domains are made from
// the call description.
#pragma once

#include <fmt/format.h>

#include "connection_events.hpp"
#include "local_call.hpp"

namespace modvirt {

// The only object that a callback is for, or null; it must be the connection's.
template <class Object>
struct OwnObject : arg::Plain {
    OwnObject(Object *object, virConnectPtr connection, const char *argument)
        : m_object(object), m_connection(connection), m_argument(argument)
    {
    }
    [[nodiscard]] const Object *object() const noexcept { return m_object; }
    bool check_object(Entry &entry) noexcept
    {
        if (m_object == nullptr)
            return true;
        if (!entry.check(m_object))
            return false;
        if (m_object->connection == m_connection)
            return true;
        entry.raise_argument(m_argument, fmt::format("{} '{}' must match connection", m_argument, m_object->name));
        return false;
    }

private:
    Object *m_object;
    virConnectPtr m_connection;
    const char *m_argument;
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
int add_listener(const CallInfo &info, EventSource source, virConnectPtr conn, OwnObject<Object> own, int event_id,
                 Function *function, void *opaque, virFreeCallback freecb) noexcept
{
    const auto add = [&](ConnectionEvents &events) {
        auto listener = std::make_shared<ObjectListener>(source);
        listener->data = opaque;
        listener->free = freecb;
        listener->event_id = event_id;
        listener->function = reinterpret_cast<void (*)()>(function);
        if (own.object() != nullptr)
            listener->identity = identity_of(source, *own.object());
        return events.add(std::move(listener));
    };
    return with_events(info, add, arg::Connect(conn), own, required(function), EventId(event_id, source));
}

inline int remove_listener(const CallInfo &info, virConnectPtr conn, int callback_id) noexcept
{
    const auto remove = [&](ConnectionEvents &events) {
        events.remove(callback_id);
        return 0;
    };
    return with_events(info, remove, arg::Connect(conn), CallbackId(callback_id));
}

} // namespace modvirt
