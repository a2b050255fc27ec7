// SPDX-License-Identifier: LGPL-2.1-or-later
#include "flags.hpp"

#include <modvirt/error.hpp>

namespace modvirt::qemu {

void check_active(const store::Domain &domain)
{
    if (!domain.is_active())
        throw Error(ErrorCode::OperationInvalid, "domain is not running", ErrorDomain::Domain);
}

Scopes scopes_of(const store::Domain &domain, uint32_t flags)
{
    Scopes scopes{(flags & affect_live) != 0, (flags & affect_config) != 0};
    if (!scopes.live && !scopes.config)
        (domain.is_active() ? scopes.live : scopes.config) = true;
    if (scopes.live)
        check_active(domain);
    if (scopes.config && !domain.is_persistent())
        throw Error(ErrorCode::OperationInvalid, "transient domains do not have any persistent config",
                    ErrorDomain::Domain);
    return scopes;
}

} // namespace modvirt::qemu
