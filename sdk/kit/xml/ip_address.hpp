// SPDX-License-Identifier: MIT
// IPv4 and IPv6 addresses as values of documents, and the little arithmetic that checks of networks need.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace modvirt::xml {

class IpAddress {
public:
    // Numeric addresses only; the short forms of IPv4 (10.1) count, as they do for the system.
    static std::optional<IpAddress> parse(std::string_view text);

    [[nodiscard]] bool is_v6() const noexcept { return m_v6; }
    [[nodiscard]] uint32_t bits() const noexcept { return m_v6 ? 128 : 32; }
    [[nodiscard]] std::string text() const;

    // The address with all bits behind the first `prefix` cleared or set.
    [[nodiscard]] IpAddress first_of(uint32_t prefix) const noexcept;
    [[nodiscard]] IpAddress last_of(uint32_t prefix) const noexcept;
    [[nodiscard]] bool shares(uint32_t prefix, const IpAddress &other) const noexcept
    {
        return m_v6 == other.m_v6 && first_of(prefix) == other.first_of(prefix);
    }
    // The address with the bits cleared that a mask of its family has not set, wherever they are.
    [[nodiscard]] IpAddress masked(const IpAddress &mask) const noexcept;
    // As a netmask: how many leading bits are set, or nothing when others are set too.
    [[nodiscard]] std::optional<uint32_t> prefix_of_mask() const noexcept;
    // How far `other` lies behind this address; UINT64_MAX when it is farther than 64 bits can tell.
    [[nodiscard]] uint64_t distance_to(const IpAddress &other) const noexcept;

    [[nodiscard]] auto operator<=>(const IpAddress &) const noexcept = default;

private:
    bool m_v6 = false;
    std::array<uint8_t, 16> m_bytes{}; // IPv4 uses the first four
};

} // namespace modvirt::xml
