// SPDX-License-Identifier: MIT
// Attributes of sysfs, which may go while they are read: what cannot be read is empty. Since 1.0.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace modvirt::block {

// The first line, without blanks at its end.
std::string read_attribute(const std::filesystem::path &file);

// The number at its beginning, in base 10; 0 when there is none.
uint64_t read_number(const std::filesystem::path &file);

// Whole paths, in no order.
std::vector<std::filesystem::path> entries_of(const std::filesystem::path &directory);

} // namespace modvirt::block
