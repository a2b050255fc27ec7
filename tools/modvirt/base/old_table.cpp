// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/old_table.hpp"

namespace modvirt::cli {

void OldTable::print(Output &out, std::string_view header, size_t dashes) const
{
    if (!out.is_quiet())
        out.print("{}\n{}\n", header, std::string(dashes, '-'));
    out.write(m_active);
    out.write(m_inactive);
}

std::string old_size(unsigned long long bytes)
{
    constexpr double step = 1024;
    constexpr std::string_view units[] = {"", "KB", "MB", "GB", "TB"};
    auto size = static_cast<double>(bytes);
    size_t unit = 0;
    for (; size >= step && unit + 1 < std::size(units); ++unit)
        size /= step;
    return fmt::format("{:.2f} {}", size, units[unit]);
}

} // namespace modvirt::cli
