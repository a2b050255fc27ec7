// SPDX-License-Identifier: LGPL-2.1-or-later
// The names of keys in the Linux code set, as the kernel's input-event-codes.h spells them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace modvirt::cli {

std::optional<unsigned> find_linux_key(std::string_view name);
std::vector<std::string> linux_key_names();

} // namespace modvirt::cli
