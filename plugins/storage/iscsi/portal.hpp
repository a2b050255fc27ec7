// SPDX-License-Identifier: LGPL-2.1-or-later
// Where iSCSI targets are: names, addresses, and what a discovery tells. Nothing here runs a tool.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace modvirt::storage_iscsi {

inline constexpr uint16_t default_port = 3260;

struct Portal {
    std::string host; // a name, or an address without brackets
    uint16_t port = default_port;

    bool operator==(const Portal &) const = default;
    // "name:3260", "[fe80::1]:3260"
    [[nodiscard]] std::string text() const;
};

struct Target {
    Portal portal;
    std::string name; // "iqn.2024-01.example:disks"

    bool operator==(const Target &) const = default;
};

// Whether it can be a host, a target or an initiator: no blanks, no control characters, no '-' in front.
bool is_word(std::string_view text);

// Lines such as "127.0.0.1:3260,1 iqn.2024-01.example:disks"; others are passed over.
std::vector<Target> parse_discovery(std::string_view output);

} // namespace modvirt::storage_iscsi
