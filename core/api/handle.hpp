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
#include <tuple>

#include <libvirt/libvirt.h>

#include <modvirt/plugin.h>

#include "error/last_error.hpp"

namespace modvirt {

namespace plugin {
class Plugin;
}
class StreamChannel;
class ConnectionEvents;

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

// What is served beside domains: by the connection's own plugin or by another one, and opened when first wanted.
template <class Table>
struct Companion {
    Binding<Table> binding;
    std::once_flag opened;
};

using Companions =
    std::tuple<Companion<modvirt_network_v1>, Companion<modvirt_storage_v1>, Companion<modvirt_interface_v1>,
               Companion<modvirt_nodedev_v1>, Companion<modvirt_secret_v1>, Companion<modvirt_nwfilter_v1>>;

} // namespace modvirt

// One open connection. Freed with its last handle.
struct _virConnect : modvirt::Handle {
    _virConnect();
    ~_virConnect();

    bool is_read_only = false;
    std::string uri;
    modvirt::plugin::Plugin *plugin = nullptr; // of the hypervisor
    modvirt::error::ConnectionErrors errors;
    std::shared_ptr<modvirt::ConnectionEvents> events;

    // Declared after what drivers report to, so that the sessions end first.
    modvirt::Binding<modvirt_hypervisor_v1> hypervisor;
    modvirt::Companions companions;
};

namespace modvirt {

// An object of a connection. Its texts lie behind it in the same allocation.
struct ObjectHandle : Handle {
    ObjectHandle(Magic kind, virConnectPtr conn) : Handle(kind), connection(conn) { retain_connection(); }
    ~ObjectHandle();

    virConnectPtr connection;
    uint8_t uuid[VIR_UUID_BUFLEN] = {};
    const char *name = "";
    const char *detail = ""; // what else the object is known by: a volume's key, an interface's MAC address

private:
    void retain_connection();
};

template <Magic Kind>
struct TypedHandle : ObjectHandle {
    explicit TypedHandle(virConnectPtr conn) : ObjectHandle(Kind, conn) {}
};

} // namespace modvirt

struct _virDomain : modvirt::TypedHandle<modvirt::Magic::Domain> {
    using TypedHandle::TypedHandle;
    std::atomic<int> id{-1};
};

struct _virNetwork : modvirt::TypedHandle<modvirt::Magic::Network> {
    using TypedHandle::TypedHandle;
};

struct _virStoragePool : modvirt::TypedHandle<modvirt::Magic::StoragePool> {
    using TypedHandle::TypedHandle;
};

// Its detail is the key.
struct _virStorageVol : modvirt::TypedHandle<modvirt::Magic::StorageVol> {
    using TypedHandle::TypedHandle;
    std::string pool; // its name
};

struct _virNodeDevice : modvirt::TypedHandle<modvirt::Magic::NodeDevice> {
    using TypedHandle::TypedHandle;
    std::mutex mutex;
    std::string parent; // once it was asked for; under the mutex, and set once
};

// Its detail is the MAC address.
struct _virInterface : modvirt::TypedHandle<modvirt::Magic::Interface> {
    using TypedHandle::TypedHandle;
};

// Its detail is the id of what it is used for.
struct _virSecret : modvirt::TypedHandle<modvirt::Magic::Secret> {
    using TypedHandle::TypedHandle;
    int usage_type = VIR_SECRET_USAGE_TYPE_NONE;
};

struct _virNWFilter : modvirt::TypedHandle<modvirt::Magic::NWFilter> {
    using TypedHandle::TypedHandle;
};

// Its name is the port's device, its detail the filter's name.
struct _virNWFilterBinding : modvirt::TypedHandle<modvirt::Magic::NWFilterBinding> {
    using TypedHandle::TypedHandle;
};

namespace modvirt {

// An object that is part of another one, and keeps it.
template <Magic Kind, class Parent>
struct PartHandle : TypedHandle<Kind> {
    explicit PartHandle(Parent *whole) : TypedHandle<Kind>(whole->connection), parent(whole)
    {
        parent->references.fetch_add(1, std::memory_order_relaxed);
    }
    ~PartHandle();

    Parent *parent;
};

} // namespace modvirt

struct _virNetworkPort : modvirt::PartHandle<modvirt::Magic::NetworkPort, virNetwork> {
    using PartHandle::PartHandle;
};

struct _virDomainSnapshot : modvirt::PartHandle<modvirt::Magic::DomainSnapshot, virDomain> {
    using PartHandle::PartHandle;
};

struct _virDomainCheckpoint : modvirt::PartHandle<modvirt::Magic::DomainCheckpoint, virDomain> {
    using PartHandle::PartHandle;
};

// Data on its way. What it moves through outlives the handle, as an event loop forgets in its own time.
struct _virStream : modvirt::ObjectHandle {
    explicit _virStream(virConnectPtr conn) : ObjectHandle(modvirt::Magic::Stream, conn) {}
    ~_virStream();
    unsigned int flags = 0; // of virStreamFlags
    std::shared_ptr<modvirt::StreamChannel> channel;
};

namespace modvirt {

// Makes a handle and copies of its texts in one allocation; null without memory. `owner` is the connection, or
// the whole that the object is part of.
template <class Object, class Owner>
Object *new_object(Owner *owner, const char *name, const uint8_t *uuid, const char *detail = "") noexcept
{
    const size_t name_size = std::strlen(name) + 1;
    const size_t detail_size = std::strlen(detail) + 1;
    void *memory = std::malloc(sizeof(Object) + name_size + detail_size);
    if (memory == nullptr)
        return nullptr;
    auto *object = new (memory) Object(owner);
    auto *text = static_cast<char *>(memory) + sizeof(Object);
    object->name = static_cast<const char *>(std::memcpy(text, name, name_size));
    object->detail = static_cast<const char *>(std::memcpy(text + name_size, detail, detail_size));
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

template <Magic Kind, class Parent>
PartHandle<Kind, Parent>::~PartHandle()
{
    release_object(parent);
}

// Takes one reference to a connection away; answers how many are left.
int release_connection(virConnectPtr connection) noexcept;

} // namespace modvirt
