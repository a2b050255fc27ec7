// SPDX-License-Identifier: MIT
// Where iSCSI targets are: names and addresses. Since 1.0.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace modvirt::iscsi {

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

// Whether it can be a host, a target or an initiator: no blanks, no control characters, no '-' in front, and no path that
// leads elsewhere, as tools make files of these names.
bool is_word(std::string_view text);

// Whether a target or an initiator can be called so, by RFC 7143, 4.2.7.1.
bool is_target_name(std::string_view text);

// Throws XmlError, with what `word` was to be, when it is none.
void need_word(std::string_view what, std::string_view word);

// In digits; none when the name cannot be resolved. Takes as long as the host's resolver does.
std::vector<std::string> addresses_of(const std::string &host);

} // namespace modvirt::iscsi
