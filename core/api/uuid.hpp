// SPDX-License-Identifier: LGPL-2.1-or-later
// UUIDs as text.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace modvirt {

// Writes 36 characters and a terminator.
void format_uuid(const uint8_t *uuid, char *text) noexcept;

// With or without dashes, in either case; nothing when the text is no UUID.
[[nodiscard]] std::optional<std::array<uint8_t, 16>> parse_uuid(std::string_view text) noexcept;

} // namespace modvirt
