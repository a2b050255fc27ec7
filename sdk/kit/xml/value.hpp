// SPDX-License-Identifier: MIT
// Single values: whether a text is one, and its one written form.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "kit/xml/schema.hpp"

namespace modvirt::xml {

// The value in the form in which it is kept, or nothing when it is not one. The result is a view of
// `value`, of static storage, or of `scratch`.
std::optional<std::string_view> canonical(const ValueRule &rule, std::string_view value,
                                          std::string &scratch);

// "one of 'yes', 'no'", "a number from 0 to 65535": what canonical() accepts.
std::string expectation(const ValueRule &rule);

std::optional<uint64_t> parse_unsigned(std::string_view text) noexcept;
std::optional<int64_t> parse_integer(std::string_view text) noexcept;
// Decimal, octal (0...) and hexadecimal (0x...), as in PCI addresses.
std::optional<uint64_t> parse_any_base(std::string_view text) noexcept;
std::optional<std::array<uint8_t, 16>> parse_uuid(std::string_view text) noexcept;
std::string format_uuid(const std::array<uint8_t, 16> &uuid);
std::optional<std::array<uint8_t, 6>> parse_mac(std::string_view text) noexcept;
std::string format_mac(const std::array<uint8_t, 6> &mac);

// How many bytes a unit stands for: b, bytes, KB (1000), k, KiB (1024), ... up to E. Empty means `otherwise`.
std::optional<uint64_t> unit_bytes(std::string_view unit, uint64_t otherwise) noexcept;

// `amount` units of `unit`, rounded up to whole `output` bytes. Throws as libvirt does: InvalidArg for an
// unknown unit, Overflow for a quantity beyond 64 bits of bytes.
uint64_t scale(uint64_t amount, std::string_view unit, uint64_t default_unit, uint64_t output);

// The word of `words` that is nearest to `given`, when it is near enough to be meant.
std::optional<std::string_view> suggestion(std::string_view given, std::span<const std::string_view> words);

} // namespace modvirt::xml
