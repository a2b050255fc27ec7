// SPDX-License-Identifier: MIT
// What of the names that headers and directories hold can be shown, and can stand in XML.
#pragma once

#include <string_view>

namespace modvirt::image {

// Valid UTF-8 without control characters and without what XML forbids.
bool is_text(std::string_view text);

} // namespace modvirt::image
