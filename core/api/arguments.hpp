// SPDX-License-Identifier: LGPL-2.1-or-later
// The kinds of arguments of kinds.toml on the public side: what is checked, what the slot is given, and what
// is stored for the caller afterwards. One class per kind; each makes no copy that the slot does not need.
#pragma once

#include <algorithm>
#include <cstring>
#include <optional>
#include <vector>

#include "entry.hpp"
#include "stream_end.hpp"

namespace modvirt::arg {

// What an argument does unless it says otherwise.
struct Plain {
    bool check_object(Entry &) noexcept { return true; }
    bool check_value(Entry &) noexcept { return true; }
    bool finish(Entry &) noexcept { return true; }
    auto slot_arguments(Entry &) noexcept { return std::tuple<>(); }
};

// --- Objects
// ------------------------------------------------------------------------------------------------

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

// --- Values passed in
// -----------------------------------------------------------------------------------------

template <class Type>
struct Value : Plain {
    explicit Value(Type value, const char * = nullptr) : m_value(value) {}
    auto slot_arguments(Entry &) noexcept { return std::tuple(m_value); }

protected:
    Type m_value;
};

using I32 = Value<int32_t>;
using I64 = Value<int64_t>;
using Choice = Value<int32_t>;
using U32 = Value<uint32_t>;
using U64 = Value<uint64_t>;
using Bandwidth = Value<uint64_t>;
using StrOrNull = Value<const char *>;

struct Flags : Value<uint32_t> {
    using Value::Value;
    bool check_object(Entry &) noexcept { return true; }
    bool check_value(Entry &entry) noexcept { return entry.check_flags(m_value); }
};

struct Kib : Value<uint64_t> {
    Kib(uint64_t value, const char *name) : Value(value), m_name(name) {}
    bool check_value(Entry &entry) noexcept;

private:
    const char *m_name;
};

struct Str : Value<const char *> {
    Str(const char *text, const char *name) : Value(text), m_name(name) {}
    bool check_value(Entry &entry) noexcept { return entry.check_not_null(m_value, m_name); }

protected:
    const char *m_name;
};

struct FilledStr : Str {
    using Str::Str;
    bool check_value(Entry &entry) noexcept
    {
        return Str::check_value(entry) && entry.check_not_empty(m_value, m_name);
    }
};

template <class Type>
struct Nonzero : Value<Type> {
    Nonzero(Type value, const char *name) : Value<Type>(value), m_name(name) {}
    bool check_value(Entry &entry) noexcept { return entry.check_not_zero(this->m_value, m_name); }

private:
    const char *m_name;
};

using NonzeroU32 = Nonzero<uint32_t>;
using NonzeroI64 = Nonzero<int64_t>;

struct I32OrAll : Value<int32_t> {
    I32OrAll(int32_t value, const char *name) : Value(value), m_name(name) {}
    bool check_value(Entry &entry) noexcept
    {
        if (m_value >= -1)
            return true;
        entry.raise_argument(m_name, std::string(m_name) + " in " + entry.info().symbol +
                                         " only accepts -1 as a negative value");
        return false;
    }

private:
    const char *m_name;
};

struct NonnegativeI32 : Value<int32_t> {
    NonnegativeI32(int32_t value, const char *name) : Value(value), m_name(name) {}
    bool check_value(Entry &entry) noexcept { return entry.check_not_negative(m_value, m_name); }

private:
    const char *m_name;
};

struct Codeset : Value<uint32_t> {
    using Value::Value;
    bool check_value(Entry &entry) noexcept;
};

struct Dumpformat : Value<uint32_t> {
    using Value::Value;
    bool check_value(Entry &entry) noexcept;
};

struct Lifecycle : Value<uint32_t> {
    using Value::Value;
    bool check_value(Entry &entry) noexcept;
};

struct LifecycleAction : Value<uint32_t> {
    using Value::Value;
    bool check_value(Entry &entry) noexcept;
};

// Elements belong to a namespace, title and description to none. What other types need is the driver's to
// say.
struct MetadataName : Plain {
    MetadataName(int type, const char *uri, const char * = nullptr) : m_type(type), m_uri(uri) {}
    bool check_value(Entry &entry) noexcept;
    auto slot_arguments(Entry &) noexcept { return std::tuple(static_cast<int32_t>(m_type), m_uri); }

private:
    int m_type;
    const char *m_uri;
};

struct Metadata : Plain {
    Metadata(int type, const char *text, const char *key, const char *uri, const char * = nullptr)
        : m_type(type), m_text(text), m_key(key), m_uri(uri)
    {
    }
    bool check_value(Entry &entry) noexcept;
    auto slot_arguments(Entry &) noexcept
    {
        return std::tuple(static_cast<int32_t>(m_type), m_text, m_key, m_uri);
    }

private:
    int m_type;
    const char *m_text;
    const char *m_key;
    const char *m_uri;
};

struct Uuid : Value<const uint8_t *> {
    Uuid(const unsigned char *uuid, const char *name) : Value(uuid), m_name(name) {}
    bool check_value(Entry &entry) noexcept { return entry.check_not_null(m_value, m_name); }

private:
    const char *m_name;
};

struct Cpumap : Plain {
    Cpumap(const unsigned char *map, int size, const char *name) : m_map(map), m_size(size), m_name(name) {}
    bool check_value(Entry &entry) noexcept;
    auto slot_arguments(Entry &) noexcept { return std::tuple(m_map, static_cast<uint64_t>(m_size)); }

private:
    const uint8_t *m_map;
    int m_size;
    const char *m_name;
};

struct Bytes : Plain {
    Bytes(const unsigned char *bytes, size_t size, const char *name) : m_bytes(bytes), m_size(size), m_name(name)
    {
    }
    bool check_value(Entry &entry) noexcept { return entry.check_not_null(m_bytes, m_name); }
    auto slot_arguments(Entry &) noexcept
    {
        return std::tuple(static_cast<const uint8_t *>(m_bytes), static_cast<uint64_t>(m_size));
    }

private:
    const unsigned char *m_bytes;
    size_t m_size;
    const char *m_name;
};

struct Keycodes : Plain {
    Keycodes(const unsigned int *codes, int count, const char *name)
        : m_codes(codes), m_count(count), m_name(name)
    {
    }
    bool check_value(Entry &entry) noexcept;
    auto slot_arguments(Entry &) noexcept
    {
        return std::tuple(static_cast<const uint32_t *>(m_codes), static_cast<uint64_t>(m_count));
    }

private:
    const unsigned int *m_codes;
    int m_count;
    const char *m_name;
};

// A socket of the caller's. It is looked at before the caller's rights are.
struct Fd : Value<int32_t> {
    Fd(int file, const char *name) : Value(file), m_name(name) {}
    bool check_object(Entry &entry) noexcept;

private:
    const char *m_name;
};

// Open files, one at least; they stay the caller's.
struct Fds : Plain {
    Fds(unsigned int count, int *files, const char *name) : m_files(files), m_count(count), m_name(name) {}
    bool check_object(Entry &entry) noexcept
    {
        return entry.check_not_zero(m_count, m_name) && entry.check_not_null(m_files, "fds");
    }
    auto slot_arguments(Entry &) noexcept
    {
        return std::tuple(static_cast<const int32_t *>(m_files), static_cast<uint64_t>(m_count));
    }

private:
    int *m_files;
    unsigned int m_count;
    const char *m_name;
};

// virNodeAllocPages.
struct PageAmounts : Plain {
    PageAmounts(unsigned int count, unsigned int *sizes, unsigned long long *counts, const char *name)
        : m_sizes(sizes), m_counts(counts), m_count(count), m_name(name)
    {
    }
    bool check_value(Entry &entry) noexcept
    {
        return entry.check_not_zero(m_count, "npages") && entry.check_not_null(m_sizes, "pageSizes") &&
               entry.check_not_null(m_counts, m_name);
    }
    auto slot_arguments(Entry &) noexcept
    {
        static_assert(sizeof(unsigned long long) == sizeof(uint64_t));
        return std::tuple(static_cast<const uint32_t *>(m_sizes), reinterpret_cast<const uint64_t *>(m_counts),
                          static_cast<uint64_t>(m_count));
    }

private:
    unsigned int *m_sizes;
    unsigned long long *m_counts;
    unsigned int m_count;
    const char *m_name;
};

// --- Values given back
// ------------------------------------------------------------------------------------------

// A struct of the plugin ABI that is empty but for its size.
template <class Raw>
Raw sized() noexcept
{
    Raw raw{};
    raw.struct_size = sizeof raw;
    return raw;
}

// A raw struct that the slot fills and that is then written to the caller's in libvirt's layout.
template <class Public, class Raw>
struct Out : Plain {
    Out(Public *target, const char *name) : m_target(target), m_name(name) {}
    bool check_value(Entry &entry) noexcept { return entry.check_not_null(m_target, m_name); }
    auto slot_arguments(Entry &) noexcept { return std::tuple(&m_raw); }
    bool finish(Entry &) noexcept;

protected:
    Public *m_target;
    const char *m_name;
    Raw m_raw = sized<Raw>();
};

using OutDomainInfo = Out<virDomainInfo, modvirt_domain_info>;
using OutDomainControl = Out<virDomainControlInfo, modvirt_domain_control>;
using OutBlockInfo = Out<virDomainBlockInfo, modvirt_block_info>;
using OutNodeInfo = Out<virNodeInfo, modvirt_node_info>;
using OutSecurityModel = Out<virSecurityModel, modvirt_security_model>;
using OutSecurityLabel = Out<virSecurityLabel, modvirt_security_label>;
using OutStoragePoolInfo = Out<virStoragePoolInfo, modvirt_pool_info>;
using OutStorageVolInfo = Out<virStorageVolInfo, modvirt_volume_info>;

// Structs that the caller tells the size of: the call is refused when it is larger than what is known, and a
// shorter one is filled as far as it reaches.
template <class Public, class Raw>
struct SizedOut : Plain {
    SizedOut(Public *target, size_t size, const char *name) : m_target(target), m_size(size), m_name(name) {}
    bool check_value(Entry &entry) noexcept;
    auto slot_arguments(Entry &) noexcept { return std::tuple(&m_raw); }
    bool finish(Entry &) noexcept;

private:
    Public *m_target;
    size_t m_size;
    const char *m_name;
    Raw m_raw = sized<Raw>();
};

using OutBlockStats = SizedOut<virDomainBlockStatsStruct, modvirt_block_stats>;
using OutInterfaceStats = SizedOut<virDomainInterfaceStatsStruct, modvirt_interface_stats>;

struct OutDomainState : Plain {
    OutDomainState(int *state, int *reason, const char *name) : m_state(state), m_reason(reason), m_name(name)
    {
    }
    bool check_value(Entry &entry) noexcept { return entry.check_not_null(m_state, m_name); }
    auto slot_arguments(Entry &) noexcept { return std::tuple(&m_raw); }
    bool finish(Entry &) noexcept
    {
        *m_state = m_raw.state;
        if (m_reason != nullptr)
            *m_reason = m_raw.reason;
        return true;
    }

private:
    int *m_state;
    int *m_reason;
    const char *m_name;
    modvirt_domain_state m_raw{sizeof(modvirt_domain_state), 0, 0};
};

// One number, stored only when the call succeeds.
template <class Public, class Raw>
struct OutNumber : Plain {
    OutNumber(Public *target, const char *name) : m_target(target), m_name(name) {}
    bool check_value(Entry &entry) noexcept { return entry.check_not_null(m_target, m_name); }
    auto slot_arguments(Entry &) noexcept { return std::tuple(&m_value); }
    bool finish(Entry &) noexcept
    {
        *m_target = static_cast<Public>(m_value);
        return true;
    }

private:
    Public *m_target;
    const char *m_name;
    Raw m_value = 0;
};

using OutUlong = OutNumber<unsigned long, uint64_t>;
using OutBool = OutNumber<int, int32_t>;
using OutU64 = OutNumber<unsigned long long, uint64_t>;
using OutBandwidth = OutUlong;

// The call answers 1 when there is a job, and 0, with a struct of zeros, when there is none.
struct OutDomainBlockJobInfo : Out<virDomainBlockJobInfo, modvirt_block_job> {
    using Out::Out;
    bool finish(Entry &) noexcept;
    [[nodiscard]] int count() const noexcept { return m_raw.exists != 0 ? 1 : 0; }
};

// A list of handles: an array that ends with a null pointer, or only a count when the caller brings no place
// for one.
template <class Object>
struct List : Plain {
    using Ref = typename ObjectType<Object>::Ref;
    using Sink = typename ObjectType<Object>::Sink;


    List(Object ***target, const char *) : m_target(target) {}
    List(const List &) = delete;
    List(List &&other) noexcept : m_target(other.m_target) {}
    List &operator=(const List &) = delete;
    ~List();

    auto slot_arguments(Entry &entry) noexcept
    {
        m_call = &entry.objects();
        m_sink = {sizeof(Sink), 0, this, &put};
        return std::tuple(static_cast<const Sink *>(&m_sink));
    }
    bool finish(Entry &entry) noexcept;
    [[nodiscard]] int count() const noexcept { return m_count; }

private:
    static int32_t put(const Sink *sink, const Ref *ref) noexcept;

    Object ***m_target;
    const CallObjects *m_call = nullptr;
    std::vector<Object *> m_objects;
    int m_count = 0;
    bool m_out_of_memory = false;
    Sink m_sink{};
};

using ListDomain = List<virDomain>;
using ListNetwork = List<virNetwork>;
using ListNetworkPort = List<virNetworkPort>;
using ListStoragePool = List<virStoragePool>;
using ListStorageVol = List<virStorageVol>;
using ListNodeDevice = List<virNodeDevice>;
using ListInterface = List<virInterface>;
using ListSecret = List<virSecret>;
using ListNWFilter = List<virNWFilter>;
using ListNWFilterBinding = List<virNWFilterBinding>;
using ListDomainSnapshot = List<virDomainSnapshot>;
using ListDomainCheckpoint = List<virDomainCheckpoint>;

// Names that a driver tells, in an array of the caller's; what does not fit is left out.
struct Names : Plain {
    Names(char **names, int max, const char *name) : m_names(names), m_max(max), m_name(name) {}
    bool check_value(Entry &entry) noexcept
    {
        return entry.check_not_negative(m_max, "maxnames") && (m_max == 0 || entry.check_not_null(m_names, m_name));
    }
    auto slot_arguments(Entry &) noexcept
    {
        m_sink = {sizeof(modvirt_string_sink), 0, this, &put};
        return std::tuple(static_cast<const modvirt_string_sink *>(&m_sink));
    }
    [[nodiscard]] int count() const noexcept { return m_count; }

private:
    static int32_t put(const modvirt_string_sink *sink, const char *text, uint64_t size) noexcept;

    char **m_names;
    int m_max;
    const char *m_name;
    int m_count = 0;
    modvirt_string_sink m_sink{};
};

// The same for a call that wants to know only how many there are.
struct CountedNames : Plain {
    auto slot_arguments(Entry &) noexcept
    {
        m_sink = {sizeof(modvirt_string_sink), 0, this, &put};
        return std::tuple(static_cast<const modvirt_string_sink *>(&m_sink));
    }
    [[nodiscard]] int count() const noexcept { return m_count; }

private:
    static int32_t put(const modvirt_string_sink *sink, const char *, uint64_t) noexcept
    {
        ++static_cast<CountedNames *>(sink->data)->m_count;
        return 0;
    }

    int m_count = 0;
    modvirt_string_sink m_sink{};
};

// Where the size of the bytes goes that the call answers; the result stores it.
struct OutSize : Plain {
    OutSize(size_t *target, const char *name) : m_target(target), m_name(name) {}
    bool check_value(Entry &entry) noexcept { return entry.check_not_null(m_target, m_name); }
    void store_size(size_t size) noexcept { *m_target = size; }

private:
    size_t *m_target;
    const char *m_name;
};

// virDomainGetVcpus: the structs, and one affinity map behind the other when the caller wants them.
struct OutVcpus : Plain {
    OutVcpus(virVcpuInfoPtr info, int max, unsigned char *maps, int map_size, const char *name)
        : m_info(info), m_max(max), m_maps(maps), m_map_size(map_size), m_name(name)
    {
    }
    bool check_value(Entry &entry) noexcept;
    auto slot_arguments(Entry &) noexcept
    {
        m_sink = {sizeof(modvirt_vcpu_sink), 0, this, &put};
        return std::tuple(static_cast<const modvirt_vcpu_sink *>(&m_sink));
    }
    [[nodiscard]] int count() const noexcept { return m_count; }

protected:
    bool check_map_sizes(Entry &entry) noexcept;

    virVcpuInfoPtr m_info;
    int m_max;
    unsigned char *m_maps;
    int m_map_size;

private:
    static int32_t put(const modvirt_vcpu_sink *sink, const modvirt_vcpu *vcpu) noexcept;

    const char *m_name;
    int m_count = 0;
    modvirt_vcpu_sink m_sink{};
};

// virDomainGetVcpuPinInfo: affinity maps alone.
struct OutCpumaps : OutVcpus {
    OutCpumaps(int max, unsigned char *maps, int map_size, const char *name)
        : OutVcpus(nullptr, max, maps, map_size, name)
    {
    }
    bool check_value(Entry &entry) noexcept;
};

// virNodeGetCPUMap: which processors are online, and how many exist.
struct OutHostCpus : Plain {
    OutHostCpus(unsigned char **map, unsigned int *online, const char *) : m_map(map), m_online(online) {}
    auto slot_arguments(Entry &) noexcept
    {
        m_sink = {sizeof(modvirt_string_sink), 0, this, &put};
        return std::tuple(static_cast<const modvirt_string_sink *>(&m_sink), &m_present);
    }
    bool finish(Entry &entry) noexcept;
    [[nodiscard]] int count() const noexcept { return static_cast<int>(m_present); }

private:
    static int32_t put(const modvirt_string_sink *sink, const char *bytes, uint64_t size) noexcept;

    unsigned char **m_map;
    unsigned int *m_online;
    uint32_t m_present = 0;
    std::vector<unsigned char> m_bits;
    bool m_out_of_memory = false;
    modvirt_string_sink m_sink{};
};

// virNodeGetFreePages.
struct OutPages : Plain {
    OutPages(unsigned int count, unsigned int *sizes, int first, unsigned int cells, unsigned long long *target,
             const char *name)
        : m_target(target), m_sizes(sizes), m_size_count(count), m_first(first), m_cells(cells), m_name(name)
    {
    }
    bool check_value(Entry &entry) noexcept;
    auto slot_arguments(Entry &) noexcept
    {
        m_sink = {sizeof(modvirt_u64_sink), 0, this, &put};
        return std::tuple(static_cast<const uint32_t *>(m_sizes), static_cast<uint64_t>(m_size_count),
                          static_cast<int32_t>(m_first), static_cast<uint32_t>(m_cells),
                          static_cast<const modvirt_u64_sink *>(&m_sink));
    }
    [[nodiscard]] int count() const noexcept { return static_cast<int>(m_count); }

private:
    static int32_t put(const modvirt_u64_sink *sink, uint64_t value) noexcept;

    unsigned long long *m_target;
    unsigned int *m_sizes;
    unsigned int m_size_count;
    int m_first;
    unsigned int m_cells;
    const char *m_name;
    uint64_t m_count = 0;
    modvirt_u64_sink m_sink{};
};

// virNodeGetCellsFreeMemory.
struct OutCells : Plain {
    OutCells(unsigned long long *target, int first, int max, const char *name)
        : m_target(target), m_first(first), m_max(max), m_name(name)
    {
    }
    bool check_value(Entry &entry) noexcept;
    auto slot_arguments(Entry &) noexcept
    {
        m_sink = {sizeof(modvirt_u64_sink), 0, this, &put};
        return std::tuple(static_cast<int32_t>(m_first), static_cast<uint32_t>(m_max),
                          static_cast<const modvirt_u64_sink *>(&m_sink));
    }
    [[nodiscard]] int count() const noexcept { return m_count; }

private:
    static int32_t put(const modvirt_u64_sink *sink, uint64_t value) noexcept;

    unsigned long long *m_target;
    int m_first;
    int m_max;
    const char *m_name;
    int m_count = 0;
    modvirt_u64_sink m_sink{};
};

} // namespace modvirt::arg
