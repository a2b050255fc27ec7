// SPDX-License-Identifier: LGPL-2.1-or-later
// The public API's flags that several calls share, and what they mean for a domain.
#pragma once

#include <cstdint>

#include "kit/store/store.hpp"

namespace modvirt::qemu {

// virDomainModificationImpact
inline constexpr uint32_t affect_live = 1;
inline constexpr uint32_t affect_config = 2;

// virDomainCreateFlags
inline constexpr uint32_t start_paused = 1;
inline constexpr uint32_t start_autodestroy = 2;
inline constexpr uint32_t start_bypass_cache = 4;
inline constexpr uint32_t start_force_boot = 8;
inline constexpr uint32_t start_validate = 16;

struct Scopes {
    bool live = false;
    bool config = false;
};

// Which configurations a change is for: without a flag that of the domain as it is. Throws OperationInvalid
// for one that the domain does not have.
Scopes scopes_of(const store::Domain &domain, uint32_t flags);

// Throws OperationInvalid for a domain that is not active.
void check_active(const store::Domain &domain);

} // namespace modvirt::qemu
