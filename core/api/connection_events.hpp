// SPDX-License-Identifier: LGPL-2.1-or-later
// The events of one connection: who listens, what is waiting, and its delivery on the application's event
// loop.
#pragma once

#include <array>
#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "object_event.hpp"
#include "handle.hpp"

namespace modvirt {

// Thread-safe. Callbacks run on the application's event loop, in the order in which events were queued, and
// never under a lock of the library. What a callback was registered with is given back once: when it is
// removed, or when it returns if it is running then. A callback for events keeps the connection open. The timer
// on the event loop shares this object, as a loop forgets a timer in its own time.
class ConnectionEvents : public std::enable_shared_from_this<ConnectionEvents> {
public:
    explicit ConnectionEvents(virConnectPtr connection) : m_connection(connection) {}
    ConnectionEvents(const ConnectionEvents &) = delete;
    ConnectionEvents &operator=(const ConnectionEvents &) = delete;

    // Called by drivers, from any thread. Without a listener for it the event is dropped at once.
    void queue(const modvirt_domain_event &event) noexcept;
    void queue(const modvirt_object_event &event) noexcept;
    // Tells that the driver has lost the hypervisor: `reason` is a virConnectCloseReason.
    void queue_close(int32_t reason) noexcept;

    // Answers the callback's id. Throws Error: InternalError without an event loop, InvalidArg when it is
    // registered already.
    int add(std::shared_ptr<EventListener> listener);
    // Throw Error(InvalidArg) when there is no such callback.
    void remove(int callback_id);
    void remove(virConnectDomainEventCallback function);

    // Throw Error(OperationInvalid) when there is one already, or another one.
    void set_close_listener(CloseListener listener);
    void remove_close_listener(virConnectCloseFunc function);

    // The connection ends: nothing is queued or delivered from now on.
    void close() noexcept;

private:
    using Lock = std::unique_lock<std::mutex>;
    using Listeners = std::vector<std::shared_ptr<EventListener>>;

    struct Item {
        uint64_t number;
        std::unique_ptr<Event> event; // null for the loss of the hypervisor
        int32_t close_reason;
    };

    [[nodiscard]] bool is_wanted(EventSource source, uint32_t event_id) const noexcept;
    void push(std::unique_ptr<Event> event, int32_t close_reason);
    bool start_timer();
    static void fire(int timer, void *data) noexcept;
    void settle();

    void remove(Lock lock, Listeners::iterator found);
    int timer_without_listeners() noexcept;
    void update_wanted() noexcept;

    void deliver();
    bool deliver_next();
    void deliver_event(Lock &lock, const Item &item);
    void deliver_close(Lock &lock, int32_t reason);
    template <class Call>
    static void call(Lock &lock, Listener &listener, const Call &function);

    // By source, a bit for every event id that somebody listens to.
    std::array<std::atomic<uint32_t>, event_sources> m_wanted{};
    std::mutex m_mutex;         // everything below
    virConnectPtr m_connection; // null once it is closed
    Listeners m_listeners;      // in the order of their ids
    std::shared_ptr<CloseListener> m_close_listener;
    std::deque<Item> m_queue;
    uint64_t m_last_number = 0; // of an event
    int m_next_id = 0;
    int m_timer = -1;
    bool m_is_armed = false; // the timer has been told to fire
};

} // namespace modvirt
