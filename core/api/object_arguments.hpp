// SPDX-License-Identifier: LGPL-2.1-or-later
// Arguments that are handles: of a connection, of its objects, of a stream.
#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include "plain_argument.hpp"
#include "stream_end.hpp"

namespace modvirt::arg {

struct Connect : Plain {
    explicit Connect(virConnectPtr handle, const char * = nullptr) : m_handle(handle) {}
    bool check_object(Entry &entry) noexcept { return entry.check(m_handle); }

private:
    virConnectPtr m_handle;
};

template <class Handle>
struct Object : Plain {
    explicit Object(Handle *handle, const char * = nullptr) : m_handle(handle) {}
    bool check_object(Entry &entry) noexcept
    {
        if (!entry.check(m_handle))
            return false;
        m_lent.emplace(*m_handle);
        return true;
    }
    auto slot_arguments(Entry &) noexcept { return std::tuple(m_lent->raw()); }
    [[nodiscard]] Handle *handle() const noexcept { return m_handle; }

protected:
    Handle *m_handle;
    std::optional<typename ObjectType<Handle>::Lent> m_lent; // once it is checked
};

using Domain = Object<virDomain>;
using Network = Object<virNetwork>;
using NetworkPort = Object<virNetworkPort>;
using StoragePool = Object<virStoragePool>;
using StorageVol = Object<virStorageVol>;
using NodeDevice = Object<virNodeDevice>;
using Interface = Object<virInterface>;
using Secret = Object<virSecret>;
using NWFilter = Object<virNWFilter>;
using NWFilterBinding = Object<virNWFilterBinding>;
using DomainSnapshot = Object<virDomainSnapshot>;
using DomainCheckpoint = Object<virDomainCheckpoint>;

struct LiveDomain : Domain {
    using Domain::Domain;
    bool check_object(Entry &entry) noexcept
    {
        if (!Domain::check_object(entry))
            return false;
        m_id = m_lent->ref.id;
        return true;
    }
    auto slot_arguments(Entry &) noexcept
    {
        return std::tuple(m_lent->raw(), &m_id);
    }
    bool finish(Entry &) noexcept
    {
        m_handle->id.store(m_id, std::memory_order_relaxed);
        return true;
    }

private:
    int32_t m_id = -1;
};

// A domain that was stopped for its snapshot has no number any more.
struct SnapshottedDomain : Domain {
    using Domain::Domain;
    bool finish(Entry &entry) noexcept
    {
        if ((entry.flags() & VIR_DOMAIN_SNAPSHOT_CREATE_HALT) != 0)
            m_handle->id.store(-1, std::memory_order_relaxed);
        return true;
    }
};

// The guest may have begun anew, with another number: the handle forgets the one that it knew.
struct RevertedSnapshot : DomainSnapshot {
    using DomainSnapshot::DomainSnapshot;
    bool finish(Entry &) noexcept
    {
        m_handle->parent->id.store(-1, std::memory_order_relaxed);
        return true;
    }
};

// The handle keeps the old name, as it lies behind it: callers look the domain up again.
using RenamedDomain = Domain;

// One that the caller has made. A slot gets a sink for the driver's end, which joins the stream when the call
// succeeds.
struct Stream : Plain {
    explicit Stream(virStreamPtr handle, const char * = nullptr) : m_handle(handle) {}
    bool check_object(Entry &entry) noexcept { return entry.check(m_handle); }
    bool check_value(Entry &entry) noexcept;
    auto slot_arguments(Entry &entry) noexcept
    {
        m_server = entry.server();
        m_sink = {sizeof(modvirt_stream_sink), 0, this, &attach};
        return std::tuple(static_cast<const modvirt_stream_sink *>(&m_sink));
    }
    bool finish(Entry &entry) noexcept;

private:
    static int32_t attach(const modvirt_stream_sink *sink, const modvirt_stream *stream) noexcept;

    virStreamPtr m_handle;
    Server m_server;
    std::unique_ptr<StreamEnd> m_end;
    modvirt_stream_sink m_sink{};
};

// An object that may be left out.
template <class Object>
struct Optional : Plain {
    template <class Pointer>
    explicit Optional(Pointer *handle, const char * = nullptr)
        : m_object(handle), m_is_given(handle != nullptr)
    {
    }
    bool check_object(Entry &entry) noexcept { return !m_is_given || m_object.check_object(entry); }

private:
    Object m_object;
    bool m_is_given;
};

using DomainOrNull = Optional<Domain>;
using NetworkOrNull = Optional<Network>;
using StoragePoolOrNull = Optional<StoragePool>;
using NodeDeviceOrNull = Optional<NodeDevice>;
using SecretOrNull = Optional<Secret>;

} // namespace modvirt::arg
