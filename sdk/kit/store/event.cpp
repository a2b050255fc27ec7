// SPDX-License-Identifier: MIT
#include "event.hpp"

#include <utility>
#include <vector>

namespace modvirt::store {

int64_t EventQueue::subscribe(Listener listener)
{
    auto shared = std::make_shared<const Listener>(std::move(listener));
    const std::lock_guard lock(m_mutex);
    const int64_t number = m_next_subscription++;
    m_subscribers.push_back({number, m_first_queued + m_events.size(), std::move(shared)});
    return number;
}

void EventQueue::unsubscribe(int64_t subscription)
{
    std::unique_lock lock(m_mutex);
    m_subscribers.remove_if([&](const Subscriber &each) { return each.number == subscription; });
    // Only the event on its way now can still reach the listener.
    const uint64_t on_its_way = m_first_queued;
    m_progress.wait(lock, [&] {
        return m_deliverer == std::thread::id() || m_deliverer == std::this_thread::get_id() ||
               m_delivered >= on_its_way;
    });
}

void EventQueue::post(Event event)
{
    const std::lock_guard lock(m_mutex);
    if (!m_subscribers.empty())
        m_events.push_back(std::move(event));
}

void EventQueue::deliver()
{
    std::unique_lock lock(m_mutex);
    if (m_events.empty() || m_deliverer != std::thread::id())
        return;
    m_deliverer = std::this_thread::get_id();
    std::vector<std::shared_ptr<const Listener>> listeners;
    while (!m_events.empty()) {
        const Event event = std::move(m_events.front());
        const uint64_t number = m_first_queued++;
        m_events.pop_front();
        listeners.clear();
        for (const Subscriber &each : m_subscribers) {
            if (each.first_event <= number)
                listeners.push_back(each.listener);
        }
        lock.unlock();
        for (const auto &listener : listeners)
            (*listener)(event);
        lock.lock();
        m_delivered = number + 1;
        m_progress.notify_all();
    }
    m_deliverer = std::thread::id();
    m_progress.notify_all();
}

} // namespace modvirt::store
