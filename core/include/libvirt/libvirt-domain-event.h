/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Domains: events. */
#ifndef LIBVIRT_DOMAIN_EVENT_H
#define LIBVIRT_DOMAIN_EVENT_H

#include <libvirt/libvirt-domain-state.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Parameters of the tunable event: processors. %u stands for a number. Affinities are strings, shares and
 * periods ullong, quotas llong. */
#define VIR_DOMAIN_TUNABLE_CPU_VCPUPIN "cputune.vcpupin%u"
#define VIR_DOMAIN_TUNABLE_CPU_EMULATORPIN "cputune.emulatorpin"
#define VIR_DOMAIN_TUNABLE_CPU_IOTHREADSPIN "cputune.iothreadpin%u"
#define VIR_DOMAIN_TUNABLE_CPU_CPU_SHARES "cputune.cpu_shares"
#define VIR_DOMAIN_TUNABLE_CPU_GLOBAL_PERIOD "cputune.global_period"
#define VIR_DOMAIN_TUNABLE_CPU_GLOBAL_QUOTA "cputune.global_quota"
#define VIR_DOMAIN_TUNABLE_CPU_VCPU_PERIOD "cputune.vcpu_period"
#define VIR_DOMAIN_TUNABLE_CPU_VCPU_QUOTA "cputune.vcpu_quota"
#define VIR_DOMAIN_TUNABLE_CPU_EMULATOR_PERIOD "cputune.emulator_period"
#define VIR_DOMAIN_TUNABLE_CPU_EMULATOR_QUOTA "cputune.emulator_quota"
#define VIR_DOMAIN_TUNABLE_CPU_IOTHREAD_PERIOD "cputune.iothread_period"
#define VIR_DOMAIN_TUNABLE_CPU_IOTHREAD_QUOTA "cputune.iothread_quota"

/* Parameters of the tunable event: one disk. As for virDomainGetBlockIoTune, with the disk's target as a
 * string. */
#define VIR_DOMAIN_TUNABLE_BLKDEV_DISK "blkdeviotune.disk"
#define VIR_DOMAIN_TUNABLE_BLKDEV_TOTAL_BYTES_SEC "blkdeviotune.total_bytes_sec"
#define VIR_DOMAIN_TUNABLE_BLKDEV_READ_BYTES_SEC "blkdeviotune.read_bytes_sec"
#define VIR_DOMAIN_TUNABLE_BLKDEV_WRITE_BYTES_SEC "blkdeviotune.write_bytes_sec"
#define VIR_DOMAIN_TUNABLE_BLKDEV_TOTAL_IOPS_SEC "blkdeviotune.total_iops_sec"
#define VIR_DOMAIN_TUNABLE_BLKDEV_READ_IOPS_SEC "blkdeviotune.read_iops_sec"
#define VIR_DOMAIN_TUNABLE_BLKDEV_WRITE_IOPS_SEC "blkdeviotune.write_iops_sec"
#define VIR_DOMAIN_TUNABLE_BLKDEV_TOTAL_BYTES_SEC_MAX "blkdeviotune.total_bytes_sec_max"
#define VIR_DOMAIN_TUNABLE_BLKDEV_READ_BYTES_SEC_MAX "blkdeviotune.read_bytes_sec_max"
#define VIR_DOMAIN_TUNABLE_BLKDEV_WRITE_BYTES_SEC_MAX "blkdeviotune.write_bytes_sec_max"
#define VIR_DOMAIN_TUNABLE_BLKDEV_TOTAL_IOPS_SEC_MAX "blkdeviotune.total_iops_sec_max"
#define VIR_DOMAIN_TUNABLE_BLKDEV_READ_IOPS_SEC_MAX "blkdeviotune.read_iops_sec_max"
#define VIR_DOMAIN_TUNABLE_BLKDEV_WRITE_IOPS_SEC_MAX "blkdeviotune.write_iops_sec_max"
#define VIR_DOMAIN_TUNABLE_BLKDEV_SIZE_IOPS_SEC "blkdeviotune.size_iops_sec"
#define VIR_DOMAIN_TUNABLE_BLKDEV_GROUP_NAME "blkdeviotune.group_name"
#define VIR_DOMAIN_TUNABLE_BLKDEV_TOTAL_BYTES_SEC_MAX_LENGTH "blkdeviotune.total_bytes_sec_max_length"
#define VIR_DOMAIN_TUNABLE_BLKDEV_READ_BYTES_SEC_MAX_LENGTH "blkdeviotune.read_bytes_sec_max_length"
#define VIR_DOMAIN_TUNABLE_BLKDEV_WRITE_BYTES_SEC_MAX_LENGTH "blkdeviotune.write_bytes_sec_max_length"
#define VIR_DOMAIN_TUNABLE_BLKDEV_TOTAL_IOPS_SEC_MAX_LENGTH "blkdeviotune.total_iops_sec_max_length"
#define VIR_DOMAIN_TUNABLE_BLKDEV_READ_IOPS_SEC_MAX_LENGTH "blkdeviotune.read_iops_sec_max_length"
#define VIR_DOMAIN_TUNABLE_BLKDEV_WRITE_IOPS_SEC_MAX_LENGTH "blkdeviotune.write_iops_sec_max_length"

/* What happened in a domain's life. Since 0.5.0. */
typedef enum {
    VIR_DOMAIN_EVENT_DEFINED = 0,
    VIR_DOMAIN_EVENT_UNDEFINED = 1,
    VIR_DOMAIN_EVENT_STARTED = 2,
    VIR_DOMAIN_EVENT_SUSPENDED = 3,
    VIR_DOMAIN_EVENT_RESUMED = 4,
    VIR_DOMAIN_EVENT_STOPPED = 5,
    VIR_DOMAIN_EVENT_SHUTDOWN = 6,    /* since 0.9.8 */
    VIR_DOMAIN_EVENT_PMSUSPENDED = 7, /* since 0.10.2 */
    VIR_DOMAIN_EVENT_CRASHED = 8,     /* since 1.1.1 */
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_EVENT_LAST = 9, /* one more than the last */
#endif
} virDomainEventType;

/* How a domain came to be defined. Since 0.5.0. */
typedef enum {
    VIR_DOMAIN_EVENT_DEFINED_ADDED = 0,
    VIR_DOMAIN_EVENT_DEFINED_UPDATED = 1,
    VIR_DOMAIN_EVENT_DEFINED_RENAMED = 2,       /* since 1.2.19 */
    VIR_DOMAIN_EVENT_DEFINED_FROM_SNAPSHOT = 3, /* since 1.3.3 */
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_EVENT_DEFINED_LAST = 4, /* one more than the last */
#endif
} virDomainEventDefinedDetailType;

/* How a domain came to be undefined. Since 0.5.0. */
typedef enum {
    VIR_DOMAIN_EVENT_UNDEFINED_REMOVED = 0,
    VIR_DOMAIN_EVENT_UNDEFINED_RENAMED = 1, /* since 1.2.19 */
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_EVENT_UNDEFINED_LAST = 2, /* one more than the last */
#endif
} virDomainEventUndefinedDetailType;

/* How a domain came to run. Since 0.5.0. */
typedef enum {
    VIR_DOMAIN_EVENT_STARTED_BOOTED = 0,
    VIR_DOMAIN_EVENT_STARTED_MIGRATED = 1,
    VIR_DOMAIN_EVENT_STARTED_RESTORED = 2,
    VIR_DOMAIN_EVENT_STARTED_FROM_SNAPSHOT = 3, /* since 0.8.0 */
    VIR_DOMAIN_EVENT_STARTED_WAKEUP = 4,        /* since 0.9.11 */
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_EVENT_STARTED_LAST = 5, /* one more than the last */
#endif
} virDomainEventStartedDetailType;

/* How a domain came to be paused. Since 0.5.0. */
typedef enum {
    VIR_DOMAIN_EVENT_SUSPENDED_PAUSED = 0,
    VIR_DOMAIN_EVENT_SUSPENDED_MIGRATED = 1,
    VIR_DOMAIN_EVENT_SUSPENDED_IOERROR = 2,         /* since 0.8.0 */
    VIR_DOMAIN_EVENT_SUSPENDED_WATCHDOG = 3,        /* since 0.8.0 */
    VIR_DOMAIN_EVENT_SUSPENDED_RESTORED = 4,        /* since 0.9.5 */
    VIR_DOMAIN_EVENT_SUSPENDED_FROM_SNAPSHOT = 5,   /* since 0.9.5 */
    VIR_DOMAIN_EVENT_SUSPENDED_API_ERROR = 6,       /* since 1.0.1 */
    VIR_DOMAIN_EVENT_SUSPENDED_POSTCOPY = 7,        /* since 1.3.3 */
    VIR_DOMAIN_EVENT_SUSPENDED_POSTCOPY_FAILED = 8, /* since 1.3.3 */
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_EVENT_SUSPENDED_LAST = 9, /* one more than the last */
#endif
} virDomainEventSuspendedDetailType;

/* How a domain came to go on. Since 0.5.0. */
typedef enum {
    VIR_DOMAIN_EVENT_RESUMED_UNPAUSED = 0,
    VIR_DOMAIN_EVENT_RESUMED_MIGRATED = 1,
    VIR_DOMAIN_EVENT_RESUMED_FROM_SNAPSHOT = 2,   /* since 0.9.5 */
    VIR_DOMAIN_EVENT_RESUMED_POSTCOPY = 3,        /* since 1.3.3 */
    VIR_DOMAIN_EVENT_RESUMED_POSTCOPY_FAILED = 4, /* since 8.5.0 */
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_EVENT_RESUMED_LAST = 5, /* one more than the last */
#endif
} virDomainEventResumedDetailType;

/* How a domain came to stop. Since 0.5.0. */
typedef enum {
    VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN = 0,
    VIR_DOMAIN_EVENT_STOPPED_DESTROYED = 1,
    VIR_DOMAIN_EVENT_STOPPED_CRASHED = 2,
    VIR_DOMAIN_EVENT_STOPPED_MIGRATED = 3,
    VIR_DOMAIN_EVENT_STOPPED_SAVED = 4,
    VIR_DOMAIN_EVENT_STOPPED_FAILED = 5,
    VIR_DOMAIN_EVENT_STOPPED_FROM_SNAPSHOT = 6, /* since 0.8.0 */
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_EVENT_STOPPED_LAST = 7, /* one more than the last */
#endif
} virDomainEventStoppedDetailType;

/* Who began a shutdown. Since 0.9.8. */
typedef enum {
    VIR_DOMAIN_EVENT_SHUTDOWN_FINISHED = 0,
    VIR_DOMAIN_EVENT_SHUTDOWN_GUEST = 1, /* since 3.4.0 */
    VIR_DOMAIN_EVENT_SHUTDOWN_HOST = 2,  /* since 3.4.0 */
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_EVENT_SHUTDOWN_LAST = 3, /* one more than the last */
#endif
} virDomainEventShutdownDetailType;

/* How a guest put itself to sleep. Since 0.10.2. */
typedef enum {
    VIR_DOMAIN_EVENT_PMSUSPENDED_MEMORY = 0,
    VIR_DOMAIN_EVENT_PMSUSPENDED_DISK = 1, /* since 1.0.0 */
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_EVENT_PMSUSPENDED_LAST = 2, /* one more than the last */
#endif
} virDomainEventPMSuspendedDetailType;

/* How a guest crashed. Since 1.1.1. */
typedef enum {
    VIR_DOMAIN_EVENT_CRASHED_PANICKED = 0,
    VIR_DOMAIN_EVENT_CRASHED_CRASHLOADED = 1, /* since 6.1.0 */
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_EVENT_CRASHED_LAST = 2, /* one more than the last */
#endif
} virDomainEventCrashedDetailType;

/* Who has to handle a memory failure. Since 6.9.0. */
typedef enum {
    VIR_DOMAIN_EVENT_MEMORY_FAILURE_RECIPIENT_HYPERVISOR = 0,
    VIR_DOMAIN_EVENT_MEMORY_FAILURE_RECIPIENT_GUEST = 1,
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_EVENT_MEMORY_FAILURE_RECIPIENT_LAST = 2, /* one more than the last */
#endif
} virDomainMemoryFailureRecipientType;

/* What was done about a memory failure. Since 6.9.0. */
typedef enum {
    VIR_DOMAIN_EVENT_MEMORY_FAILURE_ACTION_IGNORE = 0,
    VIR_DOMAIN_EVENT_MEMORY_FAILURE_ACTION_INJECT = 1,
    VIR_DOMAIN_EVENT_MEMORY_FAILURE_ACTION_FATAL = 2,
    VIR_DOMAIN_EVENT_MEMORY_FAILURE_ACTION_RESET = 3,
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_EVENT_MEMORY_FAILURE_ACTION_LAST = 4, /* one more than the last */
#endif
} virDomainMemoryFailureActionType;

/* More about a memory failure. Since 6.9.0. */
typedef enum {
    VIR_DOMAIN_MEMORY_FAILURE_ACTION_REQUIRED = 1 << 0,
    VIR_DOMAIN_MEMORY_FAILURE_RECURSIVE = 1 << 1,
} virDomainMemoryFailureFlags;

/* What a watchdog did. Since 0.8.0. */
typedef enum {
    VIR_DOMAIN_EVENT_WATCHDOG_NONE = 0,
    VIR_DOMAIN_EVENT_WATCHDOG_PAUSE = 1,
    VIR_DOMAIN_EVENT_WATCHDOG_RESET = 2,
    VIR_DOMAIN_EVENT_WATCHDOG_POWEROFF = 3,
    VIR_DOMAIN_EVENT_WATCHDOG_SHUTDOWN = 4,
    VIR_DOMAIN_EVENT_WATCHDOG_DEBUG = 5,
    VIR_DOMAIN_EVENT_WATCHDOG_INJECTNMI = 6, /* since 1.2.17 */
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_EVENT_WATCHDOG_LAST = 7, /* one more than the last */
#endif
} virDomainEventWatchdogAction;

/* What was done about an I/O error. Since 0.8.0. */
typedef enum {
    VIR_DOMAIN_EVENT_IO_ERROR_NONE = 0,
    VIR_DOMAIN_EVENT_IO_ERROR_PAUSE = 1,
    VIR_DOMAIN_EVENT_IO_ERROR_REPORT = 2,
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_EVENT_IO_ERROR_LAST = 3, /* one more than the last */
#endif
} virDomainEventIOErrorAction;

/* How far a client of a display is. Since 0.8.0. */
typedef enum {
    VIR_DOMAIN_EVENT_GRAPHICS_CONNECT = 0,
    VIR_DOMAIN_EVENT_GRAPHICS_INITIALIZE = 1,
    VIR_DOMAIN_EVENT_GRAPHICS_DISCONNECT = 2,
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_EVENT_GRAPHICS_LAST = 3, /* one more than the last */
#endif
} virDomainEventGraphicsPhase;

/* The family of a display's address. Since 0.8.0. */
typedef enum {
    VIR_DOMAIN_EVENT_GRAPHICS_ADDRESS_IPV4 = 0,
    VIR_DOMAIN_EVENT_GRAPHICS_ADDRESS_IPV6 = 1,
    VIR_DOMAIN_EVENT_GRAPHICS_ADDRESS_UNIX = 2, /* since 0.9.7 */
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_EVENT_GRAPHICS_ADDRESS_LAST = 3, /* one more than the last */
#endif
} virDomainEventGraphicsAddressType;

/* How a job on a disk ended, or that it is ready. Since 0.9.4. */
typedef enum {
    VIR_DOMAIN_BLOCK_JOB_COMPLETED = 0,
    VIR_DOMAIN_BLOCK_JOB_FAILED = 1,
    VIR_DOMAIN_BLOCK_JOB_CANCELED = 2, /* since 0.9.12 */
    VIR_DOMAIN_BLOCK_JOB_READY = 3,    /* since 1.0.0 */
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_BLOCK_JOB_LAST = 4, /* one more than the last */
#endif
} virConnectDomainEventBlockJobStatus;

/* Why a disk's medium changed. Since 0.9.7. */
typedef enum {
    VIR_DOMAIN_EVENT_DISK_CHANGE_MISSING_ON_START = 0,
    VIR_DOMAIN_EVENT_DISK_DROP_MISSING_ON_START = 1, /* since 1.1.2 */
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_EVENT_DISK_CHANGE_LAST = 2, /* one more than the last */
#endif
} virConnectDomainEventDiskChangeReason;

/* How a tray moved. Since 0.9.11. */
typedef enum {
    VIR_DOMAIN_EVENT_TRAY_CHANGE_OPEN = 0,
    VIR_DOMAIN_EVENT_TRAY_CHANGE_CLOSE = 1,
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_EVENT_TRAY_CHANGE_LAST = 2, /* one more than the last */
#endif
} virDomainEventTrayChangeReason;

/* Whether a guest's agent is connected. Since 1.2.11. */
typedef enum {
    VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_STATE_CONNECTED = 1,
    VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_STATE_DISCONNECTED = 2,
#ifdef VIR_ENUM_SENTINELS
    VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_STATE_LAST = 3, /* one more than the last */
#endif
} virConnectDomainEventAgentLifecycleState;

/* Why the state of a guest's agent changed. Since 1.2.11. */
typedef enum {
    VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_REASON_UNKNOWN = 0,
    VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_REASON_DOMAIN_STARTED = 1,
    VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_REASON_CHANNEL = 2,
#ifdef VIR_ENUM_SENTINELS
    VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_REASON_LAST = 3, /* one more than the last */
#endif
} virConnectDomainEventAgentLifecycleReason;

/* Which events of domains are meant; decides the type of the callback. Since 0.8.0. */
typedef enum {
    VIR_DOMAIN_EVENT_ID_LIFECYCLE = 0,
    VIR_DOMAIN_EVENT_ID_REBOOT = 1,
    VIR_DOMAIN_EVENT_ID_RTC_CHANGE = 2,
    VIR_DOMAIN_EVENT_ID_WATCHDOG = 3,
    VIR_DOMAIN_EVENT_ID_IO_ERROR = 4,
    VIR_DOMAIN_EVENT_ID_GRAPHICS = 5,
    VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON = 6,            /* since 0.8.1 */
    VIR_DOMAIN_EVENT_ID_CONTROL_ERROR = 7,              /* since 0.9.2 */
    VIR_DOMAIN_EVENT_ID_BLOCK_JOB = 8,                  /* since 0.9.4 */
    VIR_DOMAIN_EVENT_ID_DISK_CHANGE = 9,                /* since 0.9.7 */
    VIR_DOMAIN_EVENT_ID_TRAY_CHANGE = 10,               /* since 0.9.11 */
    VIR_DOMAIN_EVENT_ID_PMWAKEUP = 11,                  /* since 0.9.11 */
    VIR_DOMAIN_EVENT_ID_PMSUSPEND = 12,                 /* since 0.9.11 */
    VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE = 13,            /* since 0.10.0 */
    VIR_DOMAIN_EVENT_ID_PMSUSPEND_DISK = 14,            /* since 1.0.0 */
    VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED = 15,            /* since 1.1.1 */
    VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2 = 16,               /* since 1.2.6 */
    VIR_DOMAIN_EVENT_ID_TUNABLE = 17,                   /* since 1.2.9 */
    VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE = 18,           /* since 1.2.11 */
    VIR_DOMAIN_EVENT_ID_DEVICE_ADDED = 19,              /* since 1.2.15 */
    VIR_DOMAIN_EVENT_ID_MIGRATION_ITERATION = 20,       /* since 1.3.2 */
    VIR_DOMAIN_EVENT_ID_JOB_COMPLETED = 21,             /* since 1.3.3 */
    VIR_DOMAIN_EVENT_ID_DEVICE_REMOVAL_FAILED = 22,     /* since 1.3.4 */
    VIR_DOMAIN_EVENT_ID_METADATA_CHANGE = 23,           /* since 3.0.0 */
    VIR_DOMAIN_EVENT_ID_BLOCK_THRESHOLD = 24,           /* since 3.2.0 */
    VIR_DOMAIN_EVENT_ID_MEMORY_FAILURE = 25,            /* since 6.9.0 */
    VIR_DOMAIN_EVENT_ID_MEMORY_DEVICE_SIZE_CHANGE = 26, /* since 7.9.0 */
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_EVENT_ID_LAST = 27, /* one more than the last */
#endif
} virDomainEventID;

/* One end of a display's connection. Since 0.8.0. */
typedef struct _virDomainEventGraphicsAddress {
    int family;    /* a virDomainEventGraphicsAddressType */
    char *node;    /* the address */
    char *service; /* the port */
} virDomainEventGraphicsAddress;
typedef virDomainEventGraphicsAddress *virDomainEventGraphicsAddressPtr;

/* One name of a display's client. Since 0.8.0. */
typedef struct _virDomainEventGraphicsSubjectIdentity {
    char *type; /* the kind of name, such as "x509dname" */
    char *name; /* the name */
} virDomainEventGraphicsSubjectIdentity;
typedef virDomainEventGraphicsSubjectIdentity *virDomainEventGraphicsSubjectIdentityPtr;

/* Who a display's client is. Since 0.8.0. */
typedef struct _virDomainEventGraphicsSubject {
    int nidentity;                                       /* how many names */
    virDomainEventGraphicsSubjectIdentityPtr identities; /* the names */
} virDomainEventGraphicsSubject;
typedef virDomainEventGraphicsSubject *virDomainEventGraphicsSubjectPtr;

/* Stands for the type that belongs to a virDomainEventID; also the type for REBOOT and CONTROL_ERROR. */
typedef void (*virConnectDomainEventGenericCallback)(virConnectPtr connection, virDomainPtr domain,
                                                     void *opaque);

/* LIFECYCLE: a virDomainEventType and the detail that belongs to it. */
typedef int (*virConnectDomainEventCallback)(virConnectPtr connection, virDomainPtr domain, int event,
                                             int detail, void *opaque);

/* RTC_CHANGE: the guest set its clock; seconds from UTC. */
typedef void (*virConnectDomainEventRTCChangeCallback)(virConnectPtr connection, virDomainPtr domain,
                                                       long long utcoffset, void *opaque);

/* WATCHDOG: a virDomainEventWatchdogAction. */
typedef void (*virConnectDomainEventWatchdogCallback)(virConnectPtr connection, virDomainPtr domain,
                                                      int action, void *opaque);

/* IO_ERROR: an image, its disk's alias and a virDomainEventIOErrorAction. */
typedef void (*virConnectDomainEventIOErrorCallback)(virConnectPtr connection, virDomainPtr domain,
                                                     const char *src_path, const char *dev_alias, int action,
                                                     void *opaque);

/* IO_ERROR_REASON: as IO_ERROR, and the reason, such as "enospc". */
typedef void (*virConnectDomainEventIOErrorReasonCallback)(virConnectPtr connection, virDomainPtr domain,
                                                           const char *src_path, const char *dev_alias,
                                                           int action, const char *reason, void *opaque);

/* GRAPHICS: a virDomainEventGraphicsPhase, both ends and who the client is. */
typedef void (*virConnectDomainEventGraphicsCallback)(virConnectPtr connection, virDomainPtr domain,
                                                      int phase, const virDomainEventGraphicsAddress *local,
                                                      const virDomainEventGraphicsAddress *remote,
                                                      const char *auth_scheme,
                                                      const virDomainEventGraphicsSubject *subject,
                                                      void *opaque);

/* BLOCK_JOB (disk is a path) and BLOCK_JOB_2 (a target): a virDomainBlockJobType and a
 * virConnectDomainEventBlockJobStatus. */
typedef void (*virConnectDomainEventBlockJobCallback)(virConnectPtr connection, virDomainPtr domain,
                                                      const char *disk, int type, int status, void *opaque);

/* DISK_CHANGE: the old and new source, either NULL, and a virConnectDomainEventDiskChangeReason. */
typedef void (*virConnectDomainEventDiskChangeCallback)(virConnectPtr connection, virDomainPtr domain,
                                                        const char *old_src_path, const char *new_src_path,
                                                        const char *dev_alias, int reason, void *opaque);

/* TRAY_CHANGE: the drive's alias and a virDomainEventTrayChangeReason. */
typedef void (*virConnectDomainEventTrayChangeCallback)(virConnectPtr connection, virDomainPtr domain,
                                                        const char *dev_alias, int reason, void *opaque);

/* PMWAKEUP: the guest woke; reason is 0. */
typedef void (*virConnectDomainEventPMWakeupCallback)(virConnectPtr connection, virDomainPtr domain,
                                                      int reason, void *opaque);

/* PMSUSPEND: the guest sleeps in memory; reason is 0. */
typedef void (*virConnectDomainEventPMSuspendCallback)(virConnectPtr connection, virDomainPtr domain,
                                                       int reason, void *opaque);

/* PMSUSPEND_DISK: the guest sleeps on disk; reason is 0. */
typedef void (*virConnectDomainEventPMSuspendDiskCallback)(virConnectPtr connection, virDomainPtr domain,
                                                           int reason, void *opaque);

/* BALLOON_CHANGE: the memory that the guest has, in KiB. */
typedef void (*virConnectDomainEventBalloonChangeCallback)(virConnectPtr connection, virDomainPtr domain,
                                                           unsigned long long actual, void *opaque);

/* DEVICE_REMOVED: the device's alias. */
typedef void (*virConnectDomainEventDeviceRemovedCallback)(virConnectPtr connection, virDomainPtr domain,
                                                           const char *dev_alias, void *opaque);

/* DEVICE_ADDED: the device's alias. */
typedef void (*virConnectDomainEventDeviceAddedCallback)(virConnectPtr connection, virDomainPtr domain,
                                                         const char *dev_alias, void *opaque);

/* DEVICE_REMOVAL_FAILED: the device's alias; the guest refused. */
typedef void (*virConnectDomainEventDeviceRemovalFailedCallback)(virConnectPtr connection,
                                                                 virDomainPtr domain, const char *dev_alias,
                                                                 void *opaque);

/* TUNABLE: what changed, as VIR_DOMAIN_TUNABLE_* parameters that the library owns. */
typedef void (*virConnectDomainEventTunableCallback)(virConnectPtr connection, virDomainPtr domain,
                                                     virTypedParameterPtr params, int nparams, void *opaque);

/* AGENT_LIFECYCLE: a state and a reason. */
typedef void (*virConnectDomainEventAgentLifecycleCallback)(virConnectPtr connection, virDomainPtr domain,
                                                            int state, int reason, void *opaque);

/* MIGRATION_ITERATION: the round that begins. */
typedef void (*virConnectDomainEventMigrationIterationCallback)(virConnectPtr connection, virDomainPtr domain,
                                                                int iteration, void *opaque);

/* JOB_COMPLETED: its figures, as VIR_DOMAIN_JOB_* parameters that the library owns. */
typedef void (*virConnectDomainEventJobCompletedCallback)(virConnectPtr connection, virDomainPtr domain,
                                                          virTypedParameterPtr params, int nparams,
                                                          void *opaque);

/* METADATA_CHANGE: a virDomainMetadataType, and the namespace of a custom element. */
typedef void (*virConnectDomainEventMetadataChangeCallback)(virConnectPtr connection, virDomainPtr domain,
                                                            int type, const char *nsuri, void *opaque);

/* BLOCK_THRESHOLD: the disk, its path or NULL, the threshold, and bytes beyond it. */
typedef void (*virConnectDomainEventBlockThresholdCallback)(virConnectPtr connection, virDomainPtr domain,
                                                            const char *device, const char *path,
                                                            unsigned long long threshold,
                                                            unsigned long long excess, void *opaque);

/* MEMORY_FAILURE: who has to handle it, what was done, and flags. */
typedef void (*virConnectDomainEventMemoryFailureCallback)(virConnectPtr connection, virDomainPtr domain,
                                                           int recipient, int action, unsigned int flags,
                                                           void *opaque);

/* MEMORY_DEVICE_SIZE_CHANGE: the device's alias and its size in KiB. */
typedef void (*virConnectDomainEventMemoryDeviceSizeChangeCallback)(virConnectPtr connection,
                                                                    virDomainPtr domain, const char *alias,
                                                                    unsigned long long size, void *opaque);

/* Casts the callback of one domain event for registration. */
#define VIR_DOMAIN_EVENT_CALLBACK(cb) ((virConnectDomainEventGenericCallback)(void (*)(void))(cb))

#ifdef __cplusplus
}
#endif

#endif
