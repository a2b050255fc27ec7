// SPDX-License-Identifier: LGPL-2.1-or-later
// Migration is led by the library: it asks the drivers of both hosts in turn. No slot takes part in one, so
// every form of it is refused after the checks that its arguments deserve.
#include "local_call.hpp"

namespace modvirt {

namespace {

constexpr CallInfo migrating(const char *symbol)
{
    return {symbol, Access::Write, VIR_FROM_DOMAIN, 0};
}

constexpr CallInfo info_Migrate = migrating("virDomainMigrate");
constexpr CallInfo info_Migrate2 = migrating("virDomainMigrate2");
constexpr CallInfo info_Migrate3 = migrating("virDomainMigrate3");
constexpr CallInfo info_MigrateToURI = migrating("virDomainMigrateToURI");
constexpr CallInfo info_MigrateToURI2 = migrating("virDomainMigrateToURI2");
constexpr CallInfo info_MigrateToURI3 = migrating("virDomainMigrateToURI3");

} // namespace

extern "C" {

virDomainPtr virDomainMigrate(virDomainPtr domain, virConnectPtr dconn, unsigned long, const char *,
                              const char *, unsigned long)
{
    unserved(info_Migrate, arg::Domain(domain), arg::Connect(dconn));
    return nullptr;
}

virDomainPtr virDomainMigrate2(virDomainPtr domain, virConnectPtr dconn, const char *, unsigned long,
                               const char *, const char *, unsigned long)
{
    unserved(info_Migrate2, arg::Domain(domain), arg::Connect(dconn));
    return nullptr;
}

virDomainPtr virDomainMigrate3(virDomainPtr domain, virConnectPtr dconn, virTypedParameterPtr, unsigned int,
                               unsigned int)
{
    unserved(info_Migrate3, arg::Domain(domain), arg::Connect(dconn));
    return nullptr;
}

int virDomainMigrateToURI(virDomainPtr domain, const char *, unsigned long, const char *, unsigned long)
{
    unserved(info_MigrateToURI, arg::Domain(domain));
    return -1;
}

int virDomainMigrateToURI2(virDomainPtr domain, const char *, const char *, const char *, unsigned long,
                           const char *, unsigned long)
{
    unserved(info_MigrateToURI2, arg::Domain(domain));
    return -1;
}

int virDomainMigrateToURI3(virDomainPtr domain, const char *, virTypedParameterPtr, unsigned int,
                           unsigned int)
{
    unserved(info_MigrateToURI3, arg::Domain(domain));
    return -1;
}

} // extern "C"

} // namespace modvirt
