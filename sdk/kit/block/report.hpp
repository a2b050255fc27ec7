// SPDX-License-Identifier: MIT
// The JSON that the host's tools print, taken apart without trust: what is missing or of another type is empty. Since 1.0.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace modvirt::block {

// Throws OperationFailed that names the tool when the text is no JSON object.
nlohmann::json parse_report(std::string_view text, std::string_view tool);

// A member of an object; `otherwise` null when there is none. Never throws.
const nlohmann::json &member(const nlohmann::json &object, const char *name);

std::string text_of(const nlohmann::json &object, const char *name);

// The number at the beginning of a member, which tools write as 512, "512" or "512B"; 0 when there is none.
uint64_t number_of(const nlohmann::json &object, const char *name);

// The number at the beginning of a text, in base 10, or 16 behind "0x".
uint64_t leading_number(std::string_view text);

} // namespace modvirt::block
