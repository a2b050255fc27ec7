// SPDX-License-Identifier: LGPL-2.1-or-later
// Which package of the distribution has the driver for a URI scheme, and the backend for a type of storage pools.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace modvirt::registry {

// The package's name; empty when `file` does not tell. A file that is missing or damaged tells nothing.
std::string find_driver_package(const std::filesystem::path &file, std::string_view scheme);
std::string find_backend_package(const std::filesystem::path &file, std::string_view pool_type);

} // namespace modvirt::registry
