// SPDX-License-Identifier: MIT
// The values that a driver class takes and gives: plain C++ forms of the structs in plugin.h. Since 1.0.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <modvirt/plugin.h>

namespace modvirt {

using Uuid = std::array<uint8_t, 16>;

// A bit for every host processor, lowest first. Lent for the call.
using CpuMap = std::span<const uint8_t>;

// Names a domain; lent for the call. Identity is the uuid: ids are reused and names can change.
struct DomainRef {
    int32_t id = -1;
    Uuid uuid{};
    std::string_view name;
};

// A domain whose run-time id the call may change: what the driver leaves in `id` is told to the caller.
struct LiveDomain : DomainRef {};

// A domain as a driver gives it back.
struct FoundDomain {
    int32_t id = -1;
    Uuid uuid{};
    std::string name;
};

struct NetworkRef {
    Uuid uuid{};
    std::string_view name;
};

struct FoundNetwork {
    Uuid uuid{};
    std::string name;
};

struct DomainInfo {
    uint32_t state = 0; // virDomainState
    uint64_t max_memory_kib = 0;
    uint64_t memory_kib = 0;
    uint32_t vcpus = 0;
    uint64_t cpu_time_ns = 0;
};

struct DomainState {
    int32_t state = 0;  // virDomainState
    int32_t reason = 0; // its reason enum is chosen by the state
};

// Which text of a domain is meant: an element is known by the URI of its namespace.
struct MetadataName {
    int32_t type = 0; // virDomainMetadataType
    std::optional<std::string_view> uri;
};

// What becomes of it: nothing when there is no text.
struct NewMetadata : MetadataName {
    std::optional<std::string_view> text;
    std::optional<std::string_view> key; // the prefix of an element's namespace
};

struct DomainControl {
    uint32_t state = 0;   // virDomainControlState
    uint32_t details = 0; // virDomainControlErrorReason
    uint64_t state_time_ms = 0;
};

struct Vcpu {
    uint32_t number = 0;
    int32_t state = 0; // virVcpuState
    int32_t cpu = -1;  // host processor, -1 when unknown
    uint64_t cpu_time_ns = 0;
    CpuMap cpumap;
};

// -1 stands for what the hypervisor does not tell.
struct BlockStats {
    int64_t read_requests = -1;
    int64_t read_bytes = -1;
    int64_t write_requests = -1;
    int64_t write_bytes = -1;
    int64_t errors = -1;
};

struct InterfaceStats {
    int64_t rx_bytes = -1, rx_packets = -1, rx_errors = -1, rx_dropped = -1;
    int64_t tx_bytes = -1, tx_packets = -1, tx_errors = -1, tx_dropped = -1;
};

// Bytes.
struct BlockInfo {
    uint64_t capacity = 0;
    uint64_t allocation = 0;
    uint64_t physical = 0;
};

struct NodeInfo {
    std::string model; // at most 31 bytes are told
    uint64_t memory_kib = 0;
    uint32_t cpus = 0;
    uint32_t mhz = 0;
    uint32_t nodes = 0;
    uint32_t sockets = 0; // per node
    uint32_t cores = 0;   // per socket
    uint32_t threads = 0; // per core
};

// The processors of the host: those that exist are numbered from 0.
struct HostCpus {
    uint32_t present = 0;
    std::vector<uint8_t> online; // a bit for every one, lowest first
};

struct SecurityModel {
    std::string model; // at most 256 bytes are told
    std::string doi;
};

struct SecurityLabel {
    std::string label; // at most 4096 bytes are told
    bool enforcing = false;
};

// A job on a disk.
struct BlockJob {
    int32_t type = 0;       // virDomainBlockJobType
    uint64_t bandwidth = 0; // bytes per second, or MiB per second, as the call's flags say
    uint64_t cur = 0;       // without a unit; the job is done when it meets `end`
    uint64_t end = 0;
};

// What a step of a migration answers: the domain's XML or a URI, as the step says, and what the next step on the other
// side is given.
struct MigrationStep {
    std::string text;
    std::string cookie;
};

// So many memory pages of one size.
struct PageAmount {
    uint32_t size_kib = 0;
    uint64_t count = 0;
};

struct GuestTime {
    int64_t seconds = 0; // since the epoch
    uint32_t nanoseconds = 0;
};

struct FileSystem {
    std::string mountpoint;
    std::string name;
    std::string type;
    std::vector<std::string> devices; // targets of the domain's disks
};

struct IOThread {
    uint32_t id = 0;
    std::vector<uint8_t> cpumap;
};

struct IPAddress {
    int32_t type = 0; // virIPAddrType
    std::string address;
    uint32_t prefix = 0;
};

struct GuestInterface {
    std::string name;
    std::optional<std::string> mac;
    std::vector<IPAddress> addresses;
};

struct MemoryStat {
    int32_t tag = 0; // virDomainMemoryStatTags
    uint64_t value = 0;
};

struct DiskError {
    std::string disk;
    int32_t error = 0; // virDomainDiskErrorCode
};

struct FoundVolume {
    uint32_t type = 0; // virStorageVolType
    std::string name;
    std::string key;
    std::string path;
    std::string format;      // empty: none, or it was not looked into
    uint64_t capacity = 0;   // bytes
    uint64_t allocation = 0; // bytes
};

// Bytes.
struct PoolUsage {
    uint64_t capacity = 0;
    uint64_t allocation = 0;
    uint64_t available = 0;
};

// A typed parameter; the alternatives stand in the order of virTypedParameterType.
using ParameterValue = std::variant<int32_t, uint32_t, int64_t, uint64_t, double, bool, std::string>;
struct Parameter {
    std::string name;
    ParameterValue value;
};

// One end of a graphics client's connection.
struct GraphicsAddress {
    int32_t family = 0; // virDomainEventGraphicsAddressType
    std::string node;
    std::string service;
};

// Who came to a graphics display; `identities` are pairs of a type and a name.
struct GraphicsClient {
    GraphicsAddress local;
    GraphicsAddress remote;
    std::string auth_scheme;
    std::vector<std::pair<std::string, std::string>> identities;
};

// What an event tells beside its number and its domain: struct modvirt_domain_event says which event has
// what. A text that is empty is told as none.
struct EventFacts {
    int32_t type = 0;
    int32_t detail = 0;
    int64_t value = 0;
    uint64_t excess = 0;
    std::string device{};
    std::string path{};
    std::string old_path{};
    std::string text{};
    std::vector<Parameter> parameters{};
    std::optional<GraphicsClient> graphics{};
};

// --- Sinks ------------------------------------------------------------------------------------------------
// put() answers false once the caller wants no more.

class DomainSink {
public:
    explicit DomainSink(const modvirt_domain_sink *sink) : m_sink(sink) {}
    // `name` must be NUL-terminated.
    bool put(int32_t id, const Uuid &uuid, const char *name)
    {
        modvirt_domain_ref ref{sizeof ref, id, {}, name};
        std::memcpy(ref.uuid, uuid.data(), uuid.size());
        return m_sink->put(m_sink, &ref) == 0;
    }
    bool put(const FoundDomain &domain) { return put(domain.id, domain.uuid, domain.name.c_str()); }

private:
    const modvirt_domain_sink *m_sink;
};

class NetworkSink {
public:
    explicit NetworkSink(const modvirt_network_sink *sink) : m_sink(sink) {}
    bool put(const FoundNetwork &network)
    {
        modvirt_network_ref ref{sizeof ref, 0, {}, network.name.c_str()};
        std::memcpy(ref.uuid, network.uuid.data(), network.uuid.size());
        return m_sink->put(m_sink, &ref) == 0;
    }

private:
    const modvirt_network_sink *m_sink;
};

class VcpuSink {
public:
    explicit VcpuSink(const modvirt_vcpu_sink *sink) : m_sink(sink) {}
    bool put(const Vcpu &vcpu)
    {
        const modvirt_vcpu raw{sizeof raw,       vcpu.number,        vcpu.state,        vcpu.cpu,
                               vcpu.cpu_time_ns, vcpu.cpumap.data(), vcpu.cpumap.size()};
        return m_sink->put(m_sink, &raw) == 0;
    }

private:
    const modvirt_vcpu_sink *m_sink;
};

// A number that some callers want to know beside the answer.
struct Aside {
    int32_t value = 0;
};

class VolumeSink {
public:
    explicit VolumeSink(const modvirt_volume_sink *sink) : m_sink(sink) {}
    bool put(const FoundVolume &volume)
    {
        const modvirt_volume raw{sizeof raw,          volume.type,
                                 volume.name.c_str(), volume.key.c_str(),
                                 volume.path.c_str(), volume.format.empty() ? nullptr : volume.format.c_str(),
                                 volume.capacity,     volume.allocation};
        return m_sink->put(m_sink, &raw) == 0;
    }

private:
    const modvirt_volume_sink *m_sink;
};

// How many pages are free of each size, in KiB, in `cells` NUMA cells from `first` on: the sizes of the first cell, then
// those of the next. `first` -1 is the whole host.
class PageRequest {
public:
    PageRequest(std::span<const uint32_t> sizes, int32_t first, uint32_t cells, const modvirt_u64_sink *sink)
        : m_sizes(sizes), m_first(first), m_cells(cells), m_sink(sink)
    {
    }
    [[nodiscard]] std::span<const uint32_t> sizes() const { return m_sizes; }
    [[nodiscard]] int32_t first() const { return m_first; }
    [[nodiscard]] uint32_t cells() const { return m_cells; }
    bool put(uint64_t pages) { return m_sink->put(m_sink, pages) == 0; }

private:
    std::span<const uint32_t> m_sizes;
    int32_t m_first;
    uint32_t m_cells;
    const modvirt_u64_sink *m_sink;
};

// The amounts, in bytes, of at most `max` consecutive NUMA cells from `first` on.
class CellSink {
public:
    CellSink(int32_t first, uint32_t max, const modvirt_u64_sink *sink)
        : m_first(first), m_max(max), m_sink(sink)
    {
    }
    [[nodiscard]] int32_t first() const { return m_first; }
    [[nodiscard]] uint32_t max() const { return m_max; }
    bool put(uint64_t bytes) { return m_sink->put(m_sink, bytes) == 0; }

private:
    int32_t m_first;
    uint32_t m_max;
    const modvirt_u64_sink *m_sink;
};

} // namespace modvirt
