// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/mac_address.hpp"

#include <charconv>
#include <fmt/format.h>

namespace modvirt::cli {

std::optional<std::string> parse_mac_address(std::string_view text)
{
    constexpr int byte_count = 6;
    std::string address;
    for (int i = 0; i < byte_count; ++i) {
        if (i > 0) {
            if (!text.starts_with(':'))
                return std::nullopt;
            text.remove_prefix(1);
            address += ':';
        }
        unsigned byte = 0;
        const std::string_view digits = text.substr(0, 2);
        const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
        if (result.ec != std::errc())
            return std::nullopt;
        text.remove_prefix(static_cast<size_t>(result.ptr - text.data()));
        address += fmt::format("{:02x}", byte);
    }
    return text.empty() ? std::optional(address) : std::nullopt;
}

} // namespace modvirt::cli
