// SPDX-License-Identifier: LGPL-2.1-or-later
// Cuts a stream of bytes into lines, with a limit. What a line means is the business of message.hpp.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace modvirt::qemu::qmp {

// The longest answer of QEMU 7.2, to query-qmp-schema, has 0.2 MB.
inline constexpr std::size_t default_line_limit = std::size_t{8} << 20;

class LineReader {
public:
    explicit LineReader(std::size_t limit = default_line_limit) : m_limit(limit) {}

    void feed(std::string_view bytes);
    // The next complete line without its end; empty lines are skipped. The view is valid until the next call
    // of either function. Throws InternalError when a line is longer than the limit.
    [[nodiscard]] std::optional<std::string_view> next();

    // Whether a line has begun and not ended.
    [[nodiscard]] bool has_partial_line() const noexcept { return m_start < m_buffer.size(); }

private:
    std::size_t m_limit;
    std::string m_buffer;
    std::size_t m_start = 0;   // of the current line
    std::size_t m_scanned = 0; // up to here there is no end of line
};

} // namespace modvirt::qemu::qmp
