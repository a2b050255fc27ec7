// SPDX-License-Identifier: MIT
// What the name of a disk's target says: "vdb" is the second virtio disk.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace modvirt::domain {

// The bus that a name stands for; empty when it stands for none.
std::string_view bus_of_disk_name(std::string_view target) noexcept;

// a is 0, z is 25, aa is 26. Digits of a partition may follow. Nothing for what is no such name.
std::optional<uint32_t> disk_index(std::string_view target) noexcept;

} // namespace modvirt::domain
