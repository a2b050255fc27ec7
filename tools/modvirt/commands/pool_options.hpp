// SPDX-License-Identifier: LGPL-2.1-or-later
// What the commands that start pools share.
#pragma once

#include "base/arguments.hpp"

namespace modvirt::cli {

inline constexpr Option build_option = flag("build", "build the pool as normal");
inline constexpr Option no_overwrite_option = flag("no-overwrite", "do not overwrite any existing data");
inline constexpr Option overwrite_option = flag("overwrite", "overwrite any existing data");

// VIR_STORAGE_POOL_CREATE_*
unsigned pool_create_flags(const Arguments &arguments);

} // namespace modvirt::cli
