// SPDX-License-Identifier: LGPL-2.1-or-later
// What is asked of a guest's agent, of its monitor, and of its saved state.
#include "believed.hpp"

#include <cstdlib>
#include <cstring>
#include <dlfcn.h>

using namespace modvirt::cli::testing;

using MonitorEventCallback = void (*)(virConnectPtr, virDomainPtr, const char *, long long, unsigned int,
                                      const char *, void *);

extern "C" {

int virDomainPMSuspendForDuration(virDomainPtr, unsigned int target, unsigned long long duration,
                                  unsigned int flags)
{
    report("virDomainPMSuspendForDuration({}, {}, {:#x})", target, duration, flags);
    return 0;
}

int virDomainPMWakeup(virDomainPtr, unsigned int flags)
{
    report("virDomainPMWakeup({:#x})", flags);
    return 0;
}

int virDomainFSTrim(virDomainPtr, const char *mount_point, unsigned long long minimum, unsigned int flags)
{
    report("virDomainFSTrim({}, {}, {:#x})", shown(mount_point), minimum, flags);
    return 0;
}

int virDomainSetTime(virDomainPtr, long long seconds, unsigned int nseconds, unsigned int flags)
{
    // Now is another time whenever it is asked for.
    report("virDomainSetTime({}, {}, {:#x})", seconds > 1000000000 ? "now" : std::to_string(seconds),
           seconds > 1000000000 ? 0 : nseconds, flags);
    return 0;
}

char *virDomainGetHostname(virDomainPtr, unsigned int flags)
{
    report("virDomainGetHostname({:#x})", flags);
    return strdup("guest");
}

int virDomainSetUserPassword(virDomainPtr, const char *user, const char *password, unsigned int flags)
{
    report("virDomainSetUserPassword({}, {}, {:#x})", user, password, flags);
    return 0;
}

int virDomainAuthorizedSSHKeysGet(virDomainPtr domain, const char *user, char ***keys, unsigned int flags)
{
    report("virDomainAuthorizedSSHKeysGet({}, {:#x})", user, flags);
    const Believed stage = next_stage(domain, "keys");
    *keys = static_cast<char **>(std::calloc(stage.fields().size() + 1, sizeof(char *)));
    int count = 0;
    for (const Field &field : stage.fields())
        (*keys)[count++] = strdup(field.value.c_str());
    return count;
}

int virDomainAuthorizedSSHKeysSet(virDomainPtr, const char *user, const char **keys, unsigned int count,
                                  unsigned int flags)
{
    std::string text;
    for (unsigned int i = 0; i < count; ++i)
        text += shown(keys[i]);
    report("virDomainAuthorizedSSHKeysSet({}, {}, {:#x})", user, text, flags);
    return 0;
}

int virDomainAgentSetResponseTimeout(virDomainPtr, int timeout, unsigned int flags)
{
    report("virDomainAgentSetResponseTimeout({}, {:#x})", timeout, flags);
    return 0;
}

int virDomainGetGuestInfo(virDomainPtr domain, unsigned int types, virTypedParameterPtr *parameters,
                          int *count, unsigned int flags)
{
    report("virDomainGetGuestInfo({:#x}, {:#x})", types, flags);
    next_stage(domain, "guest").give(parameters, count);
    return 0;
}

// With "console" for a description the guest has a console with a terminal; any other is described by the library.
char *virDomainGetXMLDesc(virDomainPtr domain, unsigned int flags)
{
    using GetXMLDesc = char *(*)(virDomainPtr, unsigned int);
    char *const xml = reinterpret_cast<GetXMLDesc>(dlsym(RTLD_NEXT, "virDomainGetXMLDesc"))(domain, flags);
    if (xml == nullptr || std::strstr(xml, "<description>console</description>") == nullptr)
        return xml;
    std::free(xml);
    return strdup("<domain type='test' id='1'><name>test</name><devices><console type='pty' tty='/dev/pts/9'/></devices>"
                  "</domain>\n");
}

char *virDomainManagedSaveGetXMLDesc(virDomainPtr domain, unsigned int flags)
{
    report("virDomainManagedSaveGetXMLDesc({:#x})", flags);
    return strdup(fmt::format("<domain>\n  <name>{}</name>\n</domain>\n", virDomainGetName(domain)).c_str());
}

int virDomainManagedSaveDefineXML(virDomainPtr domain, const char *xml, unsigned int flags)
{
    report("virDomainManagedSaveDefineXML({}, {:#x})", shown(xml), flags);
    const Believed stage = next_stage(domain, "define");
    return stage.has("fails") ? failure(domain, stage) : 0;
}

char *virDomainSaveImageGetXMLDesc(virConnectPtr, const char *file, unsigned int flags)
{
    report("virDomainSaveImageGetXMLDesc({}, {:#x})", file, flags);
    return strdup("<domain>\n  <name>saved</name>\n</domain>\n");
}

int virDomainSaveImageDefineXML(virConnectPtr, const char *file, const char *xml, unsigned int flags)
{
    report("virDomainSaveImageDefineXML({}, {}, {:#x})", file, shown(xml), flags);
    return 0;
}

int virDomainQemuMonitorCommand(virDomainPtr domain, const char *command, char **result, unsigned int flags)
{
    report("virDomainQemuMonitorCommand({}, {:#x})", command, flags);
    const std::string text = next_stage(domain, "monitor").text("reply");
    *result = strdup(text.empty() ? R"({"return":{"running":true,"list":[1,"a"]},"id":"libvirt-1"})"
                                  : text.c_str());
    return 0;
}

int virDomainQemuMonitorCommandWithFiles(virDomainPtr domain, const char *command, unsigned int inputs, int *,
                                         unsigned int *, int **, char **result, unsigned int flags)
{
    report("virDomainQemuMonitorCommandWithFiles({} descriptors)", inputs);
    return virDomainQemuMonitorCommand(domain, command, result, flags);
}

virDomainPtr virDomainQemuAttach(virConnectPtr connection, unsigned int pid, unsigned int flags)
{
    report("virDomainQemuAttach({}, {:#x})", pid, flags);
    return virDomainLookupByName(connection, "test");
}

char *virDomainQemuAgentCommand(virDomainPtr, const char *command, int timeout, unsigned int flags)
{
    report("virDomainQemuAgentCommand({}, {}, {:#x})", command, timeout, flags);
    return strdup(R"({"return":{}})");
}

int virConnectDomainQemuMonitorEventRegister(virConnectPtr connection, virDomainPtr domain, const char *event,
                                             MonitorEventCallback callback, void *opaque,
                                             virFreeCallback release, unsigned int flags)
{
    report("virConnectDomainQemuMonitorEventRegister({}, {}, {:#x})", domain ? "domain" : "all", shown(event),
           flags);
    virDomainPtr sender = virDomainLookupByName(connection, "test");
    callback(connection, sender, "SHUTDOWN", 1234567890, 987, R"({"guest":true,"reason":"guest-shutdown"})",
             opaque);
    callback(connection, sender, "STOP", 1234567891, 5, nullptr, opaque);
    virDomainFree(sender);
    if (release)
        release(opaque);
    return 1;
}

int virConnectDomainQemuMonitorEventDeregister(virConnectPtr, int)
{
    return 0;
}

} // extern "C"
