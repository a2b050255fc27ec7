// SPDX-License-Identifier: LGPL-2.1-or-later
// The capabilities document of a host.
#pragma once

#include <span>
#include <string>

#include "default_host.hpp"

namespace modvirt::test {

inline constexpr const char *security_model = "testSecurity";

std::string format_capabilities(std::span<const Cell> cells);

} // namespace modvirt::test
