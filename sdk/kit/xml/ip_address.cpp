// SPDX-License-Identifier: MIT
#include "kit/xml/ip_address.hpp"

#include <cstring>

#include <arpa/inet.h>

namespace modvirt::xml {

namespace {

// The eight bytes from `bytes` on as a number.
uint64_t word(const uint8_t *bytes)
{
    uint64_t number = 0;
    for (int i = 0; i < 8; ++i)
        number = number << 8 | bytes[i];
    return number;
}

// Which bits of byte `index` belong to the first `prefix` of the address.
uint8_t network_bits(uint32_t prefix, uint32_t index)
{
    if (prefix >= 8 * (index + 1))
        return 0xff;
    if (prefix <= 8 * index)
        return 0;
    return static_cast<uint8_t>(0xff << (8 - (prefix - 8 * index)));
}

} // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text)
{
    // The system's own parser of IPv4 ignores what stands behind a blank.
    if (text.empty() || text.size() >= INET6_ADDRSTRLEN || text.find_first_of(" \t\n\r\v\f") != text.npos)
        return std::nullopt;
    const std::string terminated(text);
    IpAddress address;
    in_addr v4{};
    if (inet_aton(terminated.c_str(), &v4) != 0) {
        std::memcpy(address.m_bytes.data(), &v4, sizeof v4);
        return address;
    }
    if (inet_pton(AF_INET6, terminated.c_str(), address.m_bytes.data()) != 1)
        return std::nullopt;
    address.m_v6 = true;
    return address;
}

std::string IpAddress::text() const
{
    char buffer[INET6_ADDRSTRLEN];
    inet_ntop(m_v6 ? AF_INET6 : AF_INET, m_bytes.data(), buffer, sizeof buffer);
    return buffer;
}

IpAddress IpAddress::first_of(uint32_t prefix) const noexcept
{
    IpAddress first = *this;
    for (uint32_t i = 0; i < bits() / 8; ++i)
        first.m_bytes[i] = static_cast<uint8_t>(m_bytes[i] & network_bits(prefix, i));
    return first;
}

IpAddress IpAddress::last_of(uint32_t prefix) const noexcept
{
    IpAddress last = *this;
    for (uint32_t i = 0; i < bits() / 8; ++i)
        last.m_bytes[i] = static_cast<uint8_t>(m_bytes[i] | ~network_bits(prefix, i));
    return last;
}

IpAddress IpAddress::masked(const IpAddress &mask) const noexcept
{
    IpAddress result = *this;
    for (std::size_t i = 0; i < m_bytes.size(); ++i)
        result.m_bytes[i] = static_cast<uint8_t>(m_bytes[i] & mask.m_bytes[i]);
    return result;
}

std::optional<uint32_t> IpAddress::prefix_of_mask() const noexcept
{
    uint32_t prefix = 0;
    while (prefix < bits() && (m_bytes[prefix / 8] & 0x80 >> prefix % 8) != 0)
        ++prefix;
    if (first_of(prefix) != *this)
        return std::nullopt;
    return prefix;
}

uint64_t IpAddress::distance_to(const IpAddress &other) const noexcept
{
    const uint64_t high = word(other.m_bytes.data()) - word(m_bytes.data());
    if (!m_v6)
        return high >> 32;
    const uint64_t low = word(other.m_bytes.data() + 8);
    return high == 0 ? low - word(m_bytes.data() + 8) : UINT64_MAX;
}

} // namespace modvirt::xml
