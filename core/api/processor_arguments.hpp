// SPDX-License-Identifier: LGPL-2.1-or-later
// Arguments about processors, NUMA cells and pages of memory, in both directions.
#pragma once

#include <vector>

#include "plain_argument.hpp"

namespace modvirt::arg {

struct Cpumap : Plain {
    Cpumap(const unsigned char *map, int size, const char *name) : m_map(map), m_size(size), m_name(name) {}
    bool check_value(Entry &entry) noexcept;
    auto slot_arguments(Entry &) noexcept { return std::tuple(m_map, static_cast<uint64_t>(m_size)); }

private:
    const uint8_t *m_map;
    int m_size;
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
