// SPDX-License-Identifier: LGPL-2.1-or-later
// The connection calls that the core serves itself: opening, counting, and what a connection knows.
#include <cstring>

#include "connection.hpp"
#include "local_call.hpp"
#include "plugin/plugin.hpp"
#include "results.hpp"

namespace modvirt {

namespace {

// Opening and closing speak for the library as a whole.
constexpr CallInfo connecting(const char *symbol, int error_domain = VIR_FROM_NONE)
{
    return {symbol, Access::Read, error_domain, 0};
}

constexpr CallInfo info_Open = connecting("virConnectOpen");
constexpr CallInfo info_OpenReadOnly = connecting("virConnectOpenReadOnly");
constexpr CallInfo info_OpenAuth = connecting("virConnectOpenAuth");
constexpr CallInfo info_Close = connecting("virConnectClose");
constexpr CallInfo info_Ref = connecting("virConnectRef", VIR_FROM_DOMAIN);
constexpr CallInfo info_GetType = connecting("virConnectGetType", VIR_FROM_DOMAIN);
constexpr CallInfo info_GetURI = connecting("virConnectGetURI", VIR_FROM_DOMAIN);
constexpr CallInfo info_GetLibVersion = connecting("virConnectGetLibVersion", VIR_FROM_DOMAIN);
constexpr CallInfo info_SetKeepAlive = connecting("virConnectSetKeepAlive", VIR_FROM_DOMAIN);
constexpr CallInfo info_SetIdentity = connecting("virConnectSetIdentity", VIR_FROM_DOMAIN);

virConnectPtr open(const CallInfo &info, const char *uri, bool is_read_only, virConnectAuthPtr auth) noexcept
{
    Entry entry(info);
    try {
        return open_connection(uri, is_read_only, auth);
    } catch (const Error &error) {
        error::raise(error::report(error, VIR_FROM_NONE));
    } catch (const std::exception &error) {
        entry.raise(VIR_ERR_INTERNAL_ERROR, error.what());
    }
    entry.fail();
    return nullptr;
}

} // namespace

extern "C" {

virConnectPtr virConnectOpen(const char *name)
{
    return open(info_Open, name, false, nullptr);
}

virConnectPtr virConnectOpenReadOnly(const char *name)
{
    return open(info_OpenReadOnly, name, true, nullptr);
}

virConnectPtr virConnectOpenAuth(const char *name, virConnectAuthPtr auth, unsigned int flags)
{
    constexpr unsigned int known = VIR_CONNECT_RO | VIR_CONNECT_NO_ALIASES;
    if ((flags & ~known) == 0)
        return open(info_OpenAuth, name, (flags & VIR_CONNECT_RO) != 0, auth);
    const auto refuse = [&](Entry &entry) {
        entry.raise(VIR_ERR_INVALID_ARG, "unsupported flags in virConnectOpenAuth: only VIR_CONNECT_RO and "
                                         "VIR_CONNECT_NO_ALIASES are known");
        return virConnectPtr(nullptr);
    };
    return local_call<virConnectPtr>(info_OpenAuth, nullptr, refuse);
}

int virConnectClose(virConnectPtr conn)
{
    return local_call(
        info_Close, -1, [&](Entry &) { return release_connection(conn); }, arg::Connect(conn));
}

int virConnectRef(virConnectPtr conn)
{
    const auto take = [&](Entry &) {
        conn->references.fetch_add(1, std::memory_order_relaxed);
        return 0;
    };
    return local_call(info_Ref, -1, take, arg::Connect(conn));
}

const char *virConnectGetType(virConnectPtr conn)
{
    return local_call<const char *>(
        info_GetType, nullptr, [&](Entry &) { return conn->plugin->type_name(); }, arg::Connect(conn));
}

char *virConnectGetURI(virConnectPtr conn)
{
    return local_call<char *>(
        info_GetURI, nullptr, [&](Entry &) { return strdup(conn->uri.c_str()); }, arg::Connect(conn));
}

int virConnectGetLibVersion(virConnectPtr conn, unsigned long *libVer)
{
    const auto tell = [&](Entry &) {
        *libVer = LIBVIR_VERSION_NUMBER;
        return 0;
    };
    return local_call(info_GetLibVersion, -1, tell, arg::Connect(conn), Required(libVer, "libVer"));
}

// The driver runs in this process: there is no wire to keep alive, and nobody else to tell who calls.
int virConnectSetKeepAlive(virConnectPtr conn, int, unsigned int)
{
    unserved(info_SetKeepAlive, arg::Connect(conn));
    return -1;
}

int virConnectSetIdentity(virConnectPtr conn, virTypedParameterPtr, int, unsigned int)
{
    unserved(info_SetIdentity, arg::Connect(conn));
    return -1;
}

virErrorPtr virConnGetLastError(virConnectPtr conn)
{
    return conn == nullptr ? nullptr : conn->errors.last();
}

int virConnCopyLastError(virConnectPtr conn, virErrorPtr to)
{
    if (conn == nullptr || to == nullptr)
        return -1;
    return conn->errors.copy(*to);
}

void virConnResetLastError(virConnectPtr conn)
{
    if (conn != nullptr)
        conn->errors.reset();
}

void virConnSetErrorFunc(virConnectPtr conn, void *userData, virErrorFunc handler)
{
    if (conn != nullptr)
        conn->errors.set_callback(handler, userData);
}

} // extern "C"

} // namespace modvirt
