// SPDX-License-Identifier: LGPL-2.1-or-later
// The domain calls that need no driver of their own: what a handle knows itself, and UUIDs as text.
#include "local_call.hpp"
#include "results.hpp"
#include "uuid.hpp"

namespace modvirt {

namespace {

constexpr CallInfo local(const char *symbol)
{
    return {symbol, Access::Read, VIR_FROM_DOMAIN, 0};
}

constexpr CallInfo info_GetName = local("virDomainGetName");
constexpr CallInfo info_GetID = local("virDomainGetID");
constexpr CallInfo info_GetUUID = local("virDomainGetUUID");
constexpr CallInfo info_GetUUIDString = local("virDomainGetUUIDString");
constexpr CallInfo info_GetConnect = local("virDomainGetConnect");
constexpr CallInfo info_Ref = local("virDomainRef");
constexpr CallInfo info_Free = local("virDomainFree");
constexpr CallInfo info_LookupByUUIDString = local("virDomainLookupByUUIDString");

} // namespace

extern "C" {

const char *virDomainGetName(virDomainPtr domain)
{
    return local_call<const char *>(
        info_GetName, nullptr, [&](Entry &) { return domain->name; }, arg::Domain(domain));
}

// -1 is the id of a domain that is not running and no failure, so a failed check is told apart by hand.
unsigned int virDomainGetID(virDomainPtr domain)
{
    Entry entry(info_GetID);
    if (entry.check(domain))
        return static_cast<unsigned int>(domain->id.load(std::memory_order_relaxed));
    entry.fail();
    return static_cast<unsigned int>(-1);
}

int virDomainGetUUID(virDomainPtr domain, unsigned char *uuid)
{
    const auto copy = [&](Entry &) {
        std::memcpy(uuid, domain->uuid, sizeof domain->uuid);
        return 0;
    };
    return local_call(info_GetUUID, -1, copy, arg::Domain(domain), Required(uuid, "uuid"));
}

int virDomainGetUUIDString(virDomainPtr domain, char *buf)
{
    const auto format = [&](Entry &) {
        format_uuid(domain->uuid, buf);
        return 0;
    };
    return local_call(info_GetUUIDString, -1, format, arg::Domain(domain), Required(buf, "buf"));
}

virConnectPtr virDomainGetConnect(virDomainPtr domain)
{
    return local_call<virConnectPtr>(
        info_GetConnect, nullptr, [&](Entry &) { return domain->connection; }, arg::Domain(domain));
}

int virDomainRef(virDomainPtr domain)
{
    const auto take = [&](Entry &) {
        domain->references.fetch_add(1, std::memory_order_relaxed);
        return 0;
    };
    return local_call(info_Ref, -1, take, arg::Domain(domain));
}

int virDomainFree(virDomainPtr domain)
{
    const auto give_back = [&](Entry &) {
        release_object(domain);
        return 0;
    };
    return local_call(info_Free, -1, give_back, arg::Domain(domain));
}

virDomainPtr virDomainLookupByUUIDString(virConnectPtr conn, const char *uuidstr)
{
    const auto uuid = uuidstr == nullptr ? std::nullopt : parse_uuid(uuidstr);
    if (uuid)
        return virDomainLookupByUUID(conn, uuid->data());
    const auto refuse = [&](Entry &entry) {
        entry.raise_argument("uuidstr", "Invalid UUID");
        return virDomainPtr(nullptr);
    };
    return local_call<virDomainPtr>(info_LookupByUUIDString, nullptr, refuse, arg::Connect(conn),
                                    Required(uuidstr, "uuidstr"));
}

} // extern "C"

} // namespace modvirt
