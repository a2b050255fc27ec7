// SPDX-License-Identifier: LGPL-2.1-or-later
// The domain events of one connection: who listens, what is waiting, and its delivery on the application's
// event loop.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "handle.hpp"

namespace modvirt {

// Thread-safe. Callbacks run on the application's event loop, in the order in which events were queued, and
// never under a lock of the library.
class DomainEvents {
public:
    explicit DomainEvents(virConnectPtr connection) : m_connection(connection) {}
    DomainEvents(const DomainEvents &) = delete;
    DomainEvents &operator=(const DomainEvents &) = delete;
    ~DomainEvents();

    // Called by drivers, from any thread. Without a listener for it the event is dropped at once.
    void queue(const modvirt_domain_event &event);
    void queue_close(int32_t reason);

private:
    virConnectPtr m_connection;
};

} // namespace modvirt
