// SPDX-License-Identifier: LGPL-2.1-or-later
#include "lines.hpp"

#include "modvirt/error.hpp"

namespace modvirt::test {

std::unique_ptr<stream::EchoStream> Lines::open(const std::string &device, Takeover takeover, const char *busy)
{
    std::weak_ptr<stream::EchoLine> &current = m_lines[device];
    if (const auto line = current.lock(); line && !line->has_ended()) {
        if (takeover == Takeover::Refused)
            throw Error(ErrorCode::OperationFailed, busy);
        line->end();
    }
    const auto line = std::make_shared<stream::EchoLine>();
    current = line;
    return std::make_unique<stream::EchoStream>(line);
}

void Lines::end_all() noexcept
{
    for (const auto &[device, held] : m_lines)
        if (const auto line = held.lock())
            line->end();
    m_lines.clear();
}

} // namespace modvirt::test
