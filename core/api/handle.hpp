// SPDX-License-Identifier: LGPL-2.1-or-later
// What the public API's opaque pointers point to: counted handles that keep their connection open.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <new>
#include <string>

#include <libvirt/libvirt.h>

#include <modvirt/plugin.h>

#include "error/last_error.hpp"

namespace modvirt {

namespace plugin {
class Plugin;
}
class DomainEvents;

// Tells a handle from freed memory and from handles of another type.
enum class Magic : uint32_t {
    Freed = 0,
    Connect = 0x6d76c001,
    Domain,
    Network,
    StoragePool,
    StorageVol,
    NodeDevice,
    Interface,
    Secret,
    NWFilter,
    NWFilterBinding,
    NetworkPort,
    DomainSnapshot,
    DomainCheckpoint,
    Stream,
};

struct Handle {
    explicit Handle(Magic kind) : magic(kind) {}
    Handle(const Handle &) = delete;
    Handle &operator=(const Handle &) = delete;

    std::atomic<Magic> magic;
    std::atomic<int> references{1};
};

// A session of one driver, with the lock that the plugin's declared threading asks for.
template <class Table>
struct Binding {
    Binding() = default;
    Binding(const Binding &) = delete;
    Binding &operator=(const Binding &) = delete;
    // Closes the session.
    ~Binding();

    const Table *table = nullptr;           // null when nothing serves this kind
    const plugin::Plugin *plugin = nullptr; // that has the table
    modvirt_session *session = nullptr;
    std::mutex *lock = nullptr; // null when the plugin takes any number of calls at a time
    std::mutex own_lock;
    int error_domain = VIR_FROM_NONE; // of errors for which the driver names none
};

} // namespace modvirt

// One open connection. Freed with its last handle.
struct _virConnect : modvirt::Handle {
    _virConnect();
    ~_virConnect();

    bool is_read_only = false;
    std::string uri;
    modvirt::plugin::Plugin *plugin = nullptr; // of the hypervisor
    modvirt::error::ConnectionErrors errors;
    std::shared_ptr<modvirt::DomainEvents> domain_events;

    // Declared after what drivers report to, so that the sessions end first.
    modvirt::Binding<modvirt_hypervisor_v1> hypervisor;
    modvirt::Binding<modvirt_network_v1> network;
    std::once_flag network_opened;
};

namespace modvirt {

// An object of a connection. Its name lies behind it in the same allocation.
struct ObjectHandle : Handle {
    ObjectHandle(Magic kind, virConnectPtr conn) : Handle(kind), connection(conn) { retain_connection(); }
    ~ObjectHandle();

    virConnectPtr connection;
    uint8_t uuid[VIR_UUID_BUFLEN] = {};
    const char *name = nullptr;

private:
    void retain_connection();
};

} // namespace modvirt

struct _virDomain : modvirt::ObjectHandle {
    explicit _virDomain(virConnectPtr conn) : ObjectHandle(modvirt::Magic::Domain, conn) {}
    std::atomic<int> id{-1};
};

struct _virNetwork : modvirt::ObjectHandle {
    explicit _virNetwork(virConnectPtr conn) : ObjectHandle(modvirt::Magic::Network, conn) {}
};

// Data on its way. No driver attaches one to anything.
struct _virStream : modvirt::ObjectHandle {
    explicit _virStream(virConnectPtr conn) : ObjectHandle(modvirt::Magic::Stream, conn) {}
    unsigned int flags = 0; // of virStreamFlags
};

namespace modvirt {

// Makes a handle and a copy of `name` in one allocation; null without memory.
template <class Object>
Object *new_object(virConnectPtr connection, const char *name, const uint8_t *uuid) noexcept
{
    const size_t size = std::strlen(name) + 1;
    void *memory = std::malloc(sizeof(Object) + size);
    if (memory == nullptr)
        return nullptr;
    auto *object = new (memory) Object(connection);
    auto *text = static_cast<char *>(memory) + sizeof(Object);
    std::memcpy(text, name, size);
    object->name = text;
    if (uuid != nullptr)
        std::memcpy(object->uuid, uuid, sizeof object->uuid);
    return object;
}

// Takes one reference away; the last one frees the handle.
template <class Object>
void release_object(Object *object) noexcept
{
    if (object->references.fetch_sub(1, std::memory_order_acq_rel) != 1)
        return;
    object->magic.store(Magic::Freed, std::memory_order_relaxed);
    object->~Object();
    std::free(static_cast<void *>(object));
}

// Takes one reference to a connection away; answers how many are left.
int release_connection(virConnectPtr connection) noexcept;

virDomainPtr new_domain(virConnectPtr connection, const modvirt_domain_ref &ref) noexcept;

} // namespace modvirt
