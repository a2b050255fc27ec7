// SPDX-License-Identifier: LGPL-2.1-or-later
// What libvirt keeps in libraries beside its own, libvirt-qemu.so.0 and libvirt-lxc.so.0: calls of one hypervisor each.
// Bindings are linked to them as well, so compat/ has this library by their names too. No driver serves the calls yet.
#include "connection.hpp"
#include "local_call.hpp"

namespace modvirt {

namespace {

constexpr CallInfo writing(const char *symbol)
{
    return {symbol, Access::Write, VIR_FROM_NONE, 0};
}

constexpr CallInfo info_MonitorCommand = writing("virDomainQemuMonitorCommand");
constexpr CallInfo info_MonitorCommandWithFiles = writing("virDomainQemuMonitorCommandWithFiles");
constexpr CallInfo info_Attach = writing("virDomainQemuAttach");
constexpr CallInfo info_AgentCommand = writing("virDomainQemuAgentCommand");
constexpr CallInfo info_EventRegister = writing("virConnectDomainQemuMonitorEventRegister");
constexpr CallInfo info_EventDeregister = writing("virConnectDomainQemuMonitorEventDeregister");
constexpr CallInfo info_OpenNamespace = writing("virDomainLxcOpenNamespace");
constexpr CallInfo info_EnterNamespace = writing("virDomainLxcEnterNamespace");
constexpr CallInfo info_EnterSecurityLabel = writing("virDomainLxcEnterSecurityLabel");
constexpr CallInfo info_EnterCGroup = writing("virDomainLxcEnterCGroup");

template <class Result, class... Arguments>
Result not_served(const CallInfo &info, Result failure, Arguments... arguments) noexcept
{
    const auto refuse = [&](Entry &entry) {
        entry.raise(VIR_ERR_NO_SUPPORT, info.symbol);
        return failure;
    };
    return local_call<Result>(info, failure, refuse, arguments...);
}

} // namespace

} // namespace modvirt

using namespace modvirt;

using MonitorEventCallback = void (*)(virConnectPtr, virDomainPtr, const char *, long long, unsigned int,
                                      const char *, void *);

extern "C" {

int virDomainQemuMonitorCommand(virDomainPtr domain, const char *cmd, char **result, unsigned int)
{
    return not_served(info_MonitorCommand, -1, arg::Domain(domain), Required(cmd, "cmd"),
                      Required(result, "result"));
}

int virDomainQemuMonitorCommandWithFiles(virDomainPtr domain, const char *cmd, unsigned int, int *,
                                         unsigned int *, int **, char **result, unsigned int)
{
    return not_served(info_MonitorCommandWithFiles, -1, arg::Domain(domain), Required(cmd, "cmd"),
                      Required(result, "result"));
}

virDomainPtr virDomainQemuAttach(virConnectPtr conn, unsigned int, unsigned int)
{
    return not_served<virDomainPtr>(info_Attach, nullptr, arg::Connect(conn));
}

char *virDomainQemuAgentCommand(virDomainPtr domain, const char *, int, unsigned int)
{
    return not_served<char *>(info_AgentCommand, nullptr, arg::Domain(domain));
}

int virConnectDomainQemuMonitorEventRegister(virConnectPtr conn, virDomainPtr, const char *,
                                             MonitorEventCallback callback, void *, virFreeCallback,
                                             unsigned int)
{
    return not_served(info_EventRegister, -1, arg::Connect(conn),
                      Required(reinterpret_cast<const void *>(callback), "cb"));
}

int virConnectDomainQemuMonitorEventDeregister(virConnectPtr conn, int)
{
    return not_served(info_EventDeregister, -1, arg::Connect(conn));
}

int virDomainLxcOpenNamespace(virDomainPtr domain, int **fdlist, unsigned int)
{
    return not_served(info_OpenNamespace, -1, arg::Domain(domain), Required(fdlist, "fdlist"));
}

int virDomainLxcEnterNamespace(virDomainPtr domain, unsigned int, int *, unsigned int *, int **, unsigned int)
{
    return not_served(info_EnterNamespace, -1, arg::Domain(domain));
}

int virDomainLxcEnterSecurityLabel(virSecurityModelPtr model, virSecurityLabelPtr label, virSecurityLabelPtr,
                                   unsigned int)
{
    return not_served(info_EnterSecurityLabel, -1, Required(model, "model"), Required(label, "label"));
}

int virDomainLxcEnterCGroup(virDomainPtr domain, unsigned int)
{
    return not_served(info_EnterCGroup, -1, arg::Domain(domain));
}
}
