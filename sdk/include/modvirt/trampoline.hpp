// SPDX-License-Identifier: MIT
// From slots to methods: how each C form becomes what a driver class takes and gives, and the one place where
// a driver's exceptions end. Included by <modvirt/plugin.hpp> only.
#pragma once

#include <cstdio>
#include <initializer_list>

namespace modvirt::detail {

template <class Method, class Base>
inline constexpr bool overridden = !std::is_same_v<Method, Base>;

template <class Driver>
Driver &driver(modvirt_session *session) noexcept
{
    return *reinterpret_cast<Driver *>(session);
}

// Runs a method; whatever it throws becomes a recorded failure.
template <class Body>
int32_t guard(const modvirt_call *call, Body &&body) noexcept
{
    const CurrentCall current(call);
    try {
        body();
        return 0;
    } catch (const Error &error) {
        call->fail(call, static_cast<int32_t>(error.code()), static_cast<int32_t>(error.domain()),
                   error.what());
    } catch (const std::bad_alloc &) {
        call->fail(call, static_cast<int32_t>(ErrorCode::NoMemory), 0, "out of memory");
    } catch (const std::exception &error) {
        call->fail(call, static_cast<int32_t>(ErrorCode::InternalError), 0, error.what());
    } catch (...) {
        call->fail(call, static_cast<int32_t>(ErrorCode::InternalError), 0,
                   "the driver threw something that is no exception class");
    }
    return -1;
}

// A class that has a method before_call(names) is told of every call before the call's own method runs, and may
// throw: `names` are the public functions that the call may be, the slot's own one first.
template <class Driver>
void enter(Driver &driver, std::initializer_list<const char *> names)
{
    if constexpr (requires { driver.before_call(std::span<const char *const>()); })
        driver.before_call(std::span<const char *const>(names.begin(), names.size()));
}

template <class Driver>
int32_t open_session(const modvirt_open *request, modvirt_session **session,
                     const modvirt_call *call) noexcept
{
    return guard(call, [&] {
        std::unique_ptr<Driver> opened = Driver::open(OpenRequest(request));
        *session = reinterpret_cast<modvirt_session *>(opened.release());
    });
}

template <class Driver>
void close_session(modvirt_session *session) noexcept
{
    delete reinterpret_cast<Driver *>(session);
}

// --- What is lent to a method
// -------------------------------------------------------------------------------

template <class Type>
struct Lent {
    static Type of(Type value) noexcept { return value; }
};

template <>
struct Lent<std::string_view> {
    static std::string_view of(const char *text) noexcept { return text; }
};

template <>
struct Lent<std::optional<std::string_view>> {
    static std::optional<std::string_view> of(const char *text) noexcept
    {
        return text == nullptr ? std::nullopt : std::optional<std::string_view>(text);
    }
};

template <>
struct Lent<MetadataName> {
    static MetadataName of(int32_t type, const char *uri) noexcept
    {
        return {type, Lent<std::optional<std::string_view>>::of(uri)};
    }
};

template <>
struct Lent<NewMetadata> {
    static NewMetadata of(int32_t type, const char *text, const char *key, const char *uri) noexcept
    {
        using Text = Lent<std::optional<std::string_view>>;
        return {{type, Text::of(uri)}, Text::of(text), Text::of(key)};
    }
};

template <>
struct Lent<Uuid> {
    static Uuid of(const uint8_t *bytes) noexcept
    {
        Uuid uuid;
        std::memcpy(uuid.data(), bytes, uuid.size());
        return uuid;
    }
};

template <>
struct Lent<DomainRef> {
    static DomainRef of(const modvirt_domain_ref *ref) noexcept
    {
        return {ref->id, Lent<Uuid>::of(ref->uuid), ref->name};
    }
};

// Tells the id that the method left behind when the trampoline's scope ends.
struct LiveDomainLoan : LiveDomain {
    LiveDomainLoan(const modvirt_domain_ref *ref, int32_t *told) noexcept
        : LiveDomain{Lent<DomainRef>::of(ref)}, m_told(told)
    {
    }
    LiveDomainLoan(const LiveDomainLoan &) = delete;
    LiveDomainLoan &operator=(const LiveDomainLoan &) = delete;
    ~LiveDomainLoan() { *m_told = id; }

private:
    int32_t *m_told;
};

template <>
struct Lent<LiveDomain> {
    static LiveDomainLoan of(const modvirt_domain_ref *ref, int32_t *told) noexcept { return {ref, told}; }
};

template <>
struct Lent<NetworkRef> {
    static NetworkRef of(const modvirt_network_ref *ref) noexcept
    {
        return {Lent<Uuid>::of(ref->uuid), ref->name};
    }
};

template <>
struct Lent<CpuMap> {
    static CpuMap of(const uint8_t *bytes, uint64_t size) noexcept
    {
        return {bytes, static_cast<size_t>(size)};
    }
};

template <>
struct Lent<std::span<const uint32_t>> {
    static std::span<const uint32_t> of(const uint32_t *items, uint64_t count) noexcept
    {
        return {items, static_cast<size_t>(count)};
    }
};

template <>
struct Lent<std::span<const int32_t>> {
    static std::span<const int32_t> of(const int32_t *items, uint64_t count) noexcept
    {
        return {items, static_cast<size_t>(count)};
    }
};

template <>
struct Lent<std::vector<PageAmount>> {
    static std::vector<PageAmount> of(const uint32_t *sizes, const uint64_t *counts, uint64_t count)
    {
        std::vector<PageAmount> amounts;
        for (uint64_t i = 0; i < count; ++i)
            amounts.push_back({sizes[i], counts[i]});
        return amounts;
    }
};

template <>
struct Lent<Parameters> {
    static Parameters of(const modvirt_parameter *items, uint64_t count) { return cpp_forms(items, count); }
};

template <>
struct Lent<std::vector<std::string_view>> {
    static std::vector<std::string_view> of(const char *const *texts, uint64_t count)
    {
        return {texts, texts + count};
    }
};

template <>
struct Lent<std::vector<DomainRef>> {
    static std::vector<DomainRef> of(const modvirt_domain_ref *const *domains, uint64_t count)
    {
        std::vector<DomainRef> refs;
        for (const modvirt_domain_ref *domain : std::span(domains, static_cast<size_t>(count)))
            refs.push_back(Lent<DomainRef>::of(domain));
        return refs;
    }
};

// Tells the number that the method left behind when the trampoline's scope ends.
struct AsideLoan : Aside {
    explicit AsideLoan(int32_t *told) noexcept : m_told(told) {}
    AsideLoan(const AsideLoan &) = delete;
    AsideLoan &operator=(const AsideLoan &) = delete;
    ~AsideLoan() { *m_told = value; }

private:
    int32_t *m_told;
};

template <>
struct Lent<Aside> {
    static AsideLoan of(int32_t *told) noexcept { return AsideLoan(told); }
};

// Where a method puts bytes: as many as the caller has room for.
template <>
struct Lent<std::span<uint8_t>> {
    static std::span<uint8_t> of(uint8_t *bytes, uint64_t size) noexcept
    {
        return {bytes, static_cast<size_t>(size)};
    }
};

template <>
struct Lent<StatsSink> {
    static StatsSink of(const modvirt_stats_sink *sink) noexcept { return StatsSink(sink); }
};

template <>
struct Lent<CpuStatsRequest> {
    static CpuStatsRequest of(int32_t first, uint32_t count, const modvirt_stats_sink *sink) noexcept
    {
        return {first, count, StatsSink(sink)};
    }
};

template <>
struct Lent<DomainSink> {
    static DomainSink of(const modvirt_domain_sink *sink) noexcept { return DomainSink(sink); }
};

template <>
struct Lent<NetworkSink> {
    static NetworkSink of(const modvirt_network_sink *sink) noexcept { return NetworkSink(sink); }
};

template <>
struct Lent<VcpuSink> {
    static VcpuSink of(const modvirt_vcpu_sink *sink) noexcept { return VcpuSink(sink); }
};

template <>
struct Lent<VolumeSink> {
    static VolumeSink of(const modvirt_volume_sink *sink) noexcept { return VolumeSink(sink); }
};

template <>
struct Lent<PageRequest> {
    static PageRequest of(const uint32_t *sizes, uint64_t count, int32_t first, uint32_t cells,
                          const modvirt_u64_sink *sink) noexcept
    {
        return {{sizes, static_cast<size_t>(count)}, first, cells, sink};
    }
};

template <>
struct Lent<CellSink> {
    static CellSink of(int32_t first, uint32_t max, const modvirt_u64_sink *sink) noexcept
    {
        return {first, max, sink};
    }
};

// --- What a method gives back
// --------------------------------------------------------------------------------

inline void give(int32_t *out, bool value) noexcept
{
    *out = value ? 1 : 0;
}

inline void give(int32_t *out, int32_t value) noexcept
{
    *out = value;
}

inline void give(uint64_t *out, uint64_t value) noexcept
{
    *out = value;
}

inline void give(const modvirt_string_sink *sink, const std::string &text)
{
    sink->put(sink, text.data(), text.size());
}

inline void give(const modvirt_string_sink *text, const modvirt_string_sink *cookie, const MigrationStep &step)
{
    give(text, step.text);
    give(cookie, step.cookie);
}

inline void give(const modvirt_string_sink *sink, uint32_t *present, const HostCpus &cpus)
{
    *present = cpus.present;
    sink->put(sink, reinterpret_cast<const char *>(cpus.online.data()), cpus.online.size());
}

inline void give(const modvirt_domain_sink *sink, const FoundDomain &domain)
{
    DomainSink(sink).put(domain);
}

inline void give(const modvirt_network_sink *sink, const FoundNetwork &network)
{
    NetworkSink(sink).put(network);
}

inline void give(const modvirt_volume_sink *sink, const FoundVolume &volume)
{
    VolumeSink(sink).put(volume);
}

inline void give(const modvirt_parameter_sink *sink, const Parameters &parameters)
{
    for (const Parameter &parameter : parameters) {
        const modvirt_parameter raw = RawParameters::raw_of(parameter);
        if (sink->put(sink, &raw) != 0)
            return;
    }
}

// A class that has a method `std::optional<uint64_t> parameter_count(std::string_view call, uint32_t flags)` is asked
// by it when only the number of a call's parameters is wanted; where it answers nothing, the call's own method is
// asked. False when that is still to be done.
template <class Driver>
bool count(Driver &driver, const modvirt_call *call, const char *name, uint32_t flags,
           const modvirt_parameter_sink *sink)
{
    if constexpr (requires { driver.parameter_count(std::string_view(name), flags); }) {
        if ((call->flags & MODVIRT_CALL_COUNT) == 0)
            return false;
        const std::optional<uint64_t> count = driver.parameter_count(std::string_view(name), flags);
        const Parameter nameless{{}, int32_t{0}};
        const modvirt_parameter raw = RawParameters::raw_of(nameless);
        for (uint64_t index = 0; count && index < *count; ++index)
            if (sink->put(sink, &raw) != 0)
                break;
        return count.has_value();
    }
    return false;
}

inline void give(int32_t *type, const modvirt_parameter_sink *sink, const JobStats &stats)
{
    *type = stats.type;
    give(sink, stats.parameters);
}

inline void give(const modvirt_string_sink *sink, const std::vector<std::string> &texts)
{
    for (const std::string &text : texts) {
        if (sink->put(sink, text.data(), text.size()) != 0)
            return;
    }
}

inline void give(const modvirt_file_system_sink *sink, const std::vector<FileSystem> &systems)
{
    for (const FileSystem &system : systems) {
        std::vector<const char *> devices;
        for (const std::string &device : system.devices)
            devices.push_back(device.c_str());
        const modvirt_file_system raw{sizeof raw,
                                      static_cast<uint32_t>(devices.size()),
                                      system.mountpoint.c_str(),
                                      system.name.c_str(),
                                      system.type.c_str(),
                                      devices.data()};
        if (sink->put(sink, &raw) != 0)
            return;
    }
}

inline void give(const modvirt_iothread_sink *sink, const std::vector<IOThread> &threads)
{
    for (const IOThread &thread : threads) {
        const modvirt_iothread raw{sizeof raw, thread.id, thread.cpumap.data(), thread.cpumap.size()};
        if (sink->put(sink, &raw) != 0)
            return;
    }
}

inline void give(const modvirt_guest_interface_sink *sink, const std::vector<GuestInterface> &interfaces)
{
    for (const GuestInterface &interface : interfaces) {
        std::vector<modvirt_ip_address> addresses;
        std::vector<const modvirt_ip_address *> pointers;
        addresses.reserve(interface.addresses.size());
        for (const IPAddress &address : interface.addresses)
            pointers.push_back(&addresses.emplace_back(modvirt_ip_address{
                sizeof(modvirt_ip_address), address.type, address.prefix, 0, address.address.c_str()}));
        const modvirt_guest_interface raw{sizeof raw, static_cast<uint32_t>(pointers.size()),
                                          interface.name.c_str(),
                                          interface.mac ? interface.mac->c_str() : nullptr, pointers.data()};
        if (sink->put(sink, &raw) != 0)
            return;
    }
}

inline void give(const modvirt_memory_stat_sink *sink, const std::vector<MemoryStat> &stats)
{
    for (const MemoryStat &stat : stats) {
        const modvirt_memory_stat raw{sizeof raw, stat.tag, stat.value};
        if (sink->put(sink, &raw) != 0)
            return;
    }
}

inline void give(const modvirt_disk_error_sink *sink, const std::vector<DiskError> &errors)
{
    for (const DiskError &error : errors) {
        const modvirt_disk_error raw{sizeof raw, error.error, error.disk.c_str()};
        if (sink->put(sink, &raw) != 0)
            return;
    }
}

inline void give(int64_t *seconds, uint32_t *nanoseconds, const GuestTime &time) noexcept
{
    *seconds = time.seconds;
    *nanoseconds = time.nanoseconds;
}

// A map that is longer than there is room for loses its end.
inline void give(uint8_t *bytes, uint64_t size, const std::vector<uint8_t> &map) noexcept
{
    if (!map.empty())
        std::memcpy(bytes, map.data(), map.size() < size ? map.size() : static_cast<size_t>(size));
}

// Copies at most what the caller's struct has room for.
template <class Raw>
void give_raw(Raw *out, const Raw &value) noexcept
{
    const uint32_t size = out->struct_size;
    std::memcpy(out, &value, size < sizeof value ? size : sizeof value);
    out->struct_size = size;
}

template <size_t Size>
void copy_text(char (&target)[Size], const std::string &text) noexcept
{
    const size_t size = text.size() < Size ? text.size() : Size - 1;
    std::memcpy(target, text.data(), size);
    target[size] = '\0';
}

inline void give(modvirt_domain_info *out, const DomainInfo &info) noexcept
{
    give_raw(out, {sizeof *out, info.state, info.max_memory_kib, info.memory_kib, info.cpu_time_ns,
                   info.vcpus, 0});
}

inline void give(modvirt_domain_state *out, const DomainState &state) noexcept
{
    give_raw(out, {sizeof *out, state.state, state.reason});
}

inline void give(modvirt_domain_control *out, const DomainControl &control) noexcept
{
    give_raw(out, {sizeof *out, control.state, control.details, 0, control.state_time_ms});
}

inline void give(modvirt_block_stats *out, const BlockStats &stats) noexcept
{
    give_raw(out, {sizeof *out, 0, stats.read_requests, stats.read_bytes, stats.write_requests,
                   stats.write_bytes, stats.errors});
}

inline void give(modvirt_interface_stats *out, const InterfaceStats &stats) noexcept
{
    give_raw(out, {sizeof *out, 0, stats.rx_bytes, stats.rx_packets, stats.rx_errors, stats.rx_dropped,
                   stats.tx_bytes, stats.tx_packets, stats.tx_errors, stats.tx_dropped});
}

inline void give(modvirt_block_info *out, const BlockInfo &info) noexcept
{
    give_raw(out, {sizeof *out, 0, info.capacity, info.allocation, info.physical});
}

inline void give(modvirt_block_job *out, const std::optional<BlockJob> &job) noexcept
{
    const BlockJob told = job.value_or(BlockJob{});
    give_raw(out, {sizeof *out, job ? 1 : 0, told.type, 0, told.bandwidth, told.cur, told.end});
}

inline void give(modvirt_pool_usage *out, const PoolUsage &usage) noexcept
{
    give_raw(out, {sizeof *out, 0, usage.capacity, usage.allocation, usage.available});
}

inline void give(modvirt_node_info *out, const NodeInfo &info) noexcept
{
    modvirt_node_info raw{sizeof raw,   info.cpus,  info.memory_kib, info.mhz, info.nodes,
                          info.sockets, info.cores, info.threads,    {}};
    copy_text(raw.model, info.model);
    give_raw(out, raw);
}

inline void give(modvirt_security_model *out, const SecurityModel &model) noexcept
{
    modvirt_security_model raw{sizeof raw, {}, {}};
    copy_text(raw.model, model.model);
    copy_text(raw.doi, model.doi);
    give_raw(out, raw);
}

inline modvirt_security_label raw_of(const SecurityLabel &label) noexcept
{
    modvirt_security_label raw{sizeof raw, label.enforcing ? 1 : 0, {}};
    copy_text(raw.label, label.label);
    return raw;
}

inline void give(modvirt_security_label *out, const SecurityLabel &label) noexcept
{
    give_raw(out, raw_of(label));
}

inline void give(const modvirt_security_label_sink *sink, const std::vector<SecurityLabel> &labels)
{
    for (const SecurityLabel &label : labels) {
        const modvirt_security_label raw = raw_of(label);
        if (sink->put(sink, &raw) != 0)
            return;
    }
}

// --- Negotiation
// ------------------------------------------------------------------------------------------------

// The body of modvirt_plugin_negotiate_v1: `needed_minor` is the oldest host that the plugin can run on.
inline int32_t negotiate(const modvirt_host_v1 *table, uint32_t *abi_minor, const modvirt_plugin_v1 **out,
                         const modvirt_plugin_v1 &plugin, uint32_t needed_minor) noexcept
{
    if (*abi_minor < needed_minor) {
        table->refuse(table, "the plugin needs a newer plugin ABI than this host has",
                      "upgrade modvirt, or install an older version of the plugin");
        return MODVIRT_NEGOTIATE_HOST_TOO_OLD;
    }
    if (*abi_minor > MODVIRT_ABI_MINOR)
        *abi_minor = MODVIRT_ABI_MINOR;
    host_table = table;
    *out = &plugin;
    return MODVIRT_NEGOTIATE_OK;
}

} // namespace modvirt::detail
