// SPDX-License-Identifier: LGPL-2.1-or-later
#include "line_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <modvirt/error.hpp>

namespace modvirt::qemu::qmp {

void LineReader::feed(std::string_view bytes)
{
    m_buffer.erase(0, m_start);
    m_scanned -= m_start;
    m_start = 0;
    m_buffer.append(bytes);
}

std::optional<std::string_view> LineReader::next()
{
    for (;;) {
        const std::size_t end = m_buffer.find('\n', m_scanned);
        const std::size_t size = std::min(end, m_buffer.size()) - m_start;
        if (size > m_limit)
            throw Error(ErrorCode::InternalError,
                        fmt::format("it sent a line of more than {} bytes", m_limit));
        if (end == std::string::npos) {
            m_scanned = m_buffer.size();
            return std::nullopt;
        }
        std::string_view line(m_buffer.data() + m_start, size);
        m_start = m_scanned = end + 1;
        while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
            line.remove_suffix(1);
        if (!line.empty())
            return line;
    }
}

} // namespace modvirt::qemu::qmp
