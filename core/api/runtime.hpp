// SPDX-License-Identifier: LGPL-2.1-or-later
// What all connections of a process share: the configuration, the host services and the registry.
#pragma once

#include "config/configuration.hpp"
#include "host/services.hpp"
#include "host/storage_claims.hpp"
#include "registry/registry.hpp"
#include "registry/secret_values.hpp"
#include "registry/storage_backends.hpp"

namespace modvirt {

class Runtime {
public:
    // Made by the first public call that needs it, and never destroyed: drivers and their threads outlive
    // main(). Throws Error when the configuration is wrong; the next call tries again.
    static Runtime &instance();

    [[nodiscard]] const config::Configuration &configuration() const { return m_configuration; }
    [[nodiscard]] host::Services &services() { return m_services; }
    [[nodiscard]] registry::Registry &registry() { return m_registry; }

private:
    Runtime();

    // Hands what drivers report to the connection that the token stands for.
    class Receiver : public host::EventReceiver {
    public:
        void domain_event(modvirt_connection *connection, const modvirt_domain_event &event) override;
        void object_event(modvirt_connection *connection, const modvirt_object_event &event) override;
        void close(modvirt_connection *connection, int32_t reason) override;
    };

    config::Configuration m_configuration;
    Receiver m_receiver;
    host::Services m_services;
    registry::Registry m_registry;
    registry::StorageBackends m_storage_backends;
    host::StorageClaims m_storage_claims;
    registry::SecretValues m_secret_values;
};

} // namespace modvirt
