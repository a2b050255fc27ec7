// SPDX-License-Identifier: LGPL-2.1-or-later
// The six ways to ask for a migration: to another connection, or to a URI that is connected to here.
#include "kept_error.hpp"
#include "local_call.hpp"
#include "migration.hpp"

namespace modvirt {

namespace {

constexpr FlagRule rules[]{
    {FlagRule::Exclusive, VIR_MIGRATE_NON_SHARED_DISK, "VIR_MIGRATE_NON_SHARED_DISK", VIR_MIGRATE_NON_SHARED_INC,
     "VIR_MIGRATE_NON_SHARED_INC"},
    {FlagRule::Requires, VIR_MIGRATE_NON_SHARED_SYNCHRONOUS_WRITES, "VIR_MIGRATE_NON_SHARED_SYNCHRONOUS_WRITES",
     VIR_MIGRATE_NON_SHARED_DISK | VIR_MIGRATE_NON_SHARED_INC,
     "VIR_MIGRATE_NON_SHARED_DISK | VIR_MIGRATE_NON_SHARED_INC"},
};

constexpr CallInfo migrating(const char *symbol)
{
    return {symbol, Access::Write, VIR_FROM_DOMAIN, 0, rules};
}

constexpr CallInfo info_Migrate = migrating("virDomainMigrate");
constexpr CallInfo info_Migrate2 = migrating("virDomainMigrate2");
constexpr CallInfo info_Migrate3 = migrating("virDomainMigrate3");
constexpr CallInfo info_MigrateToURI = migrating("virDomainMigrateToURI");
constexpr CallInfo info_MigrateToURI2 = migrating("virDomainMigrateToURI2");
constexpr CallInfo info_MigrateToURI3 = migrating("virDomainMigrateToURI3");

// How one of the functions says what is wanted.
struct Request {
    virTypedParameterPtr params = nullptr;
    unsigned int count = 0;
    const char *dest_name = nullptr;
    const char *dest_xml = nullptr;
    const char *uri = nullptr;
    unsigned long bandwidth = 0;
};

bool collect(MigrationWishes &wishes, const Request &request)
{
    return wishes.copy(request.params, request.count) && wishes.add(VIR_MIGRATE_PARAM_DEST_NAME, request.dest_name) &&
           wishes.add(VIR_MIGRATE_PARAM_DEST_XML, request.dest_xml) &&
           wishes.add(VIR_MIGRATE_PARAM_URI, request.uri) &&
           wishes.add(VIR_MIGRATE_PARAM_BANDWIDTH, static_cast<unsigned long long>(request.bandwidth));
}

bool raise_unsupported(Entry &entry, const char *sentence)
{
    entry.raise(VIR_ERR_ARGUMENT_UNSUPPORTED, sentence);
    return false;
}

// Flags that ask for what the source's driver would have to know.
bool check_features(Entry &entry, uint32_t flags)
{
    if (can_migrate(entry.connection()))
        return true;
    if ((flags & VIR_MIGRATE_OFFLINE) != 0)
        return raise_unsupported(entry, "offline migration is not supported by the source host");
    if ((flags & VIR_MIGRATE_CHANGE_PROTECTION) != 0)
        return raise_unsupported(entry, "cannot enforce change protection");
    return true;
}

bool check_domain(Entry &entry, arg::Domain &domain)
{
    return domain.check_object(entry) && entry.check_writable();
}

bool check_request(Entry &entry, const Request &request, uint32_t flags)
{
    return entry.check_flags(flags) && arg::MigrationParams(request.params, request.count, "params").check_value(entry);
}

virDomainPtr fail(Entry &entry)
{
    entry.fail();
    return nullptr;
}

virDomainPtr lead(Entry &source, arg::Domain &domain, virConnectPtr dconn, const Request &request, uint32_t flags)
{
    Entry destination(source.info());
    MigrationWishes wishes;
    if (!destination.check(dconn) || !destination.check_writable() || !check_features(source, flags) ||
        !collect(wishes, request))
        return fail(source);
    if (!can_migrate(source.connection())) {
        source.refuse_unsupported();
        return fail(source);
    }
    virDomainPtr arrived = lead_migration(source, domain, destination, wishes, flags);
    return arrived != nullptr ? arrived : fail(source);
}

virDomainPtr to_connection(const CallInfo &info, virDomainPtr handle, virConnectPtr dconn, const Request &request,
                           unsigned long wide_flags)
{
    const auto flags = static_cast<uint32_t>(wide_flags);
    Entry source(info);
    arg::Domain domain(handle);
    if (!check_domain(source, domain) || !check_request(source, request, flags))
        return fail(source);
    if ((flags & VIR_MIGRATE_TUNNELLED) != 0 && (flags & VIR_MIGRATE_PEER2PEER) == 0) {
        source.raise(VIR_ERR_OPERATION_INVALID,
                     "cannot perform tunnelled migration without using peer2peer flag");
        return fail(source);
    }
    return lead(source, domain, dconn, request, flags);
}

// The host itself is to connect to the destination: with a driver in this process, that is this library. The domain has
// been checked.
int to_checked_uri(Entry &source, arg::Domain &domain, const char *duri, const Request &request,
                   unsigned long wide_flags)
{
    const auto flags = static_cast<uint32_t>(wide_flags);
    const bool is_peer_to_peer = (flags & VIR_MIGRATE_PEER2PEER) != 0;
    bool is_fine = check_request(source, request, flags) && check_features(source, flags);
    if (is_fine && !is_peer_to_peer)
        is_fine = raise_unsupported(source, "direct migration is not supported by the source host");
    if (is_fine && !can_migrate(source.connection()))
        is_fine = raise_unsupported(source, "p2p migration is not supported by the source host");
    if (!is_fine || !source.check_not_null(duri, "dconnuri")) {
        source.fail();
        return -1;
    }
    virConnectPtr dconn = virConnectOpen(duri);
    if (dconn == nullptr)
        return -1;
    const virDomainPtr arrived = lead(source, domain, dconn, request, flags);
    if (arrived == nullptr) {
        const KeptError reason;
        virConnectClose(dconn);
        return -1;
    }
    virDomainFree(arrived);
    virConnectClose(dconn);
    return 0;
}

int to_uri(const CallInfo &info, virDomainPtr handle, const char *duri, const Request &request, unsigned long flags)
{
    Entry source(info);
    arg::Domain domain(handle);
    if (check_domain(source, domain))
        return to_checked_uri(source, domain, duri, request, flags);
    source.fail();
    return -1;
}

} // namespace

extern "C" {

virDomainPtr virDomainMigrate(virDomainPtr domain, virConnectPtr dconn, unsigned long flags, const char *dname,
                              const char *uri, unsigned long bandwidth)
{
    return to_connection(info_Migrate, domain, dconn,
                         {.dest_name = dname, .dest_xml = nullptr, .uri = uri, .bandwidth = bandwidth}, flags);
}

virDomainPtr virDomainMigrate2(virDomainPtr domain, virConnectPtr dconn, const char *dxml, unsigned long flags,
                               const char *dname, const char *uri, unsigned long bandwidth)
{
    return to_connection(info_Migrate2, domain, dconn,
                         {.dest_name = dname, .dest_xml = dxml, .uri = uri, .bandwidth = bandwidth}, flags);
}

// The newer form has another function for what the host does itself, and says so.
virDomainPtr virDomainMigrate3(virDomainPtr domain, virConnectPtr dconn, virTypedParameterPtr params,
                               unsigned int nparams, unsigned int flags)
{
    Entry source(info_Migrate3);
    arg::Domain checked(domain);
    const Request request{.params = params, .count = nparams};
    if (!check_domain(source, checked) || !check_request(source, request, flags))
        return fail(source);
    if ((flags & VIR_MIGRATE_PEER2PEER) != 0) {
        source.raise_argument("flags", "use virDomainMigrateToURI3 for peer-to-peer migration");
        return fail(source);
    }
    if ((flags & VIR_MIGRATE_TUNNELLED) != 0) {
        source.raise_argument("flags", "cannot perform tunnelled migration without using peer2peer flag");
        return fail(source);
    }
    return lead(source, checked, dconn, request, flags);
}

// The oldest form asks for the URI before it asks what the driver can do.
int virDomainMigrateToURI(virDomainPtr domain, const char *duri, unsigned long flags, const char *dname,
                          unsigned long bandwidth)
{
    Entry source(info_MigrateToURI);
    arg::Domain checked(domain);
    if (check_domain(source, checked) && source.check_not_null(duri, "duri"))
        return to_checked_uri(source, checked, duri,
                              {.dest_name = dname, .dest_xml = nullptr, .uri = nullptr, .bandwidth = bandwidth}, flags);
    source.fail();
    return -1;
}

int virDomainMigrateToURI2(virDomainPtr domain, const char *dconnuri, const char *miguri, const char *dxml,
                           unsigned long flags, const char *dname, unsigned long bandwidth)
{
    return to_uri(info_MigrateToURI2, domain, dconnuri,
                  {.dest_name = dname, .dest_xml = dxml, .uri = miguri, .bandwidth = bandwidth}, flags);
}

int virDomainMigrateToURI3(virDomainPtr domain, const char *dconnuri, virTypedParameterPtr params,
                           unsigned int nparams, unsigned int flags)
{
    return to_uri(info_MigrateToURI3, domain, dconnuri, {.params = params, .count = nparams}, flags);
}

} // extern "C"

} // namespace modvirt
