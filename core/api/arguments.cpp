// SPDX-License-Identifier: LGPL-2.1-or-later
#include "arguments.hpp"

#include "stream_channel.hpp"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <climits>
#include <cstring>
#include <system_error>

#include <sys/stat.h>

namespace modvirt::arg {

// A driver's end can join a stream of its own connection only.
bool Stream::check_value(Entry &entry) noexcept
{
    if (m_handle->connection == entry.connection())
        return true;
    const CallObjects &objects = entry.objects();
    entry.raise_argument("stream", objects.domain != nullptr ? std::string("stream must match connection of domain '") +
                                                                   objects.domain->name + "'"
                                                             : std::string("stream must match connection of the object"));
    return false;
}

int32_t Stream::attach(const modvirt_stream_sink *sink, const modvirt_stream *stream) noexcept
{
    auto &self = *static_cast<Stream *>(sink->data);
    try {
        if (self.m_end == nullptr) {
            self.m_end = StreamEnd::take(*stream, self.m_server);
            return self.m_end == nullptr ? -1 : 0;
        }
    } catch (const std::bad_alloc &) {
        // Refused: the driver says why its call fails.
    }
    return -1;
}

bool Stream::finish(Entry &entry) noexcept
{
    if (m_end == nullptr) {
        entry.raise(VIR_ERR_INTERNAL_ERROR, std::string("the driver attached nothing to the stream in ") + entry.info().symbol);
        return false;
    }
    m_handle->channel->attach(std::move(m_end));
    return true;
}

bool Fd::check_object(Entry &entry) noexcept
{
    if (!entry.check_not_negative(m_value, m_name))
        return false;
    const std::string file = std::to_string(m_value);
    struct stat facts {};
    if (::fstat(m_value, &facts) != 0) {
        entry.raise(VIR_ERR_SYSTEM_ERROR,
                    "Unable to access file descriptor " + file + ": " + std::generic_category().message(errno));
        return false;
    }
    if (!S_ISSOCK(facts.st_mode))
        entry.raise_argument(m_name, "fd " + file + " must be a socket");
    return S_ISSOCK(facts.st_mode);
}

namespace {

// Fixed-size text of libvirt's structs, always terminated.
template <size_t Size, size_t RawSize>
void copy_text(char (&target)[Size], const char (&text)[RawSize]) noexcept
{
    const size_t size = std::min(strnlen(text, RawSize), Size - 1);
    std::memcpy(target, text, size);
    target[size] = '\0';
}

void store(virDomainInfo &target, const modvirt_domain_info &raw) noexcept
{
    target.state = static_cast<unsigned char>(raw.state);
    target.maxMem = raw.max_memory_kib;
    target.memory = raw.memory_kib;
    target.nrVirtCpu = static_cast<unsigned short>(raw.vcpus);
    target.cpuTime = raw.cpu_time_ns;
}

void store(virDomainControlInfo &target, const modvirt_domain_control &raw) noexcept
{
    target = {raw.state, raw.details, raw.state_time_ms};
}

void store(virDomainBlockInfo &target, const modvirt_block_info &raw) noexcept
{
    target = {raw.capacity, raw.allocation, raw.physical};
}

void store(virNodeInfo &target, const modvirt_node_info &raw) noexcept
{
    copy_text(target.model, raw.model);
    target.memory = raw.memory_kib;
    target.cpus = raw.cpus;
    target.mhz = raw.mhz;
    target.nodes = raw.nodes;
    target.sockets = raw.sockets;
    target.cores = raw.cores;
    target.threads = raw.threads;
}

void store(virSecurityModel &target, const modvirt_security_model &raw) noexcept
{
    copy_text(target.model, raw.model);
    copy_text(target.doi, raw.doi);
}

void store(virStoragePoolInfo &target, const modvirt_pool_info &raw) noexcept
{
    target = {static_cast<int>(raw.state), raw.capacity, raw.allocation, raw.available};
}

void store(virStorageVolInfo &target, const modvirt_volume_info &raw) noexcept
{
    target = {static_cast<int>(raw.type), raw.capacity, raw.allocation};
}

void store(virSecurityLabel &target, const modvirt_security_label &raw) noexcept
{
    copy_text(target.label, raw.label);
    target.enforcing = raw.enforcing;
}

virDomainBlockStatsStruct converted(const modvirt_block_stats &raw) noexcept
{
    return {raw.read_requests, raw.read_bytes, raw.write_requests, raw.write_bytes, raw.errors};
}

virDomainInterfaceStatsStruct converted(const modvirt_interface_stats &raw) noexcept
{
    return {raw.rx_bytes, raw.rx_packets, raw.rx_errors, raw.rx_dropped,
            raw.tx_bytes, raw.tx_packets, raw.tx_errors, raw.tx_dropped};
}

} // namespace

// Drivers count in bytes.
bool Kib::check_value(Entry &entry) noexcept
{
    if (!entry.check_not_zero(m_value, m_name))
        return false;
    if (m_value <= UINT64_MAX / 1024)
        return true;
    entry.raise(VIR_ERR_OVERFLOW, "input too large: " + std::to_string(m_value));
    return false;
}

bool Codeset::check_value(Entry &entry) noexcept
{
    if (m_value <= VIR_KEYCODE_SET_QNUM)
        return true;
    entry.raise_argument("codeset", "Unsupported codeset '" + std::to_string(m_value) + "'");
    return false;
}

bool Dumpformat::check_value(Entry &entry) noexcept
{
    if (m_value <= VIR_DOMAIN_CORE_DUMP_FORMAT_WIN_DMP)
        return true;
    entry.raise_argument("dumpformat", "dumpformat '" + std::to_string(m_value) + "' is not supported");
    return false;
}

bool Lifecycle::check_value(Entry &entry) noexcept
{
    if (m_value <= VIR_DOMAIN_LIFECYCLE_CRASH)
        return true;
    entry.raise(VIR_ERR_INVALID_ARG, "invalid lifecycle type '" + std::to_string(m_value) + "'");
    return false;
}

bool LifecycleAction::check_value(Entry &entry) noexcept
{
    if (m_value <= VIR_DOMAIN_LIFECYCLE_ACTION_COREDUMP_RESTART)
        return true;
    entry.raise(VIR_ERR_INVALID_ARG, "invalid lifecycle action '" + std::to_string(m_value) + "'");
    return false;
}

bool MetadataName::check_value(Entry &entry) noexcept
{
    switch (m_type) {
    case VIR_DOMAIN_METADATA_DESCRIPTION:
    case VIR_DOMAIN_METADATA_TITLE:
        return entry.check_null(m_uri, "uri");
    case VIR_DOMAIN_METADATA_ELEMENT:
        return entry.check_not_null(m_uri, "uri");
    default:
        return true;
    }
}

bool Metadata::check_value(Entry &entry) noexcept
{
    switch (m_type) {
    case VIR_DOMAIN_METADATA_TITLE:
        if (m_text != nullptr && std::strchr(m_text, '\n') != nullptr) {
            entry.raise_argument("metadata", "metadata title can't contain newlines");
            return false;
        }
        [[fallthrough]];
    case VIR_DOMAIN_METADATA_DESCRIPTION:
        return entry.check_null(m_uri, "uri") && entry.check_null(m_key, "key");
    case VIR_DOMAIN_METADATA_ELEMENT:
        return entry.check_not_null(m_uri, "uri") &&
               (m_text == nullptr || entry.check_not_null(m_key, "key"));
    default:
        return true;
    }
}

bool Cpumap::check_value(Entry &entry) noexcept
{
    return entry.check_not_null(m_map, m_name) && entry.check_positive(m_size, "maplen");
}

bool Keycodes::check_value(Entry &entry) noexcept
{
    if (!entry.check_not_null(m_codes, m_name) || !entry.check_positive(m_count, "nkeycodes"))
        return false;
    if (m_count <= VIR_DOMAIN_SEND_KEY_MAX_KEYS)
        return true;
    entry.raise_argument("nkeycodes", "nkeycodes must be <= " + std::to_string(VIR_DOMAIN_SEND_KEY_MAX_KEYS));
    return false;
}

template <class Public, class Raw>
bool Out<Public, Raw>::finish(Entry &) noexcept
{
    *m_target = {};
    store(*m_target, m_raw);
    return true;
}

template struct Out<virDomainInfo, modvirt_domain_info>;
template struct Out<virDomainControlInfo, modvirt_domain_control>;
template struct Out<virDomainBlockInfo, modvirt_block_info>;
template struct Out<virNodeInfo, modvirt_node_info>;
template struct Out<virSecurityModel, modvirt_security_model>;
template struct Out<virSecurityLabel, modvirt_security_label>;
template struct Out<virStoragePoolInfo, modvirt_pool_info>;
template struct Out<virStorageVolInfo, modvirt_volume_info>;

template <class Public, class Raw>
bool SizedOut<Public, Raw>::check_value(Entry &entry) noexcept
{
    if (!entry.check_not_null(m_target, m_name))
        return false;
    if (m_size <= sizeof(Public))
        return true;
    entry.raise_argument("size", "size must not exceed " + std::to_string(sizeof(Public)));
    return false;
}

template <class Public, class Raw>
bool SizedOut<Public, Raw>::finish(Entry &) noexcept
{
    const Public stats = converted(m_raw);
    std::memcpy(m_target, &stats, m_size);
    return true;
}

template struct SizedOut<virDomainBlockStatsStruct, modvirt_block_stats>;
template struct SizedOut<virDomainInterfaceStatsStruct, modvirt_interface_stats>;

// --- Lists
// ------------------------------------------------------------------------------------------------------

template <class Object>
List<Object>::~List()
{
    for (Object *object : m_objects)
        release_object(object);
}

template <class Object>
int32_t List<Object>::put(const Sink *sink, const Ref *ref) noexcept
{
    auto &self = *static_cast<List *>(sink->data);
    ++self.m_count;
    if (self.m_target == nullptr)
        return 0;
    Object *object = ObjectType<Object>::make(*self.m_call, *ref);
    if (object != nullptr) {
        try {
            self.m_objects.push_back(object);
            return 0;
        } catch (const std::bad_alloc &) {
            release_object(object);
        }
    }
    self.m_out_of_memory = true;
    return 1;
}

template <class Object>
bool List<Object>::finish(Entry &entry) noexcept
{
    if (m_target == nullptr)
        return true;
    auto **array = m_out_of_memory
                       ? nullptr
                       : static_cast<Object **>(std::malloc((m_objects.size() + 1) * sizeof(Object *)));
    if (array == nullptr) {
        entry.raise(VIR_ERR_NO_MEMORY, {});
        return false;
    }
    std::copy(m_objects.begin(), m_objects.end(), array);
    array[m_objects.size()] = nullptr;
    m_objects.clear();
    *m_target = array;
    return true;
}

template struct List<virDomain>;
template struct List<virNetwork>;
template struct List<virNetworkPort>;
template struct List<virStoragePool>;
template struct List<virStorageVol>;
template struct List<virNodeDevice>;
template struct List<virInterface>;
template struct List<virSecret>;
template struct List<virNWFilter>;
template struct List<virNWFilterBinding>;
template struct List<virDomainSnapshot>;
template struct List<virDomainCheckpoint>;

int32_t Names::put(const modvirt_string_sink *sink, const char *text, uint64_t size) noexcept
{
    auto &self = *static_cast<Names *>(sink->data);
    if (self.m_count >= self.m_max)
        return 1;
    self.m_names[self.m_count] = ::strndup(text, size);
    if (self.m_names[self.m_count] == nullptr)
        return 1;
    ++self.m_count;
    return 0;
}

bool OutVcpus::check_value(Entry &entry) noexcept
{
    if (!entry.check_not_null(m_info, m_name) || !entry.check_positive(m_max, "maxinfo"))
        return false;
    if (m_maps != nullptr)
        return entry.check_positive(m_map_size, "maplen") && check_map_sizes(entry);
    return entry.check_zero(m_map_size, "maplen");
}

// All maps together are one array, whose size a caller keeps in an int.
bool OutVcpus::check_map_sizes(Entry &entry) noexcept
{
    if (m_max <= INT_MAX / m_map_size)
        return true;
    entry.raise(VIR_ERR_OVERFLOW,
                "input too large: " + std::to_string(m_max) + " * " + std::to_string(m_map_size));
    return false;
}

bool OutCpumaps::check_value(Entry &entry) noexcept
{
    return entry.check_positive(m_max, "ncpumaps") && entry.check_not_null(m_maps, "cpumaps") &&
           entry.check_positive(m_map_size, "maplen") && check_map_sizes(entry);
}

int32_t OutVcpus::put(const modvirt_vcpu_sink *sink, const modvirt_vcpu *vcpu) noexcept
{
    auto &self = *static_cast<OutVcpus *>(sink->data);
    if (self.m_count >= self.m_max)
        return 1;
    if (self.m_info != nullptr)
        self.m_info[self.m_count] = {vcpu->number, vcpu->state, vcpu->cpu_time_ns, vcpu->cpu};
    if (self.m_maps != nullptr) {
        const auto room = static_cast<size_t>(self.m_map_size);
        unsigned char *map = self.m_maps + static_cast<size_t>(self.m_count) * room;
        std::memset(map, 0, room);
        if (vcpu->cpumap != nullptr)
            std::memcpy(map, vcpu->cpumap, std::min<size_t>(room, vcpu->cpumap_size));
    }
    ++self.m_count;
    return 0;
}

int32_t OutHostCpus::put(const modvirt_string_sink *sink, const char *bytes, uint64_t size) noexcept
{
    auto &self = *static_cast<OutHostCpus *>(sink->data);
    try {
        self.m_bits.insert(self.m_bits.end(), bytes, bytes + size);
        return 0;
    } catch (const std::bad_alloc &) {
        self.m_out_of_memory = true;
        return 1;
    }
}

bool OutHostCpus::finish(Entry &entry) noexcept
{
    const size_t size = (m_present + 7) / 8;
    auto *map = m_map == nullptr || m_out_of_memory ? nullptr
                                                    : static_cast<unsigned char *>(std::calloc(size + 1, 1));
    if (m_out_of_memory || (m_map != nullptr && map == nullptr)) {
        entry.raise(VIR_ERR_NO_MEMORY, {});
        return false;
    }
    if (map != nullptr) {
        std::copy_n(m_bits.begin(), std::min(size, m_bits.size()), map);
        *m_map = map;
    }
    if (m_online != nullptr) {
        *m_online = 0;
        for (const unsigned char byte : m_bits)
            *m_online += static_cast<unsigned int>(std::popcount(byte));
    }
    return true;
}

bool OutPages::check_value(Entry &entry) noexcept
{
    return entry.check_not_zero(m_size_count, "npages") && entry.check_not_null(m_sizes, "pages") &&
           entry.check_not_zero(m_cells, "cellCount") && entry.check_not_null(m_target, m_name);
}

// There is room for every size in every cell, and no more.
int32_t OutPages::put(const modvirt_u64_sink *sink, uint64_t value) noexcept
{
    auto &self = *static_cast<OutPages *>(sink->data);
    if (self.m_count >= uint64_t{self.m_size_count} * self.m_cells)
        return 1;
    self.m_target[self.m_count++] = value;
    return 0;
}

bool OutDomainBlockJobInfo::finish(Entry &) noexcept
{
    *m_target = {};
    if (m_raw.exists != 0)
        *m_target = {m_raw.type, static_cast<unsigned long>(m_raw.bandwidth), m_raw.cur, m_raw.end};
    return true;
}

bool OutCells::check_value(Entry &entry) noexcept
{
    return entry.check_positive(m_max, "maxCells") && entry.check_not_null(m_target, m_name) &&
           entry.check_not_negative(m_first, "startCell");
}

int32_t OutCells::put(const modvirt_u64_sink *sink, uint64_t value) noexcept
{
    auto &self = *static_cast<OutCells *>(sink->data);
    if (self.m_count >= self.m_max)
        return 1;
    self.m_target[self.m_count++] = value;
    return 0;
}

} // namespace modvirt::arg
