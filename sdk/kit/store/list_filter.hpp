// SPDX-License-Identifier: MIT
// The flags of virConnectListAllDomains: which domains a caller wants to see.
#pragma once

#include <cstdint>

#include "domain.hpp"

namespace modvirt::store {

// What the flags ask for and the store does not know.
struct ListTraits {
    bool has_managed_save = false;
    bool has_snapshot = false;
    bool has_checkpoint = false;
};

// Flags come in groups: a domain is listed when it fits one flag of every group that has any.
class ListFilter {
public:
    // All flags that there are; the driver refuses others.
    static constexpr uint32_t known_flags = 0xffff;

    explicit ListFilter(uint32_t flags) noexcept : m_flags(flags) {}

    [[nodiscard]] bool accepts(const Domain &domain, const ListTraits &traits = {}) const noexcept;

private:
    uint32_t m_flags; // of virConnectListAllDomainsFlags
};

} // namespace modvirt::store
