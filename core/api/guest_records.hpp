// SPDX-License-Identifier: LGPL-2.1-or-later
// The kinds of arguments of kinds.toml that are records of what is inside a guest, and texts: one sink each,
// and arrays that the caller frees.
#pragma once

#include <algorithm>
#include <cstring>
#include <vector>

#include "arguments.hpp"

namespace modvirt::arg {

// Arrays of records that libvirt's functions free one by one, with a null pointer behind the last.
template <class Record, void (*Free)(Record *), class Raw, class Sink>
struct Records : Plain {
    Records(Record ***target, const char *name) : m_target(target), m_name(name) {}
    Records(Records &&other) noexcept : m_target(other.m_target), m_name(other.m_name) {}
    Records(const Records &) = delete;
    Records &operator=(const Records &) = delete;
    ~Records()
    {
        for (Record *record : m_records)
            Free(record);
    }

    bool check_value(Entry &entry) noexcept { return entry.check_not_null(m_target, m_name); }
    auto slot_arguments(Entry &) noexcept
    {
        m_sink = {sizeof(Sink), 0, this, &put};
        return std::tuple(static_cast<const Sink *>(&m_sink));
    }
    bool finish(Entry &entry) noexcept
    {
        auto **array = m_is_incomplete
                           ? nullptr
                           : static_cast<Record **>(std::calloc(m_records.size() + 1, sizeof(Record *)));
        if (array == nullptr) {
            entry.raise(VIR_ERR_NO_MEMORY, {});
            return false;
        }
        std::copy(m_records.begin(), m_records.end(), array);
        m_count = static_cast<int>(m_records.size());
        m_records.clear();
        *m_target = array;
        return true;
    }
    [[nodiscard]] int count() const noexcept { return m_count; }

private:
    // A new record; null without memory. One specialization per kind.
    static Record *copy(const Raw &raw) noexcept;

    static int32_t put(const Sink *sink, const Raw *raw) noexcept
    {
        auto &self = *static_cast<Records *>(sink->data);
        Record *record = copy(*raw);
        try {
            if (record != nullptr) {
                self.m_records.push_back(record);
                return 0;
            }
        } catch (const std::bad_alloc &) {
            Free(record);
        }
        self.m_is_incomplete = true;
        return 1;
    }

    Record ***m_target;
    const char *m_name;
    std::vector<Record *> m_records;
    int m_count = 0;
    bool m_is_incomplete = false;
    Sink m_sink{};
};

using ListFSInfo =
    Records<virDomainFSInfo, &virDomainFSInfoFree, modvirt_file_system, modvirt_file_system_sink>;
using ListIOThreadInfo =
    Records<virDomainIOThreadInfo, &virDomainIOThreadInfoFree, modvirt_iothread, modvirt_iothread_sink>;
using ListInterfaceAddress = Records<virDomainInterface, &virDomainInterfaceFree, modvirt_guest_interface,
                                     modvirt_guest_interface_sink>;

using ListDHCPLease = Records<virNetworkDHCPLease, &virNetworkDHCPLeaseFree, modvirt_dhcp_lease, modvirt_dhcp_lease_sink>;

template <>
virNetworkDHCPLease *ListDHCPLease::copy(const modvirt_dhcp_lease &raw) noexcept;
template <>
virDomainFSInfo *ListFSInfo::copy(const modvirt_file_system &raw) noexcept;
template <>
virDomainIOThreadInfo *ListIOThreadInfo::copy(const modvirt_iothread &raw) noexcept;
template <>
virDomainInterface *ListInterfaceAddress::copy(const modvirt_guest_interface &raw) noexcept;

// Labels one behind the other, in memory that the caller frees.
struct ListSecurityLabel : Plain {
    ListSecurityLabel(virSecurityLabelPtr *target, const char *name) : m_target(target), m_name(name) {}
    bool check_value(Entry &entry) noexcept { return entry.check_not_null(m_target, m_name); }
    auto slot_arguments(Entry &) noexcept
    {
        m_sink = {sizeof(modvirt_security_label_sink), 0, this, &put};
        return std::tuple(static_cast<const modvirt_security_label_sink *>(&m_sink));
    }
    bool finish(Entry &entry) noexcept;
    [[nodiscard]] int count() const noexcept { return static_cast<int>(m_labels.size()); }

private:
    static int32_t put(const modvirt_security_label_sink *sink, const modvirt_security_label *label) noexcept;

    virSecurityLabelPtr *m_target;
    const char *m_name;
    std::vector<virSecurityLabel> m_labels;
    bool m_is_incomplete = false;
    modvirt_security_label_sink m_sink{};
};

// An array of texts with a null pointer behind the last.
struct NewStrs : Plain {
    NewStrs(char ***target, const char *name) : m_target(target), m_name(name) {}
    NewStrs(NewStrs &&other) noexcept : m_target(other.m_target), m_name(other.m_name) {}
    NewStrs(const NewStrs &) = delete;
    NewStrs &operator=(const NewStrs &) = delete;
    ~NewStrs();

    bool check_value(Entry &entry) noexcept { return entry.check_not_null(m_target, m_name); }
    auto slot_arguments(Entry &) noexcept
    {
        m_sink = {sizeof(modvirt_string_sink), 0, this, &put};
        return std::tuple(static_cast<const modvirt_string_sink *>(&m_sink));
    }
    bool finish(Entry &entry) noexcept;
    [[nodiscard]] int count() const noexcept { return m_count; }

protected:
    char ***m_target;
    const char *m_name;
    void keep_count() noexcept { m_count = static_cast<int>(m_texts.size()); }

private:
    static int32_t put(const modvirt_string_sink *sink, const char *text, uint64_t size) noexcept;

    std::vector<char *> m_texts;
    int m_count = 0;
    bool m_is_incomplete = false;
    modvirt_string_sink m_sink{};
};

// The same for callers who may want to know only how many there are.
struct NewStrsOrNone : NewStrs {
    using NewStrs::NewStrs;
    bool check_value(Entry &) noexcept { return true; }
    bool finish(Entry &entry) noexcept
    {
        keep_count();
        return m_target == nullptr || NewStrs::finish(entry);
    }
};

// Room for so many; what does not fit is left out. Of some kinds a caller without any room learns how many
// there are.
enum class WithoutRoom : uint8_t { Nothing, Count };
template <class Public, class Raw, class Sink, WithoutRoom Answer>
struct OutRecords : Plain {
    OutRecords(Public *target, unsigned int room, const char *name)
        : m_target(target), m_room(room), m_name(name)
    {
    }
    bool check_value(Entry &entry) noexcept { return m_room == 0 || entry.check_not_null(m_target, m_name); }
    auto slot_arguments(Entry &) noexcept
    {
        m_sink = {sizeof(Sink), 0, this, &put};
        return std::tuple(static_cast<const Sink *>(&m_sink));
    }
    [[nodiscard]] int count() const noexcept { return m_count; }

protected:
    Public *m_target;
    unsigned int m_room;
    const char *m_name;

private:
    // False without memory.
    static bool store(Public &target, const Raw &raw) noexcept;

    static int32_t put(const Sink *sink, const Raw *raw) noexcept
    {
        auto &self = *static_cast<OutRecords *>(sink->data);
        if (Answer == WithoutRoom::Count && self.m_room == 0) {
            ++self.m_count;
            return 0;
        }
        if (static_cast<unsigned int>(self.m_count) >= self.m_room ||
            !store(self.m_target[self.m_count], *raw))
            return 1;
        ++self.m_count;
        return 0;
    }

    int m_count = 0;
    Sink m_sink{};
};

using OutMemoryStats = OutRecords<virDomainMemoryStatStruct, modvirt_memory_stat, modvirt_memory_stat_sink,
                                  WithoutRoom::Nothing>;
using OutDiskErrors =
    OutRecords<virDomainDiskError, modvirt_disk_error, modvirt_disk_error_sink, WithoutRoom::Count>;

template <>
bool OutMemoryStats::store(virDomainMemoryStatStruct &target, const modvirt_memory_stat &raw) noexcept;
template <>
bool OutDiskErrors::store(virDomainDiskError &target, const modvirt_disk_error &raw) noexcept;

// The affinity map of something that is one.
struct OutCpumap : Plain {
    OutCpumap(unsigned char *map, int size, const char *name) : m_map(map), m_size(size), m_name(name) {}
    bool check_value(Entry &entry) noexcept
    {
        return entry.check_not_null(m_map, m_name) && entry.check_positive(m_size, "maplen");
    }
    auto slot_arguments(Entry &) noexcept
    {
        std::memset(m_map, 0, static_cast<size_t>(m_size));
        return std::tuple(static_cast<uint8_t *>(m_map), static_cast<uint64_t>(m_size));
    }
    static int count() noexcept { return 1; }

private:
    unsigned char *m_map;
    int m_size;
    const char *m_name;
};

// What a guest takes the time to be.
struct OutGuestTime : Plain {
    OutGuestTime(long long *seconds, unsigned int *nanoseconds, const char *name)
        : m_seconds(seconds), m_nanoseconds(nanoseconds), m_name(name)
    {
    }
    bool check_value(Entry &entry) noexcept
    {
        return entry.check_not_null(m_seconds, m_name) && entry.check_not_null(m_nanoseconds, "nseconds");
    }
    auto slot_arguments(Entry &) noexcept { return std::tuple(&m_raw_seconds, &m_raw_nanoseconds); }
    bool finish(Entry &) noexcept
    {
        *m_seconds = m_raw_seconds;
        *m_nanoseconds = m_raw_nanoseconds;
        return true;
    }

private:
    long long *m_seconds;
    unsigned int *m_nanoseconds;
    const char *m_name;
    int64_t m_raw_seconds = 0;
    uint32_t m_raw_nanoseconds = 0;
};

// Bytes of the guest, as many as there is room for.
struct OutBytes : Plain {
    OutBytes(size_t size, void *target, const char *name) : m_target(target), m_size(size), m_name(name) {}
    bool check_value(Entry &entry) noexcept
    {
        return m_size == 0 || entry.check_not_null(m_target, "buffer");
    }
    auto slot_arguments(Entry &) noexcept
    {
        return std::tuple(static_cast<uint8_t *>(m_target), static_cast<uint64_t>(m_size));
    }

private:
    void *m_target;
    size_t m_size;
    const char *m_name;
};

// A number that is told only to those who ask.
struct OutI32OrNull : Plain {
    explicit OutI32OrNull(int *target, const char * = nullptr) : m_target(target) {}
    auto slot_arguments(Entry &) noexcept { return std::tuple(&m_value); }
    bool finish(Entry &) noexcept
    {
        if (m_target != nullptr)
            *m_target = m_value;
        return true;
    }

private:
    int *m_target;
    int32_t m_value = 0;
};

// Texts that the caller passes in; none when there are none.
struct Strs : Plain {
    Strs(const char **texts, unsigned int count, const char *name)
        : m_texts(texts), m_count(count), m_name(name)
    {
    }
    bool check_value(Entry &entry) noexcept
    {
        return m_count == 0 || (entry.check_not_null(m_texts, m_name) && check_texts(entry));
    }
    auto slot_arguments(Entry &) noexcept
    {
        return std::tuple(static_cast<const char *const *>(m_texts), static_cast<uint64_t>(m_count));
    }

protected:
    bool check_texts(Entry &entry) noexcept;

    const char **m_texts;
    unsigned int m_count;
    const char *m_name;
};

// The same where there must be an array, even if nothing is in it.
struct GivenStrs : Strs {
    using Strs::Strs;
    bool check_value(Entry &entry) noexcept
    {
        return entry.check_not_null(m_texts, m_name) && check_texts(entry);
    }
};

} // namespace modvirt::arg
