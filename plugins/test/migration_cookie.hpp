// SPDX-License-Identifier: LGPL-2.1-or-later
// What one step of a migration leaves for the next, as bytes.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace modvirt::test {

struct MigrationCookie {
    std::string host;          // the machine that wrote it
    bool is_running = false;   // the guest ran until it was sent
    bool is_post_copy = false; // it goes on before all is there
    std::string definition{};  // what it is defined as; empty: not told

    [[nodiscard]] bool operator==(const MigrationCookie &) const = default;
};

std::string encode(const MigrationCookie &cookie);
// No bytes are an empty cookie. Throws InternalError for bytes that are none of ours.
MigrationCookie decode(std::span<const uint8_t> bytes);

} // namespace modvirt::test
