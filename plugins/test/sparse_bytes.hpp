// SPDX-License-Identifier: LGPL-2.1-or-later
// The contents of a pretended volume: zeros wherever nothing was written, and blocks in memory where something was.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <span>
#include <string>

namespace modvirt::test {

// May be used from any thread. Positions and lengths are in bytes.
class SparseBytes {
public:
    SparseBytes() = default;
    SparseBytes(const SparseBytes &) = delete;
    SparseBytes &operator=(const SparseBytes &) = delete;

    void read(uint64_t position, std::span<char> target) const;
    // Throws OperationFailed when more than most_bytes would be kept; what went before is written.
    void write(uint64_t position, std::span<const char> bytes);
    void clear(uint64_t position, uint64_t length);

    // Whether something is written at `position`, and how far it is like that: no further than `end`.
    struct Extent {
        bool is_data = false;
        uint64_t length = 0;
    };
    [[nodiscard]] Extent extent(uint64_t position, uint64_t end) const;
    void copy_from(const SparseBytes &other, uint64_t length);

    static constexpr uint64_t block_size = uint64_t{64} << 10;
    static constexpr uint64_t most_bytes = uint64_t{256} << 20;

private:
    mutable std::mutex m_mutex;
    std::map<uint64_t, std::string> m_blocks; // by number; each is block_size long
};

} // namespace modvirt::test
