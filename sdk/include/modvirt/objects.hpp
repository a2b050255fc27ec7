// SPDX-License-Identifier: MIT
// The values that a driver class takes and gives for objects that are neither domains nor networks: how each is
// named, and the sinks that take them. A ...Ref is lent for the call; a Found... is what a driver gives back.
// Included by <modvirt/plugin.hpp>. Since 1.0.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include <modvirt/values.hpp>

namespace modvirt {

struct StoragePoolRef {
    Uuid uuid{};
    std::string_view name;
};

struct FoundStoragePool {
    Uuid uuid{};
    std::string name;
};

// Identity is the key; `pool` is the name of the pool that the volume was found in.
struct StorageVolRef {
    std::string_view pool;
    std::string_view name;
    std::string_view key;
};

struct FoundStorageVol {
    std::string pool;
    std::string name;
    std::string key;
};

struct NodeDeviceRef {
    std::string_view name;
};

struct FoundNodeDevice {
    std::string name;
};

// `mac` is empty when the interface has none.
struct InterfaceRef {
    std::string_view name;
    std::string_view mac;
};

struct FoundInterface {
    std::string name;
    std::string mac;
};

struct SecretRef {
    Uuid uuid{};
    int32_t usage_type = 0; // virSecretUsageType
    std::string_view usage_id;
};

struct FoundSecret {
    Uuid uuid{};
    int32_t usage_type = 0; // virSecretUsageType
    std::string usage_id;
};

struct NWFilterRef {
    Uuid uuid{};
    std::string_view name;
};

struct FoundNWFilter {
    Uuid uuid{};
    std::string name;
};

// Identity is the port's device.
struct NWFilterBindingRef {
    std::string_view port_dev;
    std::string_view filter_name;
};

struct FoundNWFilterBinding {
    std::string port_dev;
    std::string filter_name;
};

struct NetworkPortRef {
    Uuid uuid{};
    NetworkRef network;
};

// Of the network that the call was about.
struct FoundNetworkPort {
    Uuid uuid{};
};

struct SnapshotRef {
    std::string_view name;
    DomainRef domain;
};

// Of the domain that the call was about.
struct FoundSnapshot {
    std::string name;
};

struct CheckpointRef {
    std::string_view name;
    DomainRef domain;
};

// Of the domain that the call was about.
struct FoundCheckpoint {
    std::string name;
};

// Bytes.
struct PoolInfo {
    uint32_t state = 0; // virStoragePoolState
    uint64_t capacity = 0;
    uint64_t allocation = 0;
    uint64_t available = 0;
};

// Bytes.
struct VolumeInfo {
    uint32_t type = 0; // virStorageVolType
    uint64_t capacity = 0;
    uint64_t allocation = 0; // with VIR_STORAGE_VOL_GET_PHYSICAL the physical size
};

// A lease of a network's DHCP server.
struct DHCPLease {
    int32_t type = 0;    // virIPAddrType
    int64_t expires = 0; // seconds since 1970
    uint32_t prefix = 0;
    std::string interface;
    std::string address;
    std::optional<std::string> mac{};
    std::optional<std::string> iaid{};
    std::optional<std::string> hostname{};
    std::optional<std::string> client_id{};
};

namespace detail {

// What C calls an object that lives as long as `found`.
inline modvirt_storage_pool_ref raw_of(const FoundStoragePool &found)
{
    modvirt_storage_pool_ref raw{sizeof raw, 0, {}, found.name.c_str()};
    std::memcpy(raw.uuid, found.uuid.data(), found.uuid.size());
    return raw;
}

inline modvirt_storage_vol_ref raw_of(const FoundStorageVol &found)
{
    return {sizeof(modvirt_storage_vol_ref), 0, found.pool.c_str(), found.name.c_str(), found.key.c_str()};
}

inline modvirt_node_device_ref raw_of(const FoundNodeDevice &found)
{
    return {sizeof(modvirt_node_device_ref), 0, found.name.c_str()};
}

inline modvirt_interface_ref raw_of(const FoundInterface &found)
{
    return {sizeof(modvirt_interface_ref), 0, found.name.c_str(), found.mac.c_str()};
}

inline modvirt_secret_ref raw_of(const FoundSecret &found)
{
    modvirt_secret_ref raw{sizeof raw, found.usage_type, {}, found.usage_id.c_str()};
    std::memcpy(raw.uuid, found.uuid.data(), found.uuid.size());
    return raw;
}

inline modvirt_nwfilter_ref raw_of(const FoundNWFilter &found)
{
    modvirt_nwfilter_ref raw{sizeof raw, 0, {}, found.name.c_str()};
    std::memcpy(raw.uuid, found.uuid.data(), found.uuid.size());
    return raw;
}

inline modvirt_nwfilter_binding_ref raw_of(const FoundNWFilterBinding &found)
{
    return {sizeof(modvirt_nwfilter_binding_ref), 0, found.port_dev.c_str(), found.filter_name.c_str()};
}

inline modvirt_network_port_ref raw_of(const FoundNetworkPort &found)
{
    modvirt_network_port_ref raw{sizeof raw, 0, {}, nullptr};
    std::memcpy(raw.uuid, found.uuid.data(), found.uuid.size());
    return raw;
}

inline modvirt_snapshot_ref raw_of(const FoundSnapshot &found)
{
    return {sizeof(modvirt_snapshot_ref), 0, found.name.c_str(), nullptr};
}

inline modvirt_checkpoint_ref raw_of(const FoundCheckpoint &found)
{
    return {sizeof(modvirt_checkpoint_ref), 0, found.name.c_str(), nullptr};
}

} // namespace detail

// Takes objects; put() answers false once the caller wants no more.
template <class RawSink, class Found>
class ObjectSink {
public:
    explicit ObjectSink(const RawSink *sink) : m_sink(sink) {}
    bool put(const Found &found)
    {
        const auto raw = detail::raw_of(found);
        return m_sink->put(m_sink, &raw) == 0;
    }

private:
    const RawSink *m_sink;
};

using StoragePoolSink = ObjectSink<modvirt_storage_pool_sink, FoundStoragePool>;
using StorageVolSink = ObjectSink<modvirt_storage_vol_sink, FoundStorageVol>;
using NodeDeviceSink = ObjectSink<modvirt_node_device_sink, FoundNodeDevice>;
using InterfaceSink = ObjectSink<modvirt_interface_sink, FoundInterface>;
using SecretSink = ObjectSink<modvirt_secret_sink, FoundSecret>;
using NWFilterSink = ObjectSink<modvirt_nwfilter_sink, FoundNWFilter>;
using NWFilterBindingSink = ObjectSink<modvirt_nwfilter_binding_sink, FoundNWFilterBinding>;
using NetworkPortSink = ObjectSink<modvirt_network_port_sink, FoundNetworkPort>;
using SnapshotSink = ObjectSink<modvirt_snapshot_sink, FoundSnapshot>;
using CheckpointSink = ObjectSink<modvirt_checkpoint_sink, FoundCheckpoint>;

} // namespace modvirt
