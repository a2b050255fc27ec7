// SPDX-License-Identifier: LGPL-2.1-or-later
// Which modvirt this is.
#pragma once

#include <string>

namespace modvirt::cli {

std::string version_text();
std::string long_version_text();

} // namespace modvirt::cli
