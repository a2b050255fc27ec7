// SPDX-License-Identifier: MIT
// Reads what is on a device now, past the cache of this host: that may hold what was there before another host wrote. Since 1.0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "kit/process/fd.hpp"

namespace modvirt::block {

class FreshReader {
public:
    static constexpr std::size_t most = 64 * 1024; // bytes at once

    // Of what cannot be opened nothing can be read. Files will do, for tests.
    explicit FreshReader(const std::string &path);

    // Bytes.
    [[nodiscard]] std::size_t sector_size() const { return m_sector_size; }

    // Up to `size` bytes from `offset` on, both of which are multiples of the sector's: fewer at the end, none when they cannot be
    // read. They stand until the next call.
    std::string_view read(uint64_t offset, std::size_t size);

private:
    process::Fd m_fd;
    std::unique_ptr<char, decltype(&std::free)> m_buffer;
    std::size_t m_sector_size = 512;
};

} // namespace modvirt::block
