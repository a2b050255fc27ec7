// SPDX-License-Identifier: LGPL-2.1-or-later
#include "cpu_set.hpp"

#include <algorithm>
#include <charconv>

namespace modvirt::test {

namespace {

uint32_t parse_number(std::string_view text)
{
    uint32_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

} // namespace

CpuSet CpuSet::all(uint32_t size)
{
    CpuSet set(size);
    for (uint32_t cpu = 0; cpu < size; ++cpu)
        set.set(cpu, true);
    return set;
}

CpuSet CpuSet::parse(std::string_view text, uint32_t size)
{
    CpuSet set(size);
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        std::string_view part = text.substr(0, comma);
        text.remove_prefix(std::min(comma + 1, text.size()));
        const bool is_member = !part.starts_with('^');
        if (!is_member)
            part.remove_prefix(1);
        const auto dash = part.find('-');
        const uint32_t first = parse_number(part.substr(0, dash));
        const uint32_t last = dash == std::string_view::npos ? first : parse_number(part.substr(dash + 1));
        for (uint32_t cpu = first; cpu <= last && cpu < size; ++cpu)
            set.set(cpu, is_member);
    }
    return set;
}

CpuSet CpuSet::of_bytes(std::span<const uint8_t> bytes, uint32_t size)
{
    CpuSet set(size);
    const auto bits = static_cast<uint32_t>(std::min<std::size_t>(bytes.size() * 8, size));
    for (uint32_t cpu = 0; cpu < bits; ++cpu)
        set.set(cpu, (bytes[cpu / 8] >> cpu % 8 & 1) != 0);
    return set;
}

void CpuSet::set(uint32_t cpu, bool is_member)
{
    if (cpu >= m_size)
        return;
    const auto bit = static_cast<uint8_t>(1u << cpu % 8);
    m_bytes[cpu / 8] = static_cast<uint8_t>(is_member ? m_bytes[cpu / 8] | bit : m_bytes[cpu / 8] & ~bit);
}

int32_t CpuSet::last() const noexcept
{
    for (uint32_t cpu = m_size; cpu > 0; --cpu) {
        if (has(cpu - 1))
            return static_cast<int32_t>(cpu - 1);
    }
    return -1;
}

std::string CpuSet::text() const
{
    std::string text;
    for (uint32_t cpu = 0; cpu < m_size; ++cpu) {
        if (!has(cpu))
            continue;
        const uint32_t first = cpu;
        while (has(cpu + 1))
            ++cpu;
        if (!text.empty())
            text += ',';
        text += std::to_string(first);
        if (cpu > first)
            text += "-" + std::to_string(cpu);
    }
    return text;
}

} // namespace modvirt::test
