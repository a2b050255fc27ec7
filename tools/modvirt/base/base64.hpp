// SPDX-License-Identifier: LGPL-2.1-or-later
// Bytes as text of letters, digits, '+' and '/', and back.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace modvirt::cli {

std::string to_base64(std::span<const uint8_t> bytes);
// What is none of those letters is passed over; '=' ends the text.
std::vector<uint8_t> from_base64(std::string_view text);

} // namespace modvirt::cli
