// SPDX-License-Identifier: LGPL-2.1-or-later
// Exceptions that come out of a plugin. None may; one that was not written with plugin.hpp can let them out
// all the same, and they must not end the process.
#pragma once

#include <string>

namespace modvirt::plugin {

inline constexpr const char *report_escaped =
    "Report this to the plugin's vendor: nothing may throw out of a plugin.";

// Only inside a handler: what was thrown, on one line.
std::string describe_escaped();

} // namespace modvirt::plugin
