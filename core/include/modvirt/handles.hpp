/* SPDX-License-Identifier: LGPL-2.1-or-later */
// Owners for what the C API hands out, and no more than that: every call is made as in C, with get(), and what it
// returned is given back when its owner goes. For C++20. Nothing here throws what the standard library does not.
//
//     modvirt::api::Connection connection(virConnectOpen("test:///default"));
//     modvirt::api::Domain domain(virDomainLookupByName(connection.get(), "test"));
//     if (!domain)
//         std::puts(virGetLastErrorMessage());
//
// An owner is a std::unique_ptr: it can be moved, is empty when the call failed, and gives its object up by release().
// An object keeps its connection alive, so owners may go in any order. Since 0.1.0.
#ifndef MODVIRT_HANDLES_HPP
#define MODVIRT_HANDLES_HPP

#include <cstddef>
#include <cstdlib>
#include <libvirt/libvirt.h>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace modvirt::api {

// Gives an object back by the function that the C API has for it.
template <auto Free>
struct Release {
    template <typename T>
    void operator()(T *pointer) const
    {
        static_cast<void>(Free(pointer));
    }
};

using Connection = std::unique_ptr<virConnect, Release<virConnectClose>>;
using Domain = std::unique_ptr<virDomain, Release<virDomainFree>>;
using DomainSnapshot = std::unique_ptr<virDomainSnapshot, Release<virDomainSnapshotFree>>;
using DomainCheckpoint = std::unique_ptr<virDomainCheckpoint, Release<virDomainCheckpointFree>>;
using Network = std::unique_ptr<virNetwork, Release<virNetworkFree>>;
using NetworkPort = std::unique_ptr<virNetworkPort, Release<virNetworkPortFree>>;
using StoragePool = std::unique_ptr<virStoragePool, Release<virStoragePoolFree>>;
using StorageVolume = std::unique_ptr<virStorageVol, Release<virStorageVolFree>>;
using NodeDevice = std::unique_ptr<virNodeDevice, Release<virNodeDeviceFree>>;
using Interface = std::unique_ptr<virInterface, Release<virInterfaceFree>>;
using Secret = std::unique_ptr<virSecret, Release<virSecretFree>>;
using NetworkFilter = std::unique_ptr<virNWFilter, Release<virNWFilterFree>>;
using NetworkFilterBinding = std::unique_ptr<virNWFilterBinding, Release<virNWFilterBindingFree>>;
using Stream = std::unique_ptr<virStream, Release<virStreamFree>>;

struct FreeMemory {
    void operator()(void *pointer) const { std::free(pointer); }
};

// Text that the library allocated: an XML description, a host's name.
using LibraryText = std::unique_ptr<char, FreeMemory>;

// A second owner of an object that somebody else owns, such as the domain that an event callback is given. Empty when
// the object is null or cannot be referenced.
template <class Owner, auto Reference>
Owner share_by(typename Owner::pointer object)
{
    return Owner(object != nullptr && Reference(object) == 0 ? object : nullptr);
}

inline Connection share(virConnectPtr object)
{
    return share_by<Connection, virConnectRef>(object);
}
inline Domain share(virDomainPtr object)
{
    return share_by<Domain, virDomainRef>(object);
}
inline DomainSnapshot share(virDomainSnapshotPtr object)
{
    return share_by<DomainSnapshot, virDomainSnapshotRef>(object);
}
inline DomainCheckpoint share(virDomainCheckpointPtr object)
{
    return share_by<DomainCheckpoint, virDomainCheckpointRef>(object);
}
inline Network share(virNetworkPtr object)
{
    return share_by<Network, virNetworkRef>(object);
}
inline NetworkPort share(virNetworkPortPtr object)
{
    return share_by<NetworkPort, virNetworkPortRef>(object);
}
inline StoragePool share(virStoragePoolPtr object)
{
    return share_by<StoragePool, virStoragePoolRef>(object);
}
inline StorageVolume share(virStorageVolPtr object)
{
    return share_by<StorageVolume, virStorageVolRef>(object);
}
inline NodeDevice share(virNodeDevicePtr object)
{
    return share_by<NodeDevice, virNodeDeviceRef>(object);
}
inline Interface share(virInterfacePtr object)
{
    return share_by<Interface, virInterfaceRef>(object);
}
inline Secret share(virSecretPtr object)
{
    return share_by<Secret, virSecretRef>(object);
}
inline NetworkFilter share(virNWFilterPtr object)
{
    return share_by<NetworkFilter, virNWFilterRef>(object);
}
inline NetworkFilterBinding share(virNWFilterBindingPtr object)
{
    return share_by<NetworkFilterBinding, virNWFilterBindingRef>(object);
}
inline Stream share(virStreamPtr object)
{
    return share_by<Stream, virStreamRef>(object);
}

// The objects of a ListAll call, each with its owner; nothing when the call failed.
//
//     auto domains = list_all<Domain>([&](virDomainPtr **list) { return virConnectListAllDomains(conn, list, 0); });
template <class Owner, typename Call>
std::optional<std::vector<Owner>> list_all(Call call)
{
    typename Owner::pointer *raw = nullptr;
    const int count = call(&raw);
    if (count < 0)
        return std::nullopt;
    const std::unique_ptr<typename Owner::pointer, FreeMemory> array(raw);
    std::vector<Owner> owners;
    try {
        owners.reserve(static_cast<std::size_t>(count));
    } catch (...) {
        for (int i = 0; i < count; ++i)
            Owner(raw[i]).reset();
        throw;
    }
    for (int i = 0; i < count; ++i)
        owners.emplace_back(raw[i]);
    return owners;
}

// A callback that is registered on a connection, until this goes. It keeps the connection open.
//
//     DomainEvents events(connection.get(), virConnectDomainEventRegisterAny(connection.get(), nullptr, id, ...));
template <auto Deregister>
class EventRegistration {
public:
    EventRegistration() = default;
    // `id` is the answer of the registering call; a negative one is no registration.
    EventRegistration(virConnectPtr connection, int id)
        : m_connection(id >= 0 ? share(connection) : Connection()), m_id(id)
    {
    }
    EventRegistration(EventRegistration &&other) noexcept
        : m_connection(std::move(other.m_connection)), m_id(std::exchange(other.m_id, -1))
    {
    }
    EventRegistration &operator=(EventRegistration &&other) noexcept
    {
        if (this != &other) {
            reset();
            m_connection = std::move(other.m_connection);
            m_id = std::exchange(other.m_id, -1);
        }
        return *this;
    }
    ~EventRegistration() { reset(); }

    [[nodiscard]] int id() const { return m_id; }
    [[nodiscard]] explicit operator bool() const { return m_id >= 0; }
    void reset()
    {
        if (m_id >= 0)
            static_cast<void>(Deregister(m_connection.get(), m_id));
        m_id = -1;
        m_connection.reset();
    }

private:
    Connection m_connection;
    int m_id = -1;
};

using DomainEvents = EventRegistration<virConnectDomainEventDeregisterAny>;
using NetworkEvents = EventRegistration<virConnectNetworkEventDeregisterAny>;
using StoragePoolEvents = EventRegistration<virConnectStoragePoolEventDeregisterAny>;
using NodeDeviceEvents = EventRegistration<virConnectNodeDeviceEventDeregisterAny>;
using SecretEvents = EventRegistration<virConnectSecretEventDeregisterAny>;

// A file descriptor or a timer that the event loop watches, until this goes.
template <auto Remove>
class LoopEntry {
public:
    LoopEntry() = default;
    // `id` is the answer of virEventAddHandle or virEventAddTimeout; a negative one is no entry.
    explicit LoopEntry(int id) : m_id(id) {}
    LoopEntry(LoopEntry &&other) noexcept : m_id(std::exchange(other.m_id, -1)) {}
    LoopEntry &operator=(LoopEntry &&other) noexcept
    {
        if (this != &other) {
            reset();
            m_id = std::exchange(other.m_id, -1);
        }
        return *this;
    }
    ~LoopEntry() { reset(); }

    [[nodiscard]] int id() const { return m_id; }
    [[nodiscard]] explicit operator bool() const { return m_id >= 0; }
    void reset()
    {
        if (m_id >= 0)
            static_cast<void>(Remove(m_id));
        m_id = -1;
    }

private:
    int m_id = -1;
};

using EventHandle = LoopEntry<virEventRemoveHandle>;
using EventTimeout = LoopEntry<virEventRemoveTimeout>;

// Parameters in an array of the caller's, for the calls that fill one: room for `capacity` of them.
class TypedParameters {
public:
    TypedParameters() = default;
    explicit TypedParameters(int capacity) : m_values(static_cast<std::size_t>(capacity)), m_count(capacity) {}
    TypedParameters(const TypedParameters &) = delete;
    TypedParameters &operator=(const TypedParameters &) = delete;
    TypedParameters(TypedParameters &&other) noexcept
        : m_values(std::move(other.m_values)), m_count(std::exchange(other.m_count, 0))
    {
    }
    TypedParameters &operator=(TypedParameters &&other) noexcept
    {
        std::swap(m_values, other.m_values);
        std::swap(m_count, other.m_count);
        return *this;
    }
    ~TypedParameters() { virTypedParamsClear(m_values.data(), m_count); }

    [[nodiscard]] virTypedParameterPtr data() { return m_values.data(); }
    [[nodiscard]] int *count() { return &m_count; }
    [[nodiscard]] std::span<const virTypedParameter> values() const
    {
        return {m_values.data(), static_cast<std::size_t>(m_count)};
    }

private:
    std::vector<virTypedParameter> m_values;
    int m_count = 0;
};

// Parameters in an array of the library's: what virTypedParamsAdd* makes, and what calls such as virDomainGetJobStats
// answer. Each is given the addresses of the array and of the count: array() and count().
class ParameterList {
public:
    ParameterList() = default;
    ParameterList(ParameterList &&other) noexcept
        : m_array(std::exchange(other.m_array, nullptr)), m_count(std::exchange(other.m_count, 0)),
          m_capacity(std::exchange(other.m_capacity, 0))
    {
    }
    ParameterList &operator=(ParameterList &&other) noexcept
    {
        std::swap(m_array, other.m_array);
        std::swap(m_count, other.m_count);
        std::swap(m_capacity, other.m_capacity);
        return *this;
    }
    ~ParameterList() { virTypedParamsFree(m_array, m_count); }

    [[nodiscard]] virTypedParameterPtr data() const { return m_array; }
    [[nodiscard]] virTypedParameterPtr *array() { return &m_array; }
    [[nodiscard]] int *count() { return &m_count; }
    [[nodiscard]] int *capacity() { return &m_capacity; }
    [[nodiscard]] std::span<const virTypedParameter> values() const
    {
        return {m_array, static_cast<std::size_t>(m_count)};
    }

private:
    virTypedParameterPtr m_array = nullptr;
    int m_count = 0;
    int m_capacity = 0;
};

} // namespace modvirt::api

#endif
