// SPDX-License-Identifier: LGPL-2.1-or-later
// The capabilities document of a host.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "default_host.hpp"

namespace modvirt::test {

inline constexpr const char *security_model = "testSecurity";
inline constexpr std::string_view host_architecture = "i686";
inline constexpr std::string_view emulator_path = "/usr/bin/test-hv";

// The processor's model is told when it has a name that documents know.
std::string format_capabilities(std::span<const Cell> cells, std::string_view model);

} // namespace modvirt::test
