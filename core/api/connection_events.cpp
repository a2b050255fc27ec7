// SPDX-License-Identifier: LGPL-2.1-or-later
#include "connection_events.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <modvirt/error.hpp>

namespace modvirt {

namespace {

static_assert(domain_event_ids <= 32, "every virDomainEventID has a bit in m_wanted");

// Takes a reference unless the last one has gone and the connection is being closed.
bool try_retain(virConnectPtr connection) noexcept
{
    int count = connection->references.load(std::memory_order_relaxed);
    while (count > 0)
        if (connection->references.compare_exchange_weak(count, count + 1, std::memory_order_relaxed))
            return true;
    return false;
}

// Releases a connection, which may end it: declared before the lock, so that it is done without.
struct Retained {
    virConnectPtr connection = nullptr;
    ~Retained()
    {
        if (connection != nullptr)
            release_connection(connection);
    }
};

} // namespace

// --- What drivers report
// -----------------------------------------------------------------------------------------

bool ConnectionEvents::is_wanted(EventSource source, uint32_t event_id) const noexcept
{
    const uint32_t wanted = m_wanted[static_cast<size_t>(source)].load(std::memory_order_acquire);
    return event_id < 32 && (wanted & (1u << event_id)) != 0;
}

void ConnectionEvents::queue(const modvirt_domain_event &event) noexcept
{
    if (!is_wanted(EventSource::Domain, event.event_id) || !can_deliver(event))
        return;
    try {
        push(std::make_unique<DomainEvent>(event), 0);
    } catch (const std::bad_alloc &) {
        // Without memory for the event there is none to tell anybody about it either.
    }
}

void ConnectionEvents::queue(const modvirt_object_event &event) noexcept
{
    const auto source = source_of(event);
    if (!source || !is_wanted(*source, event.event_id))
        return;
    try {
        push(std::make_unique<ObjectEvent>(*source, event), 0);
    } catch (const std::bad_alloc &) {
        // As above.
    }
}

void ConnectionEvents::queue_close(int32_t reason) noexcept
{
    try {
        if (start_timer())
            push(nullptr, reason);
    } catch (const std::bad_alloc &) {
        // As above.
    }
}

// The loop is the application's: it is told without the lock. A thread that pushes when the timer has been
// told already leaves it to settle() to see what it pushed.
void ConnectionEvents::push(std::unique_ptr<Event> event, int32_t close_reason)
{
    Lock lock(m_mutex);
    if (m_connection == nullptr || m_timer == -1 || (event == nullptr && m_close_listener == nullptr))
        return;
    m_queue.push_back({++m_last_number, std::move(event), close_reason});
    if (std::exchange(m_is_armed, true))
        return;
    const int timer = m_timer;
    lock.unlock();
    virEventUpdateTimeout(timer, 0);
}

// Registers the timer, disabled, unless that is done; false without an event loop.
bool ConnectionEvents::start_timer()
{
    {
        const Lock lock(m_mutex);
        if (m_timer != -1 || m_connection == nullptr)
            return m_timer != -1;
    }
    auto *self = new std::shared_ptr<ConnectionEvents>(shared_from_this());
    const auto forget = [](void *data) { delete static_cast<std::shared_ptr<ConnectionEvents> *>(data); };
    int timer = virEventAddTimeout(-1, &fire, self, forget);
    if (timer == -1) {
        delete self;
        return false;
    }
    {
        const Lock lock(m_mutex);
        if (m_timer == -1 && m_connection != nullptr)
            std::swap(timer, m_timer);
    }
    if (timer != -1)
        virEventRemoveTimeout(timer);
    return true;
}

// --- Who listens
// -----------------------------------------------------------------------------------------------

int ConnectionEvents::add(std::shared_ptr<EventListener> added)
{
    Lock lock(m_mutex, std::defer_lock);
    // The last of the others may go meanwhile, and the timer with it.
    do {
        if (lock.owns_lock())
            lock.unlock();
        if (!start_timer())
            throw Error(ErrorCode::InternalError, "could not initialize domain event timer");
        lock.lock();
    } while (m_timer == -1);
    for (const auto &known : m_listeners)
        if (known->is_same(*added))
            throw Error(ErrorCode::InvalidArg, "event callback already tracked");
    added->id = m_next_id;
    added->since = m_last_number;
    m_listeners.push_back(std::move(added));
    m_connection->references.fetch_add(1, std::memory_order_relaxed);
    update_wanted();
    return m_next_id++;
}

void ConnectionEvents::remove(int callback_id)
{
    Lock lock(m_mutex);
    const auto found = std::find_if(m_listeners.begin(), m_listeners.end(),
                                    [&](const auto &listener) { return listener->id == callback_id; });
    if (found == m_listeners.end())
        throw Error(ErrorCode::InvalidArg,
                    fmt::format("could not find event callback {} for deletion", callback_id));
    remove(std::move(lock), found);
}

void ConnectionEvents::remove(virConnectDomainEventCallback function)
{
    const auto generic = as_generic(function);
    Lock lock(m_mutex);
    const auto found = std::find_if(m_listeners.begin(), m_listeners.end(), [&](const auto &listener) {
        const auto *domain = dynamic_cast<const DomainListener *>(listener.get());
        return domain != nullptr && domain->is_old_style && domain->function == generic;
    });
    if (found == m_listeners.end())
        throw Error(ErrorCode::InvalidArg, fmt::format("event callback function {} not registered",
                                                       reinterpret_cast<void *>(function)));
    remove(std::move(lock), found);
}

void ConnectionEvents::remove(Lock lock, Listeners::iterator found)
{
    const std::shared_ptr<EventListener> listener = *found;
    const virConnectPtr connection = m_connection;
    m_listeners.erase(found);
    update_wanted();
    listener->is_removed = true;
    const bool is_idle = listener->running == 0;
    const int timer = timer_without_listeners();
    lock.unlock();
    if (timer != -1)
        virEventRemoveTimeout(timer);
    if (is_idle)
        listener->give_back();
    release_connection(connection);
}

// The timer, when nobody is left to be told anything, or -1: an application that does not listen may end its loop before
// the connection.
int ConnectionEvents::timer_without_listeners() noexcept
{
    if (!m_listeners.empty() || m_close_listener != nullptr)
        return -1;
    m_queue.clear();
    m_is_armed = false;
    return std::exchange(m_timer, -1);
}

void ConnectionEvents::update_wanted() noexcept
{
    std::array<uint32_t, event_sources> wanted{};
    for (const auto &listener : m_listeners)
        wanted[static_cast<size_t>(listener->source)] |= 1u << listener->event_id;
    for (size_t source = 0; source < event_sources; ++source)
        m_wanted[source].store(wanted[source], std::memory_order_release);
}

void ConnectionEvents::set_close_listener(CloseListener listener)
{
    auto added = std::make_shared<CloseListener>(listener);
    const Lock lock(m_mutex);
    if (m_close_listener != nullptr)
        throw Error(ErrorCode::OperationInvalid, "A close callback is already registered");
    m_close_listener = std::move(added);
}

void ConnectionEvents::remove_close_listener(virConnectCloseFunc function)
{
    Lock lock(m_mutex);
    if (m_close_listener == nullptr || m_close_listener->function != function)
        throw Error(ErrorCode::OperationInvalid, "A different callback was requested");
    const std::shared_ptr<CloseListener> listener = std::exchange(m_close_listener, nullptr);
    listener->is_removed = true;
    const bool is_idle = listener->running == 0;
    lock.unlock();
    if (is_idle)
        listener->give_back();
}

void ConnectionEvents::close() noexcept
{
    Lock lock(m_mutex);
    m_connection = nullptr;
    m_queue.clear();
    const std::shared_ptr<CloseListener> listener = std::exchange(m_close_listener, nullptr);
    const int timer = std::exchange(m_timer, -1);
    const bool is_idle = listener != nullptr && listener->running == 0;
    if (listener != nullptr)
        listener->is_removed = true;
    lock.unlock();
    if (timer != -1)
        virEventRemoveTimeout(timer);
    if (is_idle)
        listener->give_back();
}

// --- Delivery
// --------------------------------------------------------------------------------------------------

void ConnectionEvents::fire(int, void *data) noexcept
{
    const std::shared_ptr<ConnectionEvents> self = *static_cast<std::shared_ptr<ConnectionEvents> *>(data);
    try {
        self->deliver();
    } catch (const std::bad_alloc &) {
        // What is still queued stays queued, and the timer is still armed: the next round tries again.
    }
}

// Only what is queued now: a callback that causes events must not keep the loop from everything else.
void ConnectionEvents::deliver()
{
    size_t count = 0;
    {
        const Lock lock(m_mutex);
        count = m_queue.size();
    }
    while (count-- > 0 && deliver_next()) {
    }
    settle();
}

bool ConnectionEvents::deliver_next()
{
    Retained retained;
    Lock lock(m_mutex);
    if (m_queue.empty() || !try_retain(m_connection))
        return false;
    retained.connection = m_connection;
    const Item item = std::move(m_queue.front());
    m_queue.pop_front();
    if (item.event == nullptr)
        deliver_close(lock, item.close_reason);
    else
        deliver_event(lock, item);
    return true;
}

void ConnectionEvents::deliver_event(Lock &lock, const Item &item)
{
    const virConnectPtr connection = m_connection;
    const Event &event = *item.event;
    Listeners wanting;
    for (const auto &listener : m_listeners)
        if (listener->since < item.number && listener->wants(event))
            wanting.push_back(listener);
    if (wanting.empty())
        return;
    ObjectHandle *object = event.make_object(connection);
    if (object == nullptr)
        throw std::bad_alloc();
    for (const auto &listener : wanting)
        if (!listener->is_removed)
            call(lock, *listener, [&] { listener->call(connection, object, event); });
    lock.unlock();
    event.free_object(object);
    lock.lock();
}

void ConnectionEvents::deliver_close(Lock &lock, int32_t reason)
{
    const virConnectPtr connection = m_connection;
    const std::shared_ptr<CloseListener> listener = m_close_listener;
    if (listener != nullptr)
        call(lock, *listener, [&] { listener->function(connection, reason, listener->data); });
}

// Runs a callback without the lock, and gives back what it was registered with if it was removed meanwhile.
template <class Call>
void ConnectionEvents::call(Lock &lock, Listener &listener, const Call &function)
{
    ++listener.running;
    lock.unlock();
    function();
    lock.lock();
    if (--listener.running > 0 || !listener.is_removed)
        return;
    lock.unlock();
    listener.give_back();
    lock.lock();
}

// Puts the timer to sleep when nothing is left, and wakes it again if something came while it was told so.
void ConnectionEvents::settle()
{
    Lock lock(m_mutex);
    if (!m_queue.empty() || m_timer == -1)
        return;
    const int timer = m_timer;
    m_is_armed = false;
    lock.unlock();
    virEventUpdateTimeout(timer, -1);
    lock.lock();
    const bool has_more = !m_queue.empty();
    lock.unlock();
    if (has_more)
        virEventUpdateTimeout(timer, 0);
}

} // namespace modvirt
