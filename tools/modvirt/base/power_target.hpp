// SPDX-License-Identifier: LGPL-2.1-or-later
// How deep a host or a guest is put to sleep.
#pragma once

#include "base/arguments.hpp"

namespace modvirt::cli {

inline constexpr Option power_target_option(Completer complete)
{
    return argument("target", "mem(Suspend-to-RAM), disk(Suspend-to-Disk), hybrid(Hybrid-Suspend)", complete);
}

// VIR_NODE_SUSPEND_TARGET_* of the option --target. Throws Error for another word.
unsigned power_target(const Arguments &arguments);
std::vector<std::string> complete_power_target(Session &session, const Arguments &arguments);

} // namespace modvirt::cli
