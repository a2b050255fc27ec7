// SPDX-License-Identifier: LGPL-2.1-or-later
#include "guest_records.hpp"

#include <cstdlib>

namespace modvirt::arg {

namespace {

// Null only without memory: what a driver leaves out is empty text.
char *copy_of(const char *text) noexcept
{
    return ::strdup(text == nullptr ? "" : text);
}

// Room for `count` items, zeroed; at least one, so that null means no memory.
template <class Item>
Item *zeroed(size_t count) noexcept
{
    return static_cast<Item *>(std::calloc(std::max<size_t>(count, 1), sizeof(Item)));
}

bool copy_aliases(virDomainFSInfo &target, const modvirt_file_system &raw) noexcept
{
    target.devAlias = zeroed<char *>(raw.device_count);
    if (target.devAlias == nullptr)
        return false;
    for (; target.ndevAlias < raw.device_count; ++target.ndevAlias) {
        target.devAlias[target.ndevAlias] = copy_of(raw.devices[target.ndevAlias]);
        if (target.devAlias[target.ndevAlias] == nullptr)
            return false;
    }
    return true;
}

bool copy_addresses(virDomainInterface &target, const modvirt_guest_interface &raw) noexcept
{
    target.addrs = zeroed<virDomainIPAddress>(raw.address_count);
    if (target.addrs == nullptr)
        return false;
    for (; target.naddrs < raw.address_count; ++target.naddrs) {
        const modvirt_ip_address &address = *raw.addresses[target.naddrs];
        target.addrs[target.naddrs] = {address.type, copy_of(address.address), address.prefix};
        if (target.addrs[target.naddrs].addr == nullptr)
            return false;
    }
    return true;
}

} // namespace

template <>
virDomainFSInfo *ListFSInfo::copy(const modvirt_file_system &raw) noexcept
{
    auto *record = zeroed<virDomainFSInfo>(1);
    if (record == nullptr)
        return nullptr;
    record->mountpoint = copy_of(raw.mountpoint);
    record->name = copy_of(raw.name);
    record->fstype = copy_of(raw.type);
    if (record->mountpoint != nullptr && record->name != nullptr && record->fstype != nullptr &&
        copy_aliases(*record, raw))
        return record;
    virDomainFSInfoFree(record);
    return nullptr;
}

template <>
virDomainIOThreadInfo *ListIOThreadInfo::copy(const modvirt_iothread &raw) noexcept
{
    auto *record = zeroed<virDomainIOThreadInfo>(1);
    if (record == nullptr)
        return nullptr;
    record->iothread_id = raw.id;
    record->cpumaplen = static_cast<int>(raw.cpumap_size);
    record->cpumap = zeroed<unsigned char>(raw.cpumap_size);
    if (record->cpumap == nullptr) {
        virDomainIOThreadInfoFree(record);
        return nullptr;
    }
    std::copy_n(raw.cpumap, raw.cpumap_size, record->cpumap);
    return record;
}

template <>
virDomainInterface *ListInterfaceAddress::copy(const modvirt_guest_interface &raw) noexcept
{
    auto *record = zeroed<virDomainInterface>(1);
    if (record == nullptr)
        return nullptr;
    record->name = copy_of(raw.name);
    if (raw.mac != nullptr)
        record->hwaddr = copy_of(raw.mac);
    if (record->name != nullptr && (record->hwaddr != nullptr || raw.mac == nullptr) &&
        copy_addresses(*record, raw))
        return record;
    virDomainInterfaceFree(record);
    return nullptr;
}

template <>
virNetworkDHCPLease *ListDHCPLease::copy(const modvirt_dhcp_lease &raw) noexcept
{
    auto *lease = zeroed<virNetworkDHCPLease>(1);
    if (lease == nullptr)
        return nullptr;
    lease->type = raw.type;
    lease->prefix = raw.prefix;
    lease->expirytime = raw.expires;
    lease->iface = copy_of(raw.interface);
    lease->ipaddr = copy_of(raw.address);
    bool is_whole = lease->iface != nullptr && lease->ipaddr != nullptr;
    const auto keep = [&](char *&target, const char *text) {
        if (text == nullptr)
            return;
        target = copy_of(text);
        is_whole = is_whole && target != nullptr;
    };
    keep(lease->mac, raw.mac);
    keep(lease->iaid, raw.iaid);
    keep(lease->hostname, raw.hostname);
    keep(lease->clientid, raw.client_id);
    if (is_whole)
        return lease;
    virNetworkDHCPLeaseFree(lease);
    return nullptr;
}

template <>
bool OutMemoryStats::store(virDomainMemoryStatStruct &target, const modvirt_memory_stat &raw) noexcept
{
    target = {raw.tag, raw.value};
    return true;
}

template <>
bool OutDiskErrors::store(virDomainDiskError &target, const modvirt_disk_error &raw) noexcept
{
    target = {copy_of(raw.disk), raw.error};
    return target.disk != nullptr;
}

int32_t ListSecurityLabel::put(const modvirt_security_label_sink *sink, const modvirt_security_label *raw) noexcept
{
    auto &self = *static_cast<ListSecurityLabel *>(sink->data);
    try {
        virSecurityLabel &label = self.m_labels.emplace_back();
        static_assert(sizeof label.label >= sizeof raw->label);
        std::memcpy(label.label, raw->label, sizeof raw->label);
        label.enforcing = raw->enforcing;
        return 0;
    } catch (const std::bad_alloc &) {
        self.m_is_incomplete = true;
        return 1;
    }
}

bool ListSecurityLabel::finish(Entry &entry) noexcept
{
    auto *array = m_is_incomplete ? nullptr : zeroed<virSecurityLabel>(m_labels.size());
    if (array == nullptr) {
        entry.raise(VIR_ERR_NO_MEMORY, {});
        return false;
    }
    std::copy(m_labels.begin(), m_labels.end(), array);
    *m_target = array;
    return true;
}

// --- Texts
// --------------------------------------------------------------------------------------------------

bool Strs::check_texts(Entry &entry) noexcept
{
    for (unsigned int i = 0; i < m_count; ++i)
        if (!entry.check_not_null(m_texts[i], m_name))
            return false;
    return true;
}

NewStrs::~NewStrs()
{
    for (char *text : m_texts)
        std::free(text);
}

int32_t NewStrs::put(const modvirt_string_sink *sink, const char *text, uint64_t size) noexcept
{
    auto &self = *static_cast<NewStrs *>(sink->data);
    char *copy = ::strndup(text, size);
    try {
        if (copy != nullptr) {
            self.m_texts.push_back(copy);
            return 0;
        }
    } catch (const std::bad_alloc &) {
        std::free(copy);
    }
    self.m_is_incomplete = true;
    return 1;
}

bool NewStrs::finish(Entry &entry) noexcept
{
    m_count = static_cast<int>(m_texts.size());
    char **array = m_is_incomplete ? nullptr : zeroed<char *>(m_texts.size() + 1);
    if (array == nullptr) {
        entry.raise(VIR_ERR_NO_MEMORY, {});
        return false;
    }
    std::copy(m_texts.begin(), m_texts.end(), array);
    m_texts.clear();
    *m_target = array;
    return true;
}

} // namespace modvirt::arg
