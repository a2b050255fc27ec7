// SPDX-License-Identifier: LGPL-2.1-or-later
// Hardware addresses of network interfaces, as people write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace modvirt::cli {

// In the form of a domain's XML, 52:54:00:0a:0b:0c; nothing for a text that is none. Digits may be large, and
// a leading zero may be left out.
std::optional<std::string> parse_mac_address(std::string_view text);

} // namespace modvirt::cli
