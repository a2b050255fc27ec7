// SPDX-License-Identifier: LGPL-2.1-or-later
// How a migration is wanted: its flags and parameters, checked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kit/domain/config.hpp"
#include "modvirt/parameters.hpp"

namespace modvirt::test {

// virDomainMigrateFlags
namespace migrate {
inline constexpr uint32_t live = 1u << 0;
inline constexpr uint32_t peer_to_peer = 1u << 1;
inline constexpr uint32_t persist_destination = 1u << 3;
inline constexpr uint32_t undefine_source = 1u << 4;
inline constexpr uint32_t paused = 1u << 5;
inline constexpr uint32_t non_shared_disk = 1u << 6;
inline constexpr uint32_t non_shared_changes = 1u << 7;
inline constexpr uint32_t change_protection = 1u << 8;
inline constexpr uint32_t unsafe = 1u << 9;
inline constexpr uint32_t offline = 1u << 10;
inline constexpr uint32_t compressed = 1u << 11;
inline constexpr uint32_t abort_on_error = 1u << 12;
inline constexpr uint32_t auto_converge = 1u << 13;
inline constexpr uint32_t post_copy = 1u << 15;
inline constexpr uint32_t known = live | peer_to_peer | persist_destination | undefine_source | paused |
                                  non_shared_disk | non_shared_changes | change_protection | unsafe |
                                  offline | compressed | abort_on_error | auto_converge | post_copy;
} // namespace migrate

class MigrationWishes {
public:
    // Throws for what this driver does not know, and for what does not go together. `call` is for the error.
    MigrationWishes(const Parameters &params, uint32_t flags, const char *call);

    [[nodiscard]] bool has(uint32_t flag) const noexcept { return (m_flags & flag) != 0; }
    [[nodiscard]] std::optional<std::string_view> text(std::string_view name) const;
    // The disks that are to be copied, when they are named.
    [[nodiscard]] std::vector<std::string> disks() const;
    // Bytes per second; `limit_mib` is that of the domain. 0 for none.
    [[nodiscard]] uint64_t bandwidth(uint64_t limit_mib) const;

    // What the destination runs, and what it defines when that is told: read from the parameters, with the
    // name that the domain is to have there.
    [[nodiscard]] domain::ConfigPtr arriving() const;
    [[nodiscard]] domain::ConfigPtr persistent(std::string_view otherwise) const;

private:
    [[nodiscard]] domain::ConfigPtr named(domain::ConfigPtr config) const;

    const Parameters &m_params;
    uint32_t m_flags;
};

} // namespace modvirt::test
