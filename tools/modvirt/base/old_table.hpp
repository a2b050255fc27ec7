// SPDX-License-Identifier: LGPL-2.1-or-later
// Lists and sizes in the layout of virsh 0.4.6.
#pragma once

#include "base/output.hpp"

#include <string>
#include <string_view>

namespace modvirt::cli {

// Rows in fixed columns under a line of dashes. What is active comes first.
class OldTable {
public:
    void add_active(std::string_view row) { m_active += row; }
    void add_inactive(std::string_view row) { m_inactive += row; }
    // With as many dashes as it always has, however wide the rows are.
    void print(Output &out, std::string_view header, size_t dashes) const;

private:
    std::string m_active;
    std::string m_inactive;
};

// In B without a name, KB, MB, GB or TB, each 1024 of the one before: `1.50 GB`.
std::string old_size(unsigned long long bytes);

} // namespace modvirt::cli
