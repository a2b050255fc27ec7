// SPDX-License-Identifier: LGPL-2.1-or-later
// --bandwidth of the block jobs: MiB/s, or bytes/s with --bytes.
#pragma once

#include "base/arguments.hpp"

namespace modvirt::cli {

inline constexpr Option block_bandwidth_option = number("bandwidth", "bandwidth limit in MiB/s");
inline constexpr Option block_bytes_option =
    flag("bytes", "the bandwidth limit is in bytes/s rather than MiB/s");

// In the unit that --bytes chooses; 0 is no limit. A number without a suffix is in that unit already, one
// with a suffix is rounded down to it.
unsigned long block_bandwidth(const Arguments &arguments);

} // namespace modvirt::cli
