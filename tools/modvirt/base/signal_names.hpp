// SPDX-License-Identifier: LGPL-2.1-or-later
// The signals of a process in a guest, which are Linux's whatever the host is.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace modvirt::cli {

// A number, or a name with or without SIG in front, in letters of any size; nothing for what is neither.
std::optional<unsigned> signal_number(std::string_view text);

// By number.
std::vector<std::string> signal_names();

} // namespace modvirt::cli
