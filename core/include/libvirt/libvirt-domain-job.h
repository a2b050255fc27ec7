/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Domains: jobs, migration, jobs on disks, backups. */
#ifndef LIBVIRT_DOMAIN_JOB_H
#define LIBVIRT_DOMAIN_JOB_H

#include <libvirt/libvirt-domain-state.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A point in a job on a disk; it has no unit. Since 0.9.4. */
typedef unsigned long long virDomainBlockJobCursor;

/* Parameters of virDomainMigrate3 and virDomainMigrateToURI3. */

/* string: where the hypervisor sends its data */
#define VIR_MIGRATE_PARAM_URI "migrate_uri"
/* string: the domain's name at the destination */
#define VIR_MIGRATE_PARAM_DEST_NAME "destination_name"
/* string: XML to run with at the destination */
#define VIR_MIGRATE_PARAM_DEST_XML "destination_xml"
/* string: XML to define at the destination */
#define VIR_MIGRATE_PARAM_PERSIST_XML "persistent_xml"
/* ullong: MiB per second */
#define VIR_MIGRATE_PARAM_BANDWIDTH "bandwidth"
/* ullong: MiB per second in post-copy */
#define VIR_MIGRATE_PARAM_BANDWIDTH_POSTCOPY "bandwidth.postcopy"
/* string: where clients of the display go */
#define VIR_MIGRATE_PARAM_GRAPHICS_URI "graphics_uri"
/* string: where the destination listens */
#define VIR_MIGRATE_PARAM_LISTEN_ADDRESS "listen_address"
/* string, repeated: the disks to copy */
#define VIR_MIGRATE_PARAM_MIGRATE_DISKS "migrate_disks"
/* int: where the destination takes disks */
#define VIR_MIGRATE_PARAM_DISKS_PORT "disks_port"
/* string: where the destination takes disks */
#define VIR_MIGRATE_PARAM_DISKS_URI "disks_uri"
/* string, repeated: "mt" or "xbzrle" */
#define VIR_MIGRATE_PARAM_COMPRESSION "compression"
/* int: 0 for none to 9 for most */
#define VIR_MIGRATE_PARAM_COMPRESSION_MT_LEVEL "compression.mt.level"
/* int: at the source */
#define VIR_MIGRATE_PARAM_COMPRESSION_MT_THREADS "compression.mt.threads"
/* int: at the destination */
#define VIR_MIGRATE_PARAM_COMPRESSION_MT_DTHREADS "compression.mt.dthreads"
/* ullong: bytes */
#define VIR_MIGRATE_PARAM_COMPRESSION_XBZRLE_CACHE "compression.xbzrle.cache"
/* int: percent by which the guest is slowed at first */
#define VIR_MIGRATE_PARAM_AUTO_CONVERGE_INITIAL "auto_converge.initial"
/* int: percent more each time */
#define VIR_MIGRATE_PARAM_AUTO_CONVERGE_INCREMENT "auto_converge.increment"
/* int: how many */
#define VIR_MIGRATE_PARAM_PARALLEL_CONNECTIONS "parallel.connections"
/* string: the name in the destination's certificate */
#define VIR_MIGRATE_PARAM_TLS_DESTINATION "tls.destination"

/* Parameters of virDomainBlockCopy. */

/* ullong: bytes per second */
#define VIR_DOMAIN_BLOCK_COPY_BANDWIDTH "bandwidth"
/* uint: bytes that are tracked together, a power of two */
#define VIR_DOMAIN_BLOCK_COPY_GRANULARITY "granularity"
/* ullong: bytes under way at most */
#define VIR_DOMAIN_BLOCK_COPY_BUF_SIZE "buf-size"

/* Parameters of virDomainGetJobStats; ullong unless noted, times in milliseconds, sizes in bytes. */

/* int: a virDomainJobOperation */
#define VIR_DOMAIN_JOB_OPERATION "operation"
/* since the job began */
#define VIR_DOMAIN_JOB_TIME_ELAPSED "time_elapsed"
/* without the time that the network took */
#define VIR_DOMAIN_JOB_TIME_ELAPSED_NET "time_elapsed_net"
/* an estimate */
#define VIR_DOMAIN_JOB_TIME_REMAINING "time_remaining"
/* that the guest stands still */
#define VIR_DOMAIN_JOB_DOWNTIME "downtime"
/* without the time that the network took */
#define VIR_DOMAIN_JOB_DOWNTIME_NET "downtime_net"
/* before the first data was sent */
#define VIR_DOMAIN_JOB_SETUP_TIME "setup_time"
/* memory and disks together */
#define VIR_DOMAIN_JOB_DATA_TOTAL "data_total"
/* of that, done */
#define VIR_DOMAIN_JOB_DATA_PROCESSED "data_processed"
/* of that, still to do */
#define VIR_DOMAIN_JOB_DATA_REMAINING "data_remaining"
/* memory */
#define VIR_DOMAIN_JOB_MEMORY_TOTAL "memory_total"
/* of that, done */
#define VIR_DOMAIN_JOB_MEMORY_PROCESSED "memory_processed"
/* of that, still to do */
#define VIR_DOMAIN_JOB_MEMORY_REMAINING "memory_remaining"
/* pages of one repeated byte */
#define VIR_DOMAIN_JOB_MEMORY_CONSTANT "memory_constant"
/* other pages */
#define VIR_DOMAIN_JOB_MEMORY_NORMAL "memory_normal"
/* their bytes */
#define VIR_DOMAIN_JOB_MEMORY_NORMAL_BYTES "memory_normal_bytes"
/* bytes per second */
#define VIR_DOMAIN_JOB_MEMORY_BPS "memory_bps"
/* pages that the guest changes per second */
#define VIR_DOMAIN_JOB_MEMORY_DIRTY_RATE "memory_dirty_rate"
/* of one page */
#define VIR_DOMAIN_JOB_MEMORY_PAGE_SIZE "memory_page_size"
/* rounds through the memory */
#define VIR_DOMAIN_JOB_MEMORY_ITERATION "memory_iteration"
/* pages that the destination asked for */
#define VIR_DOMAIN_JOB_MEMORY_POSTCOPY_REQS "memory_postcopy_requests"
/* disks */
#define VIR_DOMAIN_JOB_DISK_TOTAL "disk_total"
/* of that, done */
#define VIR_DOMAIN_JOB_DISK_PROCESSED "disk_processed"
/* of that, still to do */
#define VIR_DOMAIN_JOB_DISK_REMAINING "disk_remaining"
/* bytes per second */
#define VIR_DOMAIN_JOB_DISK_BPS "disk_bps"
/* size of the cache */
#define VIR_DOMAIN_JOB_COMPRESSION_CACHE "compression_cache"
/* compressed data */
#define VIR_DOMAIN_JOB_COMPRESSION_BYTES "compression_bytes"
/* compressed pages */
#define VIR_DOMAIN_JOB_COMPRESSION_PAGES "compression_pages"
/* pages not in the cache */
#define VIR_DOMAIN_JOB_COMPRESSION_CACHE_MISSES "compression_cache_misses"
/* pages that did not shrink */
#define VIR_DOMAIN_JOB_COMPRESSION_OVERFLOW "compression_overflow"
/* int: percent by which the guest is slowed */
#define VIR_DOMAIN_JOB_AUTO_CONVERGE_THROTTLE "auto_converge_throttle"
/* boolean: of a job that ended */
#define VIR_DOMAIN_JOB_SUCCESS "success"
/* string: why it failed */
#define VIR_DOMAIN_JOB_ERRMSG "errmsg"
/* scratch space in use */
#define VIR_DOMAIN_JOB_DISK_TEMP_USED "disk_temp_used"
/* scratch space */
#define VIR_DOMAIN_JOB_DISK_TEMP_TOTAL "disk_temp_total"

/* Whether and how a job runs. Since 0.7.7. */
typedef enum {
    VIR_DOMAIN_JOB_NONE = 0,
    VIR_DOMAIN_JOB_BOUNDED = 1,
    VIR_DOMAIN_JOB_UNBOUNDED = 2,
    VIR_DOMAIN_JOB_COMPLETED = 3,
    VIR_DOMAIN_JOB_FAILED = 4,
    VIR_DOMAIN_JOB_CANCELLED = 5,
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_JOB_LAST = 6, /* one more than the last */
#endif
} virDomainJobType;

/* What a job does. Since 3.3.0. */
typedef enum {
    VIR_DOMAIN_JOB_OPERATION_UNKNOWN = 0,
    VIR_DOMAIN_JOB_OPERATION_START = 1,
    VIR_DOMAIN_JOB_OPERATION_SAVE = 2,
    VIR_DOMAIN_JOB_OPERATION_RESTORE = 3,
    VIR_DOMAIN_JOB_OPERATION_MIGRATION_IN = 4,
    VIR_DOMAIN_JOB_OPERATION_MIGRATION_OUT = 5,
    VIR_DOMAIN_JOB_OPERATION_SNAPSHOT = 6,
    VIR_DOMAIN_JOB_OPERATION_SNAPSHOT_REVERT = 7,
    VIR_DOMAIN_JOB_OPERATION_DUMP = 8,
    VIR_DOMAIN_JOB_OPERATION_BACKUP = 9,           /* since 6.0.0 */
    VIR_DOMAIN_JOB_OPERATION_SNAPSHOT_DELETE = 10, /* since 9.0.0 */
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_JOB_OPERATION_LAST = 11, /* one more than the last */
#endif
} virDomainJobOperation;

/* Which job is told about. Since 1.2.9. */
typedef enum {
    VIR_DOMAIN_JOB_STATS_COMPLETED = 1 << 0,
    VIR_DOMAIN_JOB_STATS_KEEP_COMPLETED = 1 << 1, /* since 6.0.0 */
} virDomainGetJobStatsFlags;

/* How a job is stopped. Since 8.5.0. */
typedef enum {
    VIR_DOMAIN_ABORT_JOB_POSTCOPY = 1 << 0,
} virDomainAbortJobFlagsValues;

/* How a domain is migrated. Since 0.3.2. */
typedef enum {
    VIR_MIGRATE_LIVE = 1 << 0,
    VIR_MIGRATE_PEER2PEER = 1 << 1,                      /* since 0.7.2 */
    VIR_MIGRATE_TUNNELLED = 1 << 2,                      /* since 0.7.2 */
    VIR_MIGRATE_PERSIST_DEST = 1 << 3,                   /* since 0.7.3 */
    VIR_MIGRATE_UNDEFINE_SOURCE = 1 << 4,                /* since 0.7.3 */
    VIR_MIGRATE_PAUSED = 1 << 5,                         /* since 0.7.5 */
    VIR_MIGRATE_NON_SHARED_DISK = 1 << 6,                /* since 0.8.2 */
    VIR_MIGRATE_NON_SHARED_INC = 1 << 7,                 /* since 0.8.2 */
    VIR_MIGRATE_CHANGE_PROTECTION = 1 << 8,              /* since 0.9.4 */
    VIR_MIGRATE_UNSAFE = 1 << 9,                         /* since 0.9.11 */
    VIR_MIGRATE_OFFLINE = 1 << 10,                       /* since 1.0.1 */
    VIR_MIGRATE_COMPRESSED = 1 << 11,                    /* since 1.0.3 */
    VIR_MIGRATE_ABORT_ON_ERROR = 1 << 12,                /* since 1.1.0 */
    VIR_MIGRATE_AUTO_CONVERGE = 1 << 13,                 /* since 1.2.3 */
    VIR_MIGRATE_RDMA_PIN_ALL = 1 << 14,                  /* since 1.2.9 */
    VIR_MIGRATE_POSTCOPY = 1 << 15,                      /* since 1.3.3 */
    VIR_MIGRATE_TLS = 1 << 16,                           /* since 3.2.0 */
    VIR_MIGRATE_PARALLEL = 1 << 17,                      /* since 5.2.0 */
    VIR_MIGRATE_NON_SHARED_SYNCHRONOUS_WRITES = 1 << 18, /* since 8.0.0 */
    VIR_MIGRATE_POSTCOPY_RESUME = 1 << 19,               /* since 8.5.0 */
    VIR_MIGRATE_ZEROCOPY = 1 << 20,                      /* since 8.5.0 */
} virDomainMigrateFlags;

/* Which phase a limit of bandwidth is for. Since 5.1.0. */
typedef enum {
    VIR_DOMAIN_MIGRATE_MAX_SPEED_POSTCOPY = 1 << 0,
} virDomainMigrateMaxSpeedFlags;

/* What a job on a disk does. Since 0.9.4. */
typedef enum {
    VIR_DOMAIN_BLOCK_JOB_TYPE_UNKNOWN = 0,
    VIR_DOMAIN_BLOCK_JOB_TYPE_PULL = 1,
    VIR_DOMAIN_BLOCK_JOB_TYPE_COPY = 2,          /* since 0.9.12 */
    VIR_DOMAIN_BLOCK_JOB_TYPE_COMMIT = 3,        /* since 0.10.2 */
    VIR_DOMAIN_BLOCK_JOB_TYPE_ACTIVE_COMMIT = 4, /* since 1.2.6 */
    VIR_DOMAIN_BLOCK_JOB_TYPE_BACKUP = 5,        /* since 6.0.0 */
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_BLOCK_JOB_TYPE_LAST = 6, /* one more than the last */
#endif
} virDomainBlockJobType;

/* How a job on a disk is ended. Since 0.9.12. */
typedef enum {
    VIR_DOMAIN_BLOCK_JOB_ABORT_ASYNC = 1 << 0,
    VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT = 1 << 1,
} virDomainBlockJobAbortFlags;

/* The unit of a job's bandwidth. Since 1.2.9. */
typedef enum {
    VIR_DOMAIN_BLOCK_JOB_INFO_BANDWIDTH_BYTES = 1 << 0,
} virDomainBlockJobInfoFlags;

/* The unit of a job's bandwidth. Since 1.2.9. */
typedef enum {
    VIR_DOMAIN_BLOCK_JOB_SPEED_BANDWIDTH_BYTES = 1 << 0,
} virDomainBlockJobSetSpeedFlags;

/* How a disk's backing chain is pulled. Since 1.2.9. */
typedef enum {
    VIR_DOMAIN_BLOCK_PULL_BANDWIDTH_BYTES = 1 << 6,
} virDomainBlockPullFlags;

/* How a disk's backing chain is shortened, or its contents copied. Since 0.9.12. */
typedef enum {
    VIR_DOMAIN_BLOCK_REBASE_SHALLOW = 1 << 0,
    VIR_DOMAIN_BLOCK_REBASE_REUSE_EXT = 1 << 1,
    VIR_DOMAIN_BLOCK_REBASE_COPY_RAW = 1 << 2,
    VIR_DOMAIN_BLOCK_REBASE_COPY = 1 << 3,
    VIR_DOMAIN_BLOCK_REBASE_RELATIVE = 1 << 4,        /* since 1.2.7 */
    VIR_DOMAIN_BLOCK_REBASE_COPY_DEV = 1 << 5,        /* since 1.2.9 */
    VIR_DOMAIN_BLOCK_REBASE_BANDWIDTH_BYTES = 1 << 6, /* since 1.2.9 */
} virDomainBlockRebaseFlags;

/* How a disk is copied. Since 1.2.8. */
typedef enum {
    VIR_DOMAIN_BLOCK_COPY_SHALLOW = 1 << 0,
    VIR_DOMAIN_BLOCK_COPY_REUSE_EXT = 1 << 1,
    VIR_DOMAIN_BLOCK_COPY_TRANSIENT_JOB = 1 << 2,      /* since 3.5.0 */
    VIR_DOMAIN_BLOCK_COPY_SYNCHRONOUS_WRITES = 1 << 3, /* since 8.0.0 */
} virDomainBlockCopyFlags;

/* How images of a disk's chain are merged. Since 0.10.2. */
typedef enum {
    VIR_DOMAIN_BLOCK_COMMIT_SHALLOW = 1 << 0,
    VIR_DOMAIN_BLOCK_COMMIT_DELETE = 1 << 1,
    VIR_DOMAIN_BLOCK_COMMIT_ACTIVE = 1 << 2,          /* since 1.2.6 */
    VIR_DOMAIN_BLOCK_COMMIT_RELATIVE = 1 << 3,        /* since 1.2.7 */
    VIR_DOMAIN_BLOCK_COMMIT_BANDWIDTH_BYTES = 1 << 4, /* since 1.2.9 */
} virDomainBlockCommitFlags;

/* How a backup is started. Since 6.0.0. */
typedef enum {
    VIR_DOMAIN_BACKUP_BEGIN_REUSE_EXTERNAL = 1 << 0,
} virDomainBackupBeginFlags;

/* How far a measurement of changed memory is. Since 7.2.0. */
typedef enum {
    VIR_DOMAIN_DIRTYRATE_UNSTARTED = 0,
    VIR_DOMAIN_DIRTYRATE_MEASURING = 1,
    VIR_DOMAIN_DIRTYRATE_MEASURED = 2,
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_DIRTYRATE_LAST = 3, /* one more than the last */
#endif
} virDomainDirtyRateStatus;

/* How changed memory is measured. Since 8.1.0. */
typedef enum {
    VIR_DOMAIN_DIRTYRATE_MODE_PAGE_SAMPLING = 0,
    VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_BITMAP = 1 << 0,
    VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_RING = 1 << 1,
} virDomainDirtyRateCalcFlags;

/* How far a job has come. Times are in milliseconds, sizes in bytes; 0 where unknown. Since 0.7.7. */
typedef struct _virDomainJobInfo {
    int type;                         /* a virDomainJobType */
    unsigned long long timeElapsed;   /* since the job began */
    unsigned long long timeRemaining; /* an estimate */
    unsigned long long dataTotal;     /* memory and files together */
    unsigned long long dataProcessed; /* of that, done */
    unsigned long long dataRemaining; /* of that, still to do */
    unsigned long long memTotal;      /* memory */
    unsigned long long memProcessed;  /* of that, done */
    unsigned long long memRemaining;  /* of that, still to do */
    unsigned long long fileTotal;     /* files */
    unsigned long long fileProcessed; /* of that, done */
    unsigned long long fileRemaining; /* of that, still to do */
} virDomainJobInfo;
typedef virDomainJobInfo *virDomainJobInfoPtr;

/* How far a job on a disk has come. Since 0.9.4. */
typedef struct _virDomainBlockJobInfo {
    int type;                    /* a virDomainBlockJobType */
    unsigned long bandwidth;     /* MiB per second, or bytes per second as the flags say; 0 for no limit */
    virDomainBlockJobCursor cur; /* how far it is */
    virDomainBlockJobCursor end; /* where it will end, in the unit of cur */
} virDomainBlockJobInfo;
typedef virDomainBlockJobInfo *virDomainBlockJobInfoPtr;

#ifdef __cplusplus
}
#endif

#endif
