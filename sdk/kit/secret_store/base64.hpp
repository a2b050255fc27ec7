// SPDX-License-Identifier: MIT
// Bytes as text of letters, digits, '+' and '/', padded with '=', and back.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include <modvirt/secret_bytes.hpp>

namespace modvirt::secret_store {

// The text, as bytes: it is as secret as what it stands for.
SecretBytes to_base64(std::span<const uint8_t> bytes);
// Nothing when the text is not one that to_base64() writes; a newline at its end is passed over.
std::optional<SecretBytes> from_base64(std::string_view text);

} // namespace modvirt::secret_store
