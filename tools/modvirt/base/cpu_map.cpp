// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/cpu_map.hpp"

#include "base/failure.hpp"

#include <charconv>
#include <libvirt/libvirt.h>

namespace modvirt::cli {

namespace {

// More than any host has, and little enough that `0-4000000000` costs nothing.
constexpr unsigned highest_cpu = 1U << 20;

bool take_number(std::string_view &text, unsigned &number)
{
    const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
    if (result.ec != std::errc() || number > highest_cpu)
        return false;
    text.remove_prefix(static_cast<size_t>(result.ptr - text.data()));
    return true;
}

// One of `3`, `0-3` and `^2`.
bool apply_item(std::string_view item, std::vector<bool> &cpus)
{
    const bool exclude = item.starts_with('^');
    if (exclude)
        item.remove_prefix(1);
    unsigned first = 0;
    if (!take_number(item, first))
        return false;
    unsigned last = first;
    if (item.starts_with('-') && !exclude) {
        item.remove_prefix(1);
        if (!take_number(item, last))
            return false;
    }
    if (!item.empty() || last < first)
        return false;
    if (cpus.size() <= last)
        cpus.resize(last + 1);
    for (unsigned cpu = first; cpu <= last; ++cpu)
        cpus[cpu] = !exclude;
    return true;
}

bool parse_items(std::string_view text, std::vector<bool> &cpus)
{
    for (;;) {
        const size_t end = text.find(',');
        if (!apply_item(text.substr(0, end), cpus))
            return false;
        if (end == std::string_view::npos)
            return true;
        text.remove_prefix(end + 1);
    }
}

} // namespace

CpuMap parse_cpu_list(const std::string &text, unsigned host_cpus)
{
    CpuMap map(VIR_CPU_MAPLEN(host_cpus));
    std::vector<bool> cpus;
    if (text == "r")
        cpus.assign(host_cpus, true);
    else if (!parse_items(text, cpus))
        fail("Invalid cpulist '{}'\nerror: invalid argument: Failed to parse bitmap '{}'", text, text);
    bool any = false;
    for (size_t cpu = 0; cpu < cpus.size(); ++cpu) {
        if (!cpus[cpu])
            continue;
        if (cpu >= host_cpus)
            fail("CPU {} in cpulist '{}' exceed the maxcpu {}", cpu, text, host_cpus);
        map[cpu / 8] = static_cast<unsigned char>(map[cpu / 8] | (1U << (cpu % 8)));
        any = true;
    }
    if (!any)
        fail("Invalid cpulist '{}'", text);
    return map;
}

std::string cpu_ranges(std::span<const unsigned char> map, unsigned host_cpus)
{
    const auto is_set = [map](unsigned cpu) { return (map[cpu / 8] >> (cpu % 8) & 1) != 0; };
    std::string text;
    for (unsigned cpu = 0; cpu < host_cpus; ++cpu) {
        if (!is_set(cpu))
            continue;
        const unsigned first = cpu;
        while (cpu + 1 < host_cpus && is_set(cpu + 1))
            ++cpu;
        text += text.empty() ? "" : ",";
        text += first == cpu ? fmt::format("{}", first) : fmt::format("{}-{}", first, cpu);
    }
    return text;
}

std::string cpu_letters(std::span<const unsigned char> map, unsigned host_cpus)
{
    std::string text;
    for (unsigned cpu = 0; cpu < host_cpus; ++cpu)
        text += (map[cpu / 8] >> (cpu % 8) & 1) != 0 ? 'y' : '-';
    return text;
}

} // namespace modvirt::cli
