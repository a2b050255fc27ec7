// SPDX-License-Identifier: LGPL-2.1-or-later
// Sets of host processors: as text ("0-3,7", "^2"), and as the bytes that calls carry.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace modvirt::test {

class CpuSet {
public:
    // None of `size` processors.
    explicit CpuSet(uint32_t size) : m_bytes((size + 7) / 8), m_size(size) {}
    static CpuSet all(uint32_t size);
    // What a checked text says; processors beyond `size` are left out.
    static CpuSet parse(std::string_view text, uint32_t size);
    // One bit for each processor, lowest first.
    static CpuSet of_bytes(std::span<const uint8_t> bytes, uint32_t size);

    [[nodiscard]] bool has(uint32_t cpu) const noexcept
    {
        return cpu < m_size && (m_bytes[cpu / 8] >> cpu % 8 & 1);
    }
    void set(uint32_t cpu, bool is_member);
    // The highest member, -1 for an empty set.
    [[nodiscard]] int32_t last() const noexcept;
    [[nodiscard]] std::span<const uint8_t> bytes() const noexcept { return m_bytes; }
    [[nodiscard]] std::string text() const;

private:
    std::vector<uint8_t> m_bytes;
    uint32_t m_size;
};

} // namespace modvirt::test
