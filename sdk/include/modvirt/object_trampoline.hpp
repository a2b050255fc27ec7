// SPDX-License-Identifier: MIT
// From slots to methods for the objects of <modvirt/objects.hpp>; see trampoline.hpp. Included by
// <modvirt/plugin.hpp> only.
#pragma once

namespace modvirt::detail {

// --- What is lent to a method
// -------------------------------------------------------------------------------

template <>
struct Lent<StoragePoolRef> {
    static StoragePoolRef of(const modvirt_storage_pool_ref *ref) noexcept
    {
        return {Lent<Uuid>::of(ref->uuid), ref->name};
    }
};

template <>
struct Lent<StorageVolRef> {
    static StorageVolRef of(const modvirt_storage_vol_ref *ref) noexcept
    {
        return {ref->pool, ref->name, ref->key};
    }
};

template <>
struct Lent<NodeDeviceRef> {
    static NodeDeviceRef of(const modvirt_node_device_ref *ref) noexcept { return {ref->name}; }
};

template <>
struct Lent<InterfaceRef> {
    static InterfaceRef of(const modvirt_interface_ref *ref) noexcept { return {ref->name, ref->mac}; }
};

template <>
struct Lent<SecretRef> {
    static SecretRef of(const modvirt_secret_ref *ref) noexcept
    {
        return {Lent<Uuid>::of(ref->uuid), ref->usage_type, ref->usage_id};
    }
};

template <>
struct Lent<NWFilterRef> {
    static NWFilterRef of(const modvirt_nwfilter_ref *ref) noexcept
    {
        return {Lent<Uuid>::of(ref->uuid), ref->name};
    }
};

template <>
struct Lent<NWFilterBindingRef> {
    static NWFilterBindingRef of(const modvirt_nwfilter_binding_ref *ref) noexcept
    {
        return {ref->port_dev, ref->filter_name};
    }
};

template <>
struct Lent<NetworkPortRef> {
    static NetworkPortRef of(const modvirt_network_port_ref *ref) noexcept
    {
        return {Lent<Uuid>::of(ref->uuid), Lent<NetworkRef>::of(ref->network)};
    }
};

template <>
struct Lent<SnapshotRef> {
    static SnapshotRef of(const modvirt_snapshot_ref *ref) noexcept
    {
        return {ref->name, Lent<DomainRef>::of(ref->domain)};
    }
};

template <>
struct Lent<CheckpointRef> {
    static CheckpointRef of(const modvirt_checkpoint_ref *ref) noexcept
    {
        return {ref->name, Lent<DomainRef>::of(ref->domain)};
    }
};

template <class RawSink, class Found>
struct Lent<ObjectSink<RawSink, Found>> {
    static ObjectSink<RawSink, Found> of(const RawSink *sink) noexcept
    {
        return ObjectSink<RawSink, Found>(sink);
    }
};

// --- What a method gives back
// --------------------------------------------------------------------------------

template <class RawSink, class Found>
    requires requires(const Found &found) { raw_of(found); }
void give(const RawSink *sink, const Found &found)
{
    ObjectSink<RawSink, Found>(sink).put(found);
}

inline void give(const modvirt_string_sink *sink, const std::vector<uint8_t> &bytes)
{
    sink->put(sink, reinterpret_cast<const char *>(bytes.data()), bytes.size());
}

inline void give(modvirt_pool_info *out, const PoolInfo &info) noexcept
{
    give_raw(out, {sizeof *out, info.state, info.capacity, info.allocation, info.available});
}

inline void give(modvirt_volume_info *out, const VolumeInfo &info) noexcept
{
    give_raw(out, {sizeof *out, info.type, info.capacity, info.allocation});
}

inline void give(const modvirt_dhcp_lease_sink *sink, const std::vector<DHCPLease> &leases)
{
    const auto text = [](const std::optional<std::string> &known) { return known ? known->c_str() : nullptr; };
    for (const DHCPLease &lease : leases) {
        const modvirt_dhcp_lease raw{sizeof raw,
                                     lease.type,
                                     lease.prefix,
                                     0,
                                     lease.expires,
                                     lease.interface.c_str(),
                                     text(lease.mac),
                                     text(lease.iaid),
                                     lease.address.c_str(),
                                     text(lease.hostname),
                                     text(lease.client_id)};
        if (sink->put(sink, &raw) != 0)
            return;
    }
}

} // namespace modvirt::detail
