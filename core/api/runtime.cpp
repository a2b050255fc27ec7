// SPDX-License-Identifier: LGPL-2.1-or-later
#include "runtime.hpp"

#include <mutex>

#include "connection_events.hpp"
#include "handle.hpp"
#include "slot_names.hpp"
#include "storage_volumes.hpp"

namespace modvirt {

Runtime &Runtime::instance()
{
    static Runtime *const runtime = new Runtime;
    return *runtime;
}

Runtime::Runtime()
    : m_configuration(config::load()),
      m_services(m_configuration, m_receiver, registry::own_library_directory()),
      m_registry({.configuration = m_configuration,
                  .services = m_services,
                  .library_directory = registry::own_library_directory(),
                  .slots = slot_names()}),
      m_storage_backends(m_registry), m_secret_values(m_registry)
{
    m_services.provide(MODVIRT_STORAGE_BACKENDS, m_storage_backends.table());
    m_services.provide(MODVIRT_STORAGE_CLAIMS, m_storage_claims.table());
    m_services.provide(MODVIRT_STORAGE_VOLUMES, &storage_volumes());
    m_services.provide(MODVIRT_SECRET_VALUES, m_secret_values.table());
}

void Runtime::Receiver::domain_event(modvirt_connection *connection, const modvirt_domain_event &event)
{
    reinterpret_cast<virConnectPtr>(connection)->events->queue(event);
}

void Runtime::Receiver::object_event(modvirt_connection *connection, const modvirt_object_event &event)
{
    reinterpret_cast<virConnectPtr>(connection)->events->queue(event);
}

void Runtime::Receiver::close(modvirt_connection *connection, int32_t reason)
{
    reinterpret_cast<virConnectPtr>(connection)->events->queue_close(reason);
}

} // namespace modvirt
