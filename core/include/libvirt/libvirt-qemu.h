/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What only QEMU has: its monitor and its guest agent, spoken to directly. libvirt keeps these calls in a
 * library of their own, libvirt-qemu; here they are part of the one library. What is done behind the driver's
 * back may confuse it. */
#ifndef LIBVIRT_QEMU_H
#define LIBVIRT_QEMU_H

#include <libvirt/libvirt.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How a command for the monitor is written. Since 0.8.8. */
typedef enum {
    VIR_DOMAIN_QEMU_MONITOR_COMMAND_DEFAULT = 0,
    VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP = 1 << 0, /* in the monitor's words for people */
} virDomainQemuMonitorCommandFlags;

/* How many seconds to wait for the agent, besides positive numbers. Since 0.10.0. */
typedef enum {
    VIR_DOMAIN_QEMU_AGENT_COMMAND_MIN = -2,
    VIR_DOMAIN_QEMU_AGENT_COMMAND_BLOCK = -2,  /* for ever */
    VIR_DOMAIN_QEMU_AGENT_COMMAND_DEFAULT = -1,
    VIR_DOMAIN_QEMU_AGENT_COMMAND_NOWAIT = 0,
    VIR_DOMAIN_QEMU_AGENT_COMMAND_SHUTDOWN = 60,
} virDomainQemuAgentCommandTimeoutValues;

/* How the name of an event is compared. Since 1.2.3. */
typedef enum {
    VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_REGEX = 1 << 0,
    VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_NOCASE = 1 << 1,
} virConnectDomainQemuMonitorEventRegisterFlags;

/* An event of the monitor: its name, its time, and its data as JSON or NULL. */
typedef void (*virConnectDomainQemuMonitorEventCallback)(virConnectPtr conn, virDomainPtr dom,
                                                         const char *event, long long seconds,
                                                         unsigned int micros, const char *details,
                                                         void *opaque);

/* Sends a command to the monitor; the caller frees the reply. Since 0.8.3. */
int virDomainQemuMonitorCommand(virDomainPtr domain, const char *cmd, char **result, unsigned int flags);

/* The same with descriptors to go along and descriptors that come back. Since 8.2.0. */
int virDomainQemuMonitorCommandWithFiles(virDomainPtr domain, const char *cmd, unsigned int ninfiles,
                                         int *infiles, unsigned int *noutfiles, int **outfiles, char **result,
                                         unsigned int flags);

/* Makes a domain of a QEMU process that somebody else started. Since 0.9.4. */
virDomainPtr virDomainQemuAttach(virConnectPtr conn, unsigned int pid_value, unsigned int flags);

/* Sends a command to the guest agent; the caller frees the reply. Since 0.10.0. */
char *virDomainQemuAgentCommand(virDomainPtr domain, const char *cmd, int timeout, unsigned int flags);

/* Hears events of the monitors of one domain or of all; answers a number for Deregister. Since 1.2.3. */
int virConnectDomainQemuMonitorEventRegister(virConnectPtr conn, virDomainPtr dom, const char *event,
                                             virConnectDomainQemuMonitorEventCallback cb, void *opaque,
                                             virFreeCallback freecb, unsigned int flags);
int virConnectDomainQemuMonitorEventDeregister(virConnectPtr conn, int callbackID);

#ifdef __cplusplus
}
#endif

#endif
