// SPDX-License-Identifier: LGPL-2.1-or-later
// The network calls that need no driver of their own: what a handle knows itself, and UUIDs as text.
#include "local_call.hpp"
#include "results.hpp"
#include "uuid.hpp"

namespace modvirt {

namespace {

constexpr CallInfo local(const char *symbol)
{
    return {symbol, Access::Read, VIR_FROM_NETWORK, 0};
}

constexpr CallInfo info_GetName = local("virNetworkGetName");
constexpr CallInfo info_GetUUID = local("virNetworkGetUUID");
constexpr CallInfo info_GetUUIDString = local("virNetworkGetUUIDString");
constexpr CallInfo info_GetConnect = local("virNetworkGetConnect");
constexpr CallInfo info_Ref = local("virNetworkRef");
constexpr CallInfo info_Free = local("virNetworkFree");
constexpr CallInfo info_LookupByUUIDString = local("virNetworkLookupByUUIDString");

} // namespace

extern "C" {

const char *virNetworkGetName(virNetworkPtr network)
{
    return local_call<const char *>(
        info_GetName, nullptr, [&](Entry &) { return network->name; }, arg::Network(network));
}

int virNetworkGetUUID(virNetworkPtr network, unsigned char *uuid)
{
    const auto copy = [&](Entry &) {
        std::memcpy(uuid, network->uuid, sizeof network->uuid);
        return 0;
    };
    return local_call(info_GetUUID, -1, copy, arg::Network(network), Required(uuid, "uuid"));
}

int virNetworkGetUUIDString(virNetworkPtr network, char *buf)
{
    const auto format = [&](Entry &) {
        format_uuid(network->uuid, buf);
        return 0;
    };
    return local_call(info_GetUUIDString, -1, format, arg::Network(network), Required(buf, "buf"));
}

virConnectPtr virNetworkGetConnect(virNetworkPtr network)
{
    return local_call<virConnectPtr>(
        info_GetConnect, nullptr, [&](Entry &) { return network->connection; }, arg::Network(network));
}

int virNetworkRef(virNetworkPtr network)
{
    const auto take = [&](Entry &) {
        network->references.fetch_add(1, std::memory_order_relaxed);
        return 0;
    };
    return local_call(info_Ref, -1, take, arg::Network(network));
}

int virNetworkFree(virNetworkPtr network)
{
    const auto give_back = [&](Entry &) {
        release_object(network);
        return 0;
    };
    return local_call(info_Free, -1, give_back, arg::Network(network));
}

virNetworkPtr virNetworkLookupByUUIDString(virConnectPtr conn, const char *uuidstr)
{
    const auto uuid = uuidstr == nullptr ? std::nullopt : parse_uuid(uuidstr);
    if (uuid)
        return virNetworkLookupByUUID(conn, uuid->data());
    const auto refuse = [&](Entry &entry) {
        entry.raise_argument("uuidstr", "uuidstr in virNetworkLookupByUUIDString must be a valid UUID");
        return virNetworkPtr(nullptr);
    };
    return local_call<virNetworkPtr>(info_LookupByUUIDString, nullptr, refuse, arg::Connect(conn),
                                     Required(uuidstr, "uuidstr"));
}

} // extern "C"

} // namespace modvirt
