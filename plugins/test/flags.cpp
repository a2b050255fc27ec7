// SPDX-License-Identifier: LGPL-2.1-or-later
#include "flags.hpp"

#include <utility>

#include "machine.hpp"
#include "modvirt/error.hpp"

namespace modvirt::test {

namespace {

void check_persistent(const store::Domain &domain)
{
    if (!domain.is_persistent())
        throw Error(ErrorCode::OperationInvalid, "transient domains do not have any persistent config",
                    ErrorDomain::Domain);
}

} // namespace

void check_active(const store::Domain &domain)
{
    if (!domain.is_active())
        throw Error(ErrorCode::OperationInvalid, "domain is not running", ErrorDomain::Domain);
}

Scope one_scope(const store::Domain &domain, uint32_t flags)
{
    constexpr uint32_t both = affect::live | affect::config;
    if ((flags & both) == both)
        throw Error(ErrorCode::InvalidArg,
                    "Flags 'VIR_DOMAIN_AFFECT_LIVE' and 'VIR_DOMAIN_AFFECT_CONFIG' are mutually exclusive",
                    ErrorDomain::Domain);
    return all_scopes(domain, flags).live ? Scope::Live : Scope::Config;
}

Scopes all_scopes(const store::Domain &domain, uint32_t flags)
{
    Scopes scopes{(flags & affect::live) != 0, (flags & affect::config) != 0};
    if (!scopes.live && !scopes.config)
        (domain.is_active() ? scopes.live : scopes.config) = true;
    if (scopes.live)
        check_active(domain);
    if (scopes.config)
        check_persistent(domain);
    return scopes;
}

const store::ConfigPtr &config_in(const store::Domain &domain, Scope scope) noexcept
{
    return scope == Scope::Config && domain.is_persistent() ? domain.persistent_config()
                                                            : domain.current_config();
}

void set_config(store::Store &store, store::Domain &domain, Scope scope, store::ConfigPtr config)
{
    if (scope == Scope::Config)
        store.update(definition_of(std::move(config)));
    else
        store.write().set_live_config(domain, std::move(config));
}

} // namespace modvirt::test
