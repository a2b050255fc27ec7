/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Domains: handles, states, and how they are started, stopped and described. */
#ifndef LIBVIRT_DOMAIN_STATE_H
#define LIBVIRT_DOMAIN_STATE_H

#include <libvirt/libvirt-host.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A handle on a domain. Opaque; counted, and freed by virDomainFree. */
typedef struct _virDomain virDomain;
typedef virDomain *virDomainPtr;

/* Parameters of virDomainSaveParams and virDomainRestoreParams. */
#define VIR_DOMAIN_SAVE_PARAM_FILE "file" /* string: the file */
#define VIR_DOMAIN_SAVE_PARAM_DXML "dxml" /* string: XML to use instead */

/* What a domain is doing. Since 0.0.1. */
typedef enum {
    VIR_DOMAIN_NOSTATE = 0,
    VIR_DOMAIN_RUNNING = 1,
    VIR_DOMAIN_BLOCKED = 2,
    VIR_DOMAIN_PAUSED = 3,
    VIR_DOMAIN_SHUTDOWN = 4,
    VIR_DOMAIN_SHUTOFF = 5,
    VIR_DOMAIN_CRASHED = 6,     /* since 0.0.2 */
    VIR_DOMAIN_PMSUSPENDED = 7, /* since 0.9.11 */
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_LAST = 8, /* one more than the last */
#endif
} virDomainState;

/* Why a domain is in no known state. Since 0.9.2. */
typedef enum {
    VIR_DOMAIN_NOSTATE_UNKNOWN = 0,
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_NOSTATE_LAST = 1, /* one more than the last */
#endif
} virDomainNostateReason;

/* Why a domain runs. Since 0.9.2. */
typedef enum {
    VIR_DOMAIN_RUNNING_UNKNOWN = 0,
    VIR_DOMAIN_RUNNING_BOOTED = 1,
    VIR_DOMAIN_RUNNING_MIGRATED = 2,
    VIR_DOMAIN_RUNNING_RESTORED = 3,
    VIR_DOMAIN_RUNNING_FROM_SNAPSHOT = 4,
    VIR_DOMAIN_RUNNING_UNPAUSED = 5,
    VIR_DOMAIN_RUNNING_MIGRATION_CANCELED = 6,
    VIR_DOMAIN_RUNNING_SAVE_CANCELED = 7,
    VIR_DOMAIN_RUNNING_WAKEUP = 8,           /* since 0.9.11 */
    VIR_DOMAIN_RUNNING_CRASHED = 9,          /* since 1.1.1 */
    VIR_DOMAIN_RUNNING_POSTCOPY = 10,        /* since 1.3.3 */
    VIR_DOMAIN_RUNNING_POSTCOPY_FAILED = 11, /* since 8.5.0 */
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_RUNNING_LAST = 12, /* one more than the last */
#endif
} virDomainRunningReason;

/* Why a domain is blocked. Since 0.9.2. */
typedef enum {
    VIR_DOMAIN_BLOCKED_UNKNOWN = 0,
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_BLOCKED_LAST = 1, /* one more than the last */
#endif
} virDomainBlockedReason;

/* Why a domain is paused. Since 0.9.2. */
typedef enum {
    VIR_DOMAIN_PAUSED_UNKNOWN = 0,
    VIR_DOMAIN_PAUSED_USER = 1,
    VIR_DOMAIN_PAUSED_MIGRATION = 2,
    VIR_DOMAIN_PAUSED_SAVE = 3,
    VIR_DOMAIN_PAUSED_DUMP = 4,
    VIR_DOMAIN_PAUSED_IOERROR = 5,
    VIR_DOMAIN_PAUSED_WATCHDOG = 6,
    VIR_DOMAIN_PAUSED_FROM_SNAPSHOT = 7,
    VIR_DOMAIN_PAUSED_SHUTTING_DOWN = 8,    /* since 0.9.5 */
    VIR_DOMAIN_PAUSED_SNAPSHOT = 9,         /* since 1.0.1 */
    VIR_DOMAIN_PAUSED_CRASHED = 10,         /* since 1.1.1 */
    VIR_DOMAIN_PAUSED_STARTING_UP = 11,     /* since 1.2.14 */
    VIR_DOMAIN_PAUSED_POSTCOPY = 12,        /* since 1.3.3 */
    VIR_DOMAIN_PAUSED_POSTCOPY_FAILED = 13, /* since 1.3.3 */
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_PAUSED_LAST = 14, /* one more than the last */
#endif
} virDomainPausedReason;

/* Why a domain is shutting down. Since 0.9.2. */
typedef enum {
    VIR_DOMAIN_SHUTDOWN_UNKNOWN = 0,
    VIR_DOMAIN_SHUTDOWN_USER = 1,
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_SHUTDOWN_LAST = 2, /* one more than the last */
#endif
} virDomainShutdownReason;

/* Why a domain is off. Since 0.9.2. */
typedef enum {
    VIR_DOMAIN_SHUTOFF_UNKNOWN = 0,
    VIR_DOMAIN_SHUTOFF_SHUTDOWN = 1,
    VIR_DOMAIN_SHUTOFF_DESTROYED = 2,
    VIR_DOMAIN_SHUTOFF_CRASHED = 3,
    VIR_DOMAIN_SHUTOFF_MIGRATED = 4,
    VIR_DOMAIN_SHUTOFF_SAVED = 5,
    VIR_DOMAIN_SHUTOFF_FAILED = 6,
    VIR_DOMAIN_SHUTOFF_FROM_SNAPSHOT = 7,
    VIR_DOMAIN_SHUTOFF_DAEMON = 8, /* since 4.10.0 */
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_SHUTOFF_LAST = 9, /* one more than the last */
#endif
} virDomainShutoffReason;

/* Why a domain is crashed. Since 0.9.2. */
typedef enum {
    VIR_DOMAIN_CRASHED_UNKNOWN = 0,
    VIR_DOMAIN_CRASHED_PANICKED = 1, /* since 1.1.1 */
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_CRASHED_LAST = 2, /* one more than the last */
#endif
} virDomainCrashedReason;

/* Why a guest sleeps in memory. Since 0.9.11. */
typedef enum {
    VIR_DOMAIN_PMSUSPENDED_UNKNOWN = 0,
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_PMSUSPENDED_LAST = 1, /* one more than the last */
#endif
} virDomainPMSuspendedReason;

/* Why a guest sleeps on disk. Since 1.0.0. */
typedef enum {
    VIR_DOMAIN_PMSUSPENDED_DISK_UNKNOWN = 0,
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_PMSUSPENDED_DISK_LAST = 1, /* one more than the last */
#endif
} virDomainPMSuspendedDiskReason;

/* Whether the way to control a domain is free. Since 0.9.3. */
typedef enum {
    VIR_DOMAIN_CONTROL_OK = 0,
    VIR_DOMAIN_CONTROL_JOB = 1,
    VIR_DOMAIN_CONTROL_OCCUPIED = 2,
    VIR_DOMAIN_CONTROL_ERROR = 3,
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_CONTROL_LAST = 4, /* one more than the last */
#endif
} virDomainControlState;

/* Why the way to control a domain is broken. Since 1.2.14. */
typedef enum {
    VIR_DOMAIN_CONTROL_ERROR_REASON_NONE = 0,
    VIR_DOMAIN_CONTROL_ERROR_REASON_UNKNOWN = 1,
    VIR_DOMAIN_CONTROL_ERROR_REASON_MONITOR = 2,
    VIR_DOMAIN_CONTROL_ERROR_REASON_INTERNAL = 3,
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_CONTROL_ERROR_REASON_LAST = 4, /* one more than the last */
#endif
} virDomainControlErrorReason;

/* What a change applies to: the domain as it runs, its next start, or whichever fits its state. Since 0.9.2.
 */
typedef enum {
    VIR_DOMAIN_AFFECT_CURRENT = 0,
    VIR_DOMAIN_AFFECT_LIVE = 1 << 0,
    VIR_DOMAIN_AFFECT_CONFIG = 1 << 1,
} virDomainModificationImpact;

/* How a domain is started. Since 0.0.1. */
typedef enum {
    VIR_DOMAIN_NONE = 0,
    VIR_DOMAIN_START_PAUSED = 1 << 0,       /* since 0.8.2 */
    VIR_DOMAIN_START_AUTODESTROY = 1 << 1,  /* since 0.9.3 */
    VIR_DOMAIN_START_BYPASS_CACHE = 1 << 2, /* since 0.9.4 */
    VIR_DOMAIN_START_FORCE_BOOT = 1 << 3,   /* since 0.9.5 */
    VIR_DOMAIN_START_VALIDATE = 1 << 4,     /* since 1.2.12 */
    VIR_DOMAIN_START_RESET_NVRAM = 1 << 5,  /* since 8.1.0 */
} virDomainCreateFlags;

/* How a definition is stored. Since 1.2.12. */
typedef enum {
    VIR_DOMAIN_DEFINE_VALIDATE = 1 << 0,
} virDomainDefineFlags;

/* What goes with a definition, or explicitly stays. Since 0.9.4. */
typedef enum {
    VIR_DOMAIN_UNDEFINE_MANAGED_SAVE = 1 << 0,
    VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA = 1 << 1,   /* since 0.9.5 */
    VIR_DOMAIN_UNDEFINE_NVRAM = 1 << 2,                /* since 1.2.9 */
    VIR_DOMAIN_UNDEFINE_KEEP_NVRAM = 1 << 3,           /* since 2.3.0 */
    VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA = 1 << 4, /* since 5.6.0 */
    VIR_DOMAIN_UNDEFINE_TPM = 1 << 5,                  /* since 8.9.0 */
    VIR_DOMAIN_UNDEFINE_KEEP_TPM = 1 << 6,             /* since 8.9.0 */
} virDomainUndefineFlagsValues;

/* How a guest is asked to power off. Since 0.9.10. */
typedef enum {
    VIR_DOMAIN_SHUTDOWN_DEFAULT = 0,
    VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN = 1 << 0,
    VIR_DOMAIN_SHUTDOWN_GUEST_AGENT = 1 << 1,
    VIR_DOMAIN_SHUTDOWN_INITCTL = 1 << 2,  /* since 1.0.1 */
    VIR_DOMAIN_SHUTDOWN_SIGNAL = 1 << 3,   /* since 1.0.1 */
    VIR_DOMAIN_SHUTDOWN_PARAVIRT = 1 << 4, /* since 1.2.5 */
} virDomainShutdownFlagValues;

/* How a guest is asked to start again. Since 0.9.10. */
typedef enum {
    VIR_DOMAIN_REBOOT_DEFAULT = 0,
    VIR_DOMAIN_REBOOT_ACPI_POWER_BTN = 1 << 0,
    VIR_DOMAIN_REBOOT_GUEST_AGENT = 1 << 1,
    VIR_DOMAIN_REBOOT_INITCTL = 1 << 2,  /* since 1.0.1 */
    VIR_DOMAIN_REBOOT_SIGNAL = 1 << 3,   /* since 1.0.1 */
    VIR_DOMAIN_REBOOT_PARAVIRT = 1 << 4, /* since 1.2.5 */
} virDomainRebootFlagValues;

/* How a domain's power is cut. Since 0.9.10. */
typedef enum {
    VIR_DOMAIN_DESTROY_DEFAULT = 0,
    VIR_DOMAIN_DESTROY_GRACEFUL = 1 << 0,
    VIR_DOMAIN_DESTROY_REMOVE_LOGS = 1 << 1, /* since 8.3.0 */
} virDomainDestroyFlagsValues;

/* What a domain's XML shows. Since 0.3.3. */
typedef enum {
    VIR_DOMAIN_XML_SECURE = 1 << 0,
    VIR_DOMAIN_XML_INACTIVE = 1 << 1,
    VIR_DOMAIN_XML_UPDATE_CPU = 1 << 2, /* since 0.8.0 */
    VIR_DOMAIN_XML_MIGRATABLE = 1 << 3, /* since 1.0.0 */
} virDomainXMLFlags;

/* How memory is saved and restored. Since 0.9.4. */
typedef enum {
    VIR_DOMAIN_SAVE_BYPASS_CACHE = 1 << 0,
    VIR_DOMAIN_SAVE_RUNNING = 1 << 1,     /* since 0.9.5 */
    VIR_DOMAIN_SAVE_PAUSED = 1 << 2,      /* since 0.9.5 */
    VIR_DOMAIN_SAVE_RESET_NVRAM = 1 << 3, /* since 8.1.0 */
} virDomainSaveRestoreFlags;

/* What the XML of a saved file shows. Since 5.1.0. */
typedef enum {
    VIR_DOMAIN_SAVE_IMAGE_XML_SECURE = VIR_DOMAIN_XML_SECURE,
} virDomainSaveImageXMLFlags;

/* How memory is dumped, and what follows. Since 0.7.5. */
typedef enum {
    VIR_DUMP_CRASH = 1 << 0,
    VIR_DUMP_LIVE = 1 << 1,
    VIR_DUMP_BYPASS_CACHE = 1 << 2, /* since 0.9.4 */
    VIR_DUMP_RESET = 1 << 3,        /* since 0.9.7 */
    VIR_DUMP_MEMORY_ONLY = 1 << 4,  /* since 0.9.13 */
} virDomainCoreDumpFlags;

/* The format of a memory dump. Since 1.2.3. */
typedef enum {
    VIR_DOMAIN_CORE_DUMP_FORMAT_RAW = 0,
    VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_ZLIB = 1,
    VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_LZO = 2,
    VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_SNAPPY = 3,
    VIR_DOMAIN_CORE_DUMP_FORMAT_WIN_DMP = 4, /* since 7.4.0 */
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_CORE_DUMP_FORMAT_LAST = 5, /* one more than the last */
#endif
} virDomainCoreDumpFormat;

/* Which metadata of a domain is meant. Since 0.9.10. */
typedef enum {
    VIR_DOMAIN_METADATA_DESCRIPTION = 0,
    VIR_DOMAIN_METADATA_TITLE = 1,
    VIR_DOMAIN_METADATA_ELEMENT = 2,
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_METADATA_LAST = 3, /* one more than the last */
#endif
} virDomainMetadataType;

/* Which domains are listed: one match within a group is enough, every group named must match. Since 0.9.13.
 */
typedef enum {
    VIR_CONNECT_LIST_DOMAINS_ACTIVE = 1 << 0,
    VIR_CONNECT_LIST_DOMAINS_INACTIVE = 1 << 1,
    VIR_CONNECT_LIST_DOMAINS_PERSISTENT = 1 << 2,
    VIR_CONNECT_LIST_DOMAINS_TRANSIENT = 1 << 3,
    VIR_CONNECT_LIST_DOMAINS_RUNNING = 1 << 4,
    VIR_CONNECT_LIST_DOMAINS_PAUSED = 1 << 5,
    VIR_CONNECT_LIST_DOMAINS_SHUTOFF = 1 << 6,
    VIR_CONNECT_LIST_DOMAINS_OTHER = 1 << 7,
    VIR_CONNECT_LIST_DOMAINS_MANAGEDSAVE = 1 << 8,
    VIR_CONNECT_LIST_DOMAINS_NO_MANAGEDSAVE = 1 << 9,
    VIR_CONNECT_LIST_DOMAINS_AUTOSTART = 1 << 10,
    VIR_CONNECT_LIST_DOMAINS_NO_AUTOSTART = 1 << 11,
    VIR_CONNECT_LIST_DOMAINS_HAS_SNAPSHOT = 1 << 12,
    VIR_CONNECT_LIST_DOMAINS_NO_SNAPSHOT = 1 << 13,
    VIR_CONNECT_LIST_DOMAINS_HAS_CHECKPOINT = 1 << 14, /* since 5.6.0 */
    VIR_CONNECT_LIST_DOMAINS_NO_CHECKPOINT = 1 << 15,  /* since 5.6.0 */
} virConnectListAllDomainsFlags;

/* Which end of a domain's run is meant. Since 3.9.0. */
typedef enum {
    VIR_DOMAIN_LIFECYCLE_POWEROFF = 0,
    VIR_DOMAIN_LIFECYCLE_REBOOT = 1,
    VIR_DOMAIN_LIFECYCLE_CRASH = 2,
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_LIFECYCLE_LAST = 3, /* one more than the last */
#endif
} virDomainLifecycle;

/* What follows the end of a domain's run. Since 3.9.0. */
typedef enum {
    VIR_DOMAIN_LIFECYCLE_ACTION_DESTROY = 0,
    VIR_DOMAIN_LIFECYCLE_ACTION_RESTART = 1,
    VIR_DOMAIN_LIFECYCLE_ACTION_RESTART_RENAME = 2,
    VIR_DOMAIN_LIFECYCLE_ACTION_PRESERVE = 3,
    VIR_DOMAIN_LIFECYCLE_ACTION_COREDUMP_DESTROY = 4,
    VIR_DOMAIN_LIFECYCLE_ACTION_COREDUMP_RESTART = 5,
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_LIFECYCLE_ACTION_LAST = 6, /* one more than the last */
#endif
} virDomainLifecycleAction;

/* Which messages about a domain are meant. Since 7.1.0. */
typedef enum {
    VIR_DOMAIN_MESSAGE_DEPRECATION = 1 << 0,
    VIR_DOMAIN_MESSAGE_TAINTING = 1 << 1,
} virDomainMessageType;

/* The figures of a domain. Since 0.0.1. */
typedef struct _virDomainInfo {
    unsigned char state;        /* a virDomainState */
    unsigned long maxMem;       /* KiB that it may get at most */
    unsigned long memory;       /* KiB that it has */
    unsigned short nrVirtCpu;   /* virtual processors */
    unsigned long long cpuTime; /* nanoseconds of processor time since it started */
} virDomainInfo;
typedef virDomainInfo *virDomainInfoPtr;

/* The state of the way to control a domain. Since 0.9.3. */
typedef struct _virDomainControlInfo {
    unsigned int state;           /* a virDomainControlState */
    unsigned int details;         /* a virDomainControlErrorReason when the state is an error, otherwise 0 */
    unsigned long long stateTime; /* milliseconds since the state was entered */
} virDomainControlInfo;
typedef virDomainControlInfo *virDomainControlInfoPtr;

#ifdef __cplusplus
}
#endif

#endif
