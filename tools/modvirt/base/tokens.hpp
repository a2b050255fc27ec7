// SPDX-License-Identifier: LGPL-2.1-or-later
// Splits the text of a command line into words. What the words mean belongs in parse.hpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace modvirt::cli {

using Words = std::vector<std::string>;

// Words of each command of a line such as `list; dominfo "my guest"`. Empty commands vanish. Quotes,
// backslashes and comments follow virsh. Throws Error when a quote or a backslash is left open.
std::vector<Words> split_line(std::string_view line);

} // namespace modvirt::cli
