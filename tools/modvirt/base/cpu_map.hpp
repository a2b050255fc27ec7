// SPDX-License-Identifier: LGPL-2.1-or-later
// Sets of host CPUs: `0-3,^2` as text, a bit per CPU in the library.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace modvirt::cli {

using CpuMap = std::vector<unsigned char>;

// Throws Error with virsh's words when the list is malformed or names a CPU that the host does not have;
// `r` stands for all of them.
CpuMap parse_cpu_list(const std::string &text, unsigned host_cpus);

// `0-2,5`; empty for no CPU at all.
std::string cpu_ranges(std::span<const unsigned char> map, unsigned host_cpus);
// `yyy--y`
std::string cpu_letters(std::span<const unsigned char> map, unsigned host_cpus);

} // namespace modvirt::cli
