// SPDX-License-Identifier: LGPL-2.1-or-later
// What there is to know about each type of handle: how drivers name such objects, how a handle is made of what a
// driver names, and which error says that a handle is none.
#pragma once

#include "handle.hpp"

namespace modvirt {

// What a call is about: the connection of its first object, and the wholes that parts may belong to.
struct CallObjects {
    virConnectPtr connection = nullptr;
    virDomainPtr domain = nullptr;
    virNetworkPtr network = nullptr;
};

// Object is virDomain and so on. Lent is what a slot is given for a handle, valid as long as the handle.
template <class Object>
struct ObjectType;

namespace detail {

template <class Ref>
void copy_uuid(Ref &ref, const ObjectHandle &handle) noexcept
{
    std::memcpy(ref.uuid, handle.uuid, sizeof ref.uuid);
}

// Of the types that a UUID and a name are all of.
template <class Raw>
struct NamedLent {
    explicit NamedLent(const ObjectHandle &handle) noexcept : ref{sizeof(Raw), 0, {}, handle.name}
    {
        copy_uuid(ref, handle);
    }
    [[nodiscard]] const Raw *raw() const noexcept { return &ref; }
    Raw ref;
};

template <class Object, class Raw, class RawSink, Magic Kind, int Code, int Domain>
struct NamedType {
    using Ref = Raw;
    using Sink = RawSink;
    using Lent = NamedLent<Raw>;
    static constexpr Magic magic = Kind;
    static constexpr int invalid = Code;
    static constexpr int error_domain = Domain;

    static Object *make(const CallObjects &objects, const Ref &ref) noexcept
    {
        return new_object<Object>(objects.connection, ref.name, ref.uuid);
    }
};

// Of the types that two texts are all of; the members of Raw that these are.
template <class Object, class Raw, class RawSink, Magic Kind, int Code, int Domain, const char *Raw::*Name,
          const char *Raw::*Detail>
struct TextType {
    using Ref = Raw;
    using Sink = RawSink;
    struct Lent {
        explicit Lent(const Object &handle) noexcept : ref{}
        {
            ref.struct_size = sizeof ref;
            ref.*Name = handle.name;
            ref.*Detail = handle.detail;
        }
        [[nodiscard]] const Raw *raw() const noexcept { return &ref; }
        Raw ref;
    };
    static constexpr Magic magic = Kind;
    static constexpr int invalid = Code;
    static constexpr int error_domain = Domain;

    static Object *make(const CallObjects &objects, const Ref &ref) noexcept
    {
        return new_object<Object>(objects.connection, ref.*Name, nullptr, ref.*Detail);
    }
};

// Of the parts of a domain, which a name tells apart.
template <class Object, class Raw, class RawSink, Magic Kind, int Code, int Domain>
struct DomainPartType;

} // namespace detail

template <>
struct ObjectType<virDomain> {
    using Ref = modvirt_domain_ref;
    using Sink = modvirt_domain_sink;
    struct Lent {
        explicit Lent(const virDomain &handle) noexcept
            : ref{sizeof ref, handle.id.load(std::memory_order_relaxed), {}, handle.name}
        {
            detail::copy_uuid(ref, handle);
        }
        [[nodiscard]] const Ref *raw() const noexcept { return &ref; }
        Ref ref;
    };
    static constexpr Magic magic = Magic::Domain;
    static constexpr int invalid = VIR_ERR_INVALID_DOMAIN;
    static constexpr int error_domain = VIR_FROM_DOM;

    static virDomain *make(const CallObjects &objects, const Ref &ref) noexcept
    {
        auto *domain = new_object<virDomain>(objects.connection, ref.name, ref.uuid);
        if (domain != nullptr)
            domain->id.store(ref.id, std::memory_order_relaxed);
        return domain;
    }
};

template <>
struct ObjectType<virNetwork>
    : detail::NamedType<virNetwork, modvirt_network_ref, modvirt_network_sink, Magic::Network,
                        VIR_ERR_INVALID_NETWORK, VIR_FROM_NETWORK> {};

template <>
struct ObjectType<virStoragePool>
    : detail::NamedType<virStoragePool, modvirt_storage_pool_ref, modvirt_storage_pool_sink,
                        Magic::StoragePool, VIR_ERR_INVALID_STORAGE_POOL, VIR_FROM_STORAGE> {};

template <>
struct ObjectType<virNWFilter>
    : detail::NamedType<virNWFilter, modvirt_nwfilter_ref, modvirt_nwfilter_sink, Magic::NWFilter,
                        VIR_ERR_INVALID_NWFILTER, VIR_FROM_NWFILTER> {};

template <>
struct ObjectType<virInterface>
    : detail::TextType<virInterface, modvirt_interface_ref, modvirt_interface_sink, Magic::Interface,
                       VIR_ERR_INVALID_INTERFACE, VIR_FROM_INTERFACE, &modvirt_interface_ref::name,
                       &modvirt_interface_ref::mac> {};

template <>
struct ObjectType<virNWFilterBinding>
    : detail::TextType<virNWFilterBinding, modvirt_nwfilter_binding_ref, modvirt_nwfilter_binding_sink,
                       Magic::NWFilterBinding, VIR_ERR_INVALID_NWFILTER_BINDING, VIR_FROM_NWFILTER,
                       &modvirt_nwfilter_binding_ref::port_dev, &modvirt_nwfilter_binding_ref::filter_name> {};

template <>
struct ObjectType<virNodeDevice> {
    using Ref = modvirt_node_device_ref;
    using Sink = modvirt_node_device_sink;
    struct Lent {
        explicit Lent(const virNodeDevice &handle) noexcept : ref{sizeof ref, 0, handle.name} {}
        [[nodiscard]] const Ref *raw() const noexcept { return &ref; }
        Ref ref;
    };
    static constexpr Magic magic = Magic::NodeDevice;
    static constexpr int invalid = VIR_ERR_INVALID_NODE_DEVICE;
    static constexpr int error_domain = VIR_FROM_NODEDEV;

    static virNodeDevice *make(const CallObjects &objects, const Ref &ref) noexcept
    {
        return new_object<virNodeDevice>(objects.connection, ref.name, nullptr);
    }
};

template <>
struct ObjectType<virStorageVol> {
    using Ref = modvirt_storage_vol_ref;
    using Sink = modvirt_storage_vol_sink;
    struct Lent {
        explicit Lent(const virStorageVol &handle) noexcept
            : ref{sizeof ref, 0, handle.pool.c_str(), handle.name, handle.detail}
        {
        }
        [[nodiscard]] const Ref *raw() const noexcept { return &ref; }
        Ref ref;
    };
    static constexpr Magic magic = Magic::StorageVol;
    static constexpr int invalid = VIR_ERR_INVALID_STORAGE_VOL;
    static constexpr int error_domain = VIR_FROM_STORAGE;

    static virStorageVol *make(const CallObjects &objects, const Ref &ref) noexcept
    {
        auto *volume = new_object<virStorageVol>(objects.connection, ref.name, nullptr, ref.key);
        try {
            if (volume != nullptr)
                volume->pool = ref.pool;
            return volume;
        } catch (const std::bad_alloc &) {
            release_object(volume);
            return nullptr;
        }
    }
};

template <>
struct ObjectType<virSecret> {
    using Ref = modvirt_secret_ref;
    using Sink = modvirt_secret_sink;
    struct Lent {
        explicit Lent(const virSecret &handle) noexcept
            : ref{sizeof ref, handle.usage_type, {}, handle.detail}
        {
            detail::copy_uuid(ref, handle);
        }
        [[nodiscard]] const Ref *raw() const noexcept { return &ref; }
        Ref ref;
    };
    static constexpr Magic magic = Magic::Secret;
    static constexpr int invalid = VIR_ERR_INVALID_SECRET;
    static constexpr int error_domain = VIR_FROM_SECRET;

    static virSecret *make(const CallObjects &objects, const Ref &ref) noexcept
    {
        auto *secret = new_object<virSecret>(objects.connection, "", ref.uuid, ref.usage_id);
        if (secret != nullptr)
            secret->usage_type = ref.usage_type;
        return secret;
    }
};

template <>
struct ObjectType<virNetworkPort> {
    using Ref = modvirt_network_port_ref;
    using Sink = modvirt_network_port_sink;
    struct Lent {
        explicit Lent(const virNetworkPort &handle) noexcept
            : network(*handle.parent), ref{sizeof ref, 0, {}, nullptr}
        {
            detail::copy_uuid(ref, handle);
        }
        [[nodiscard]] const Ref *raw() noexcept
        {
            ref.network = network.raw();
            return &ref;
        }
        ObjectType<virNetwork>::Lent network;
        Ref ref;
    };
    static constexpr Magic magic = Magic::NetworkPort;
    static constexpr int invalid = VIR_ERR_INVALID_NETWORK_PORT;
    static constexpr int error_domain = VIR_FROM_NETWORK;

    static virNetworkPort *make(const CallObjects &objects, const Ref &ref) noexcept
    {
        return new_object<virNetworkPort>(objects.network, "", ref.uuid);
    }
};

namespace detail {

template <class Object, class Raw, class RawSink, Magic Kind, int Code, int Domain>
struct DomainPartType {
    using Ref = Raw;
    using Sink = RawSink;
    struct Lent {
        explicit Lent(const Object &handle) noexcept
            : domain(*handle.parent), ref{sizeof ref, 0, handle.name, nullptr}
        {
        }
        [[nodiscard]] const Ref *raw() noexcept
        {
            ref.domain = domain.raw();
            return &ref;
        }
        ObjectType<virDomain>::Lent domain;
        Ref ref;
    };
    static constexpr Magic magic = Kind;
    static constexpr int invalid = Code;
    static constexpr int error_domain = Domain;

    static Object *make(const CallObjects &objects, const Ref &ref) noexcept
    {
        return new_object<Object>(objects.domain, ref.name, nullptr);
    }
};

} // namespace detail

template <>
struct ObjectType<virDomainSnapshot>
    : detail::DomainPartType<virDomainSnapshot, modvirt_snapshot_ref, modvirt_snapshot_sink,
                             Magic::DomainSnapshot, VIR_ERR_INVALID_DOMAIN_SNAPSHOT, VIR_FROM_DOMAIN_SNAPSHOT> {
};

template <>
struct ObjectType<virDomainCheckpoint>
    : detail::DomainPartType<virDomainCheckpoint, modvirt_checkpoint_ref, modvirt_checkpoint_sink,
                             Magic::DomainCheckpoint, VIR_ERR_INVALID_DOMAIN_CHECKPOINT,
                             VIR_FROM_DOMAIN_CHECKPOINT> {};

// Streams are made by the application, and no driver names one.
template <>
struct ObjectType<virStream> {
    static constexpr Magic magic = Magic::Stream;
    static constexpr int invalid = VIR_ERR_INVALID_STREAM;
    static constexpr int error_domain = VIR_FROM_STREAMS;
};

} // namespace modvirt
