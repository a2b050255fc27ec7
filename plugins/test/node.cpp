// SPDX-License-Identifier: LGPL-2.1-or-later
// The host's figures: its makers, its processors' time, its memory and pages.
#include "driver.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "flags.hpp"
#include "parameters.hpp"

namespace modvirt::test {

namespace {

constexpr int32_t whole_host = -1; // instead of a cell

constexpr uint32_t pages_set = 1; // virNodeAllocPagesFlags

constexpr KnownParameter sharing_parameters[] = {{"shm_pages_to_scan", ValueType::UInt},
                                                 {"shm_sleep_millisecs", ValueType::UInt},
                                                 {"shm_merge_across_nodes", ValueType::UInt}};

// The numbers that libvirt's test driver tells: each is twice the one before and seven, whatever is asked.
constexpr uint64_t first_free_pages = 6;

std::size_t checked_cell(std::span<const Cell> cells, int32_t cell, const char *what)
{
    if (cell < 0 || static_cast<std::size_t>(cell) >= cells.size())
        throw Error(ErrorCode::InvalidArg,
                    fmt::format("{} {} does not exist: the host has cells 0 to {}", what, cell, cells.size() - 1));
    return static_cast<std::size_t>(cell);
}

void check_huge(uint32_t size_kib)
{
    if (size_kib != 2048 && size_kib != 1048576)
        throw Error(ErrorCode::InvalidArg,
                    fmt::format("pages of {} KiB have no pool: the host has huge pages of 2048 and 1048576 KiB",
                                size_kib));
}

} // namespace

std::string Driver::connect_get_sysinfo(uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testConnectGetSysinfo");
    return "<sysinfo type='smbios'>\n"
           "  <bios>\n"
           "    <entry name='vendor'>LENOVO</entry>\n"
           "    <entry name='version'>G4ETA1WW (2.61 )</entry>\n"
           "    <entry name='date'>05/07/2014</entry>\n"
           "    <entry name='release'>2.61</entry>\n"
           "  </bios>\n"
           "</sysinfo>\n";
}

// Nanoseconds since the host was started; its clock stands still, and all of its processors are alike.
Parameters Driver::node_get_cpu_stats(int32_t, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testNodeGetCPUStats");
    return {{"user", uint64_t{9797400000}},
            {"kernel", uint64_t{34678723400000}},
            {"idle", uint64_t{87264900000}},
            {"iowait", uint64_t{763600000}}};
}

// As virNodeGetFreeMemory has it, half of the memory is free, and all of that of a cell.
Parameters Driver::node_get_memory_stats(int32_t cell, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testNodeGetMemoryStats");
    const auto cells = m_machine->cells();
    if (cell != whole_host) {
        const uint64_t memory = cells[checked_cell(cells, cell, "cell")].memory_kib;
        return {{"total", memory}, {"free", memory}};
    }
    const uint64_t memory = std::accumulate(cells.begin(), cells.end(), uint64_t{0},
                                            [](uint64_t sum, const Cell &each) { return sum + each.memory_kib; });
    return {{"total", memory}, {"free", memory / 2}, {"buffers", uint64_t{0}}, {"cached", uint64_t{0}}};
}

Parameters Driver::node_get_memory_parameters(uint32_t flags)
{
    refuse_unknown_flags(flags, string_okay, "testNodeGetMemoryParameters");
    const PageSharing sharing = m_machine->pages().sharing();
    return {{"shm_pages_to_scan", sharing.pages_to_scan},
            {"shm_sleep_millisecs", sharing.sleep_ms},
            {"shm_pages_shared", uint64_t{0}},
            {"shm_pages_sharing", uint64_t{0}},
            {"shm_pages_unshared", uint64_t{0}},
            {"shm_pages_volatile", uint64_t{0}},
            {"shm_full_scans", uint64_t{0}},
            {"shm_merge_across_nodes", sharing.across_cells ? uint32_t{1} : uint32_t{0}}};
}

void Driver::node_set_memory_parameters(const Parameters &params, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testNodeSetMemoryParameters");
    check_parameters(params, sharing_parameters);
    PageSharing sharing = m_machine->pages().sharing();
    if (const auto *pages = find_value<uint32_t>(params, "shm_pages_to_scan"))
        sharing.pages_to_scan = *pages;
    if (const auto *time = find_value<uint32_t>(params, "shm_sleep_millisecs"))
        sharing.sleep_ms = *time;
    if (const auto *merge = find_value<uint32_t>(params, "shm_merge_across_nodes"))
        sharing.across_cells = *merge != 0;
    m_machine->pages().set_sharing(sharing);
}

// Sizes and cells that the host does not have are told of as well.
void Driver::node_get_free_pages(PageRequest &request, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testNodeGetFreePages");
    uint64_t pages = first_free_pages;
    for (uint32_t each = 0; each < request.cells(); ++each) {
        const uint32_t cell = static_cast<uint32_t>(std::max(request.first(), 0)) + each;
        for (const uint32_t size : request.sizes()) {
            pages = pages * 2 + 7;
            if (!request.put(pages + m_machine->pages().added(cell, size)))
                return;
        }
    }
}

int32_t Driver::node_alloc_pages(const std::vector<PageAmount> &amounts, int32_t first_cell, uint32_t count,
                                 uint32_t flags)
{
    refuse_unknown_flags(flags, pages_set, "testNodeAllocPages");
    const auto cells = m_machine->cells();
    const bool is_whole_host = first_cell == whole_host;
    const std::size_t first = is_whole_host ? 0 : checked_cell(cells, first_cell, "start cell");
    if (!is_whole_host && count > cells.size() - first)
        throw Error(ErrorCode::InvalidArg, fmt::format("{} cells from {} on are more than the host has", count, first));
    for (const PageAmount &amount : amounts)
        check_huge(amount.size_kib);
    const auto change = flags & pages_set ? MemoryPages::Change::Set : MemoryPages::Change::Add;
    int32_t changed = 0;
    for (std::size_t cell = first; cell < first + (is_whole_host ? 1 : count); ++cell) {
        for (const PageAmount &amount : amounts) {
            m_machine->pages().change(static_cast<uint32_t>(cell), amount.size_kib, amount.count, change);
            ++changed;
        }
    }
    return changed;
}

} // namespace modvirt::test
