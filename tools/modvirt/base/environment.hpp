// SPDX-License-Identifier: LGPL-2.1-or-later
// What the environment and the options in front say, applied before the first command.
#pragma once

#include "base/session.hpp"

#include <string>
#include <vector>

namespace modvirt::cli {

// VIRSH_DEFAULT_CONNECT_URI, unless -c was given. The library itself reads LIBVIRT_DEFAULT_URI.
void apply_environment(Settings &settings);

// --plugin and --plugin-path; throws when the library refuses one.
void add_plugins(const std::vector<std::string> &files, const std::vector<std::string> &paths);

} // namespace modvirt::cli
