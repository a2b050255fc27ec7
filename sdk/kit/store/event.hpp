// SPDX-License-Identifier: MIT
// Events of a store: queued while the store is locked, delivered when it is not, in order, to every
// subscriber.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include <modvirt/values.hpp>

#include "domain.hpp"

namespace modvirt::store {

struct Event : EventFacts {
    int32_t event_id = 0; // virDomainEventID; 0 is LIFECYCLE
    Uuid uuid{};
    std::string name;
    int32_t id = -1;
};

using Listener = std::function<void(const Event &)>;

class EventQueue {
public:
    EventQueue() = default;
    EventQueue(const EventQueue &) = delete;
    EventQueue &operator=(const EventQueue &) = delete;

    // A listener gets what is posted from now on. It must not throw.
    int64_t subscribe(Listener listener);
    // When it returns the listener neither runs nor will run, unless it is called from inside a listener.
    void unsubscribe(int64_t subscription);

    void post(Event event);
    // Delivers what is queued. When another thread is at it already, that thread delivers these events too.
    void deliver();

private:
    struct Subscriber {
        int64_t number;
        uint64_t first_event; // events before this one are none of its business
        std::shared_ptr<const Listener> listener;
    };

    std::mutex m_mutex;
    std::condition_variable m_progress;
    std::deque<Event> m_events;
    std::list<Subscriber> m_subscribers;
    std::thread::id m_deliverer; // the thread that delivers, if one does
    uint64_t m_first_queued = 0; // the running number of m_events.front()
    uint64_t m_delivered = 0;    // how many events have reached all their listeners
    int64_t m_next_subscription = 1;
};

} // namespace modvirt::store
