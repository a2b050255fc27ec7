/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Domains: what runs inside them. */
#ifndef LIBVIRT_DOMAIN_GUEST_H
#define LIBVIRT_DOMAIN_GUEST_H

#include <libvirt/libvirt-domain-state.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Whom to ask for a guest's host name. Since 6.1.0. */
typedef enum {
    VIR_DOMAIN_GET_HOSTNAME_LEASE = 1 << 0,
    VIR_DOMAIN_GET_HOSTNAME_AGENT = 1 << 1,
} virDomainGetHostnameFlags;

/* Where a guest's new time comes from. Since 1.2.5. */
typedef enum {
    VIR_DOMAIN_TIME_SYNC = 1 << 0,
} virDomainSetTimeFlags;

/* How a password is given. Since 1.2.16. */
typedef enum {
    VIR_DOMAIN_PASSWORD_ENCRYPTED = 1 << 0,
} virDomainSetUserPasswordFlags;

/* Whether keys are added or removed; neither replaces them all. Since 6.10.0. */
typedef enum {
    VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_APPEND = 1 << 0,
    VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_REMOVE = 1 << 1,
} virDomainAuthorizedSSHKeysSetFlags;

/* What to ask a guest's agent for. Since 5.7.0. */
typedef enum {
    VIR_DOMAIN_GUEST_INFO_USERS = 1 << 0,
    VIR_DOMAIN_GUEST_INFO_OS = 1 << 1,
    VIR_DOMAIN_GUEST_INFO_TIMEZONE = 1 << 2,
    VIR_DOMAIN_GUEST_INFO_HOSTNAME = 1 << 3,
    VIR_DOMAIN_GUEST_INFO_FILESYSTEM = 1 << 4,
    VIR_DOMAIN_GUEST_INFO_DISKS = 1 << 5,      /* since 7.0.0 */
    VIR_DOMAIN_GUEST_INFO_INTERFACES = 1 << 6, /* since 7.10.0 */
} virDomainGuestInfoTypes;

/* Values with a meaning of their own for virDomainAgentSetResponseTimeout. Since 5.10.0. */
typedef enum {
    VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_BLOCK = -2,
    VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_DEFAULT = -1,
    VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_NOWAIT = 0,
} virDomainAgentResponseTimeoutValues;

/* A file system that a guest has mounted. Freed with virDomainFSInfoFree. Since 1.2.11. */
typedef struct _virDomainFSInfo {
    char *mountpoint; /* where */
    char *name;       /* the device, as the guest calls it */
    char *fstype;     /* its type */
    size_t ndevAlias; /* how many disks */
    char **devAlias;  /* the target names of the disks below it */
} virDomainFSInfo;
typedef virDomainFSInfo *virDomainFSInfoPtr;

#ifdef __cplusplus
}
#endif

#endif
