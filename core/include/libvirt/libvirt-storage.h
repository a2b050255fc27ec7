/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Storage pools and volumes. */
#ifndef LIBVIRT_STORAGE_H
#define LIBVIRT_STORAGE_H

#include <libvirt/libvirt-host.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A handle on a pool. Opaque; counted, and freed by virStoragePoolFree. */
typedef struct _virStoragePool virStoragePool;
typedef virStoragePool *virStoragePoolPtr;

/* A handle on a volume. Opaque; counted, and freed by virStorageVolFree. */
typedef struct _virStorageVol virStorageVol;
typedef virStorageVol *virStorageVolPtr;

/* What a pool is doing. Since 0.4.1. */
typedef enum {
    VIR_STORAGE_POOL_INACTIVE = 0,
    VIR_STORAGE_POOL_BUILDING = 1,
    VIR_STORAGE_POOL_RUNNING = 2,
    VIR_STORAGE_POOL_DEGRADED = 3,
    VIR_STORAGE_POOL_INACCESSIBLE = 4, /* since 0.8.2 */
#ifdef VIR_ENUM_SENTINELS
    VIR_STORAGE_POOL_STATE_LAST = 5, /* one more than the last */
#endif
} virStoragePoolState;

/* How the storage below a pool is prepared. Since 0.4.1. */
typedef enum {
    VIR_STORAGE_POOL_BUILD_NEW = 0,
    VIR_STORAGE_POOL_BUILD_REPAIR = 1 << 0,
    VIR_STORAGE_POOL_BUILD_RESIZE = 1 << 1,
    VIR_STORAGE_POOL_BUILD_NO_OVERWRITE = 1 << 2, /* since 0.9.5 */
    VIR_STORAGE_POOL_BUILD_OVERWRITE = 1 << 3,    /* since 0.9.5 */
} virStoragePoolBuildFlags;

/* Whether data is overwritten when the storage below a pool is destroyed. Since 0.4.1. */
typedef enum {
    VIR_STORAGE_POOL_DELETE_NORMAL = 0,
    VIR_STORAGE_POOL_DELETE_ZEROED = 1 << 0,
} virStoragePoolDeleteFlags;

/* Whether a pool is built before it starts. Since 1.3.1. */
typedef enum {
    VIR_STORAGE_POOL_CREATE_NORMAL = 0,
    VIR_STORAGE_POOL_CREATE_WITH_BUILD = 1 << 0,
    VIR_STORAGE_POOL_CREATE_WITH_BUILD_OVERWRITE = 1 << 1,
    VIR_STORAGE_POOL_CREATE_WITH_BUILD_NO_OVERWRITE = 1 << 2,
} virStoragePoolCreateFlags;

/* How a pool's definition is stored. Since 7.7.0. */
typedef enum {
    VIR_STORAGE_POOL_DEFINE_VALIDATE = 1 << 0,
} virStoragePoolDefineFlags;

/* Which pools are listed: one match within a group is enough, every group named must match. Since 0.10.2. */
typedef enum {
    VIR_CONNECT_LIST_STORAGE_POOLS_INACTIVE = 1 << 0,
    VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE = 1 << 1,
    VIR_CONNECT_LIST_STORAGE_POOLS_PERSISTENT = 1 << 2,
    VIR_CONNECT_LIST_STORAGE_POOLS_TRANSIENT = 1 << 3,
    VIR_CONNECT_LIST_STORAGE_POOLS_AUTOSTART = 1 << 4,
    VIR_CONNECT_LIST_STORAGE_POOLS_NO_AUTOSTART = 1 << 5,
    VIR_CONNECT_LIST_STORAGE_POOLS_DIR = 1 << 6,
    VIR_CONNECT_LIST_STORAGE_POOLS_FS = 1 << 7,
    VIR_CONNECT_LIST_STORAGE_POOLS_NETFS = 1 << 8,
    VIR_CONNECT_LIST_STORAGE_POOLS_LOGICAL = 1 << 9,
    VIR_CONNECT_LIST_STORAGE_POOLS_DISK = 1 << 10,
    VIR_CONNECT_LIST_STORAGE_POOLS_ISCSI = 1 << 11,
    VIR_CONNECT_LIST_STORAGE_POOLS_SCSI = 1 << 12,
    VIR_CONNECT_LIST_STORAGE_POOLS_MPATH = 1 << 13,
    VIR_CONNECT_LIST_STORAGE_POOLS_RBD = 1 << 14,
    VIR_CONNECT_LIST_STORAGE_POOLS_SHEEPDOG = 1 << 15,
    VIR_CONNECT_LIST_STORAGE_POOLS_GLUSTER = 1 << 16,      /* since 1.2.1 */
    VIR_CONNECT_LIST_STORAGE_POOLS_ZFS = 1 << 17,          /* since 1.2.8 */
    VIR_CONNECT_LIST_STORAGE_POOLS_VSTORAGE = 1 << 18,     /* since 3.1.0 */
    VIR_CONNECT_LIST_STORAGE_POOLS_ISCSI_DIRECT = 1 << 19, /* since 5.6.0 */
} virConnectListAllStoragePoolsFlags;

/* What a pool's XML shows. Since 0.9.13. */
typedef enum {
    VIR_STORAGE_XML_INACTIVE = 1 << 0,
} virStorageXMLFlags;

/* What a volume is. Since 0.4.1. */
typedef enum {
    VIR_STORAGE_VOL_FILE = 0,
    VIR_STORAGE_VOL_BLOCK = 1,
    VIR_STORAGE_VOL_DIR = 2,     /* since 0.9.5 */
    VIR_STORAGE_VOL_NETWORK = 3, /* since 0.9.13 */
    VIR_STORAGE_VOL_NETDIR = 4,  /* since 1.2.0 */
    VIR_STORAGE_VOL_PLOOP = 5,   /* since 1.3.4 */
#ifdef VIR_ENUM_SENTINELS
    VIR_STORAGE_VOL_LAST = 6, /* one more than the last */
#endif
} virStorageVolType;

/* How a volume is deleted. Since 0.4.1. */
typedef enum {
    VIR_STORAGE_VOL_DELETE_NORMAL = 0,
    VIR_STORAGE_VOL_DELETE_ZEROED = 1 << 0,
    VIR_STORAGE_VOL_DELETE_WITH_SNAPSHOTS = 1 << 1, /* since 1.2.21 */
} virStorageVolDeleteFlags;

/* How a volume's data is overwritten. Since 0.9.10. */
typedef enum {
    VIR_STORAGE_VOL_WIPE_ALG_ZERO = 0,
    VIR_STORAGE_VOL_WIPE_ALG_NNSA = 1,
    VIR_STORAGE_VOL_WIPE_ALG_DOD = 2,
    VIR_STORAGE_VOL_WIPE_ALG_BSI = 3,
    VIR_STORAGE_VOL_WIPE_ALG_GUTMANN = 4,
    VIR_STORAGE_VOL_WIPE_ALG_SCHNEIER = 5,
    VIR_STORAGE_VOL_WIPE_ALG_PFITZNER7 = 6,
    VIR_STORAGE_VOL_WIPE_ALG_PFITZNER33 = 7,
    VIR_STORAGE_VOL_WIPE_ALG_RANDOM = 8,
    VIR_STORAGE_VOL_WIPE_ALG_TRIM = 9, /* since 1.3.2 */
#ifdef VIR_ENUM_SENTINELS
    VIR_STORAGE_VOL_WIPE_ALG_LAST = 10, /* one more than the last */
#endif
} virStorageVolWipeAlgorithm;

/* Which size of a volume is told as its allocation. Since 3.0.0. */
typedef enum {
    VIR_STORAGE_VOL_USE_ALLOCATION = 0,
    VIR_STORAGE_VOL_GET_PHYSICAL = 1 << 0,
} virStorageVolInfoFlags;

/* How a volume is made. Since 1.0.1. */
typedef enum {
    VIR_STORAGE_VOL_CREATE_PREALLOC_METADATA = 1 << 0,
    VIR_STORAGE_VOL_CREATE_REFLINK = 1 << 1,  /* since 1.2.13 */
    VIR_STORAGE_VOL_CREATE_VALIDATE = 1 << 2, /* since 8.10.0 */
} virStorageVolCreateFlags;

/* How a volume is read. Since 3.4.0. */
typedef enum {
    VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM = 1 << 0,
} virStorageVolDownloadFlags;

/* How a volume is written. Since 3.4.0. */
typedef enum {
    VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM = 1 << 0,
} virStorageVolUploadFlags;

/* How a volume's new capacity is meant. Since 0.9.10. */
typedef enum {
    VIR_STORAGE_VOL_RESIZE_ALLOCATE = 1 << 0,
    VIR_STORAGE_VOL_RESIZE_DELTA = 1 << 1,
    VIR_STORAGE_VOL_RESIZE_SHRINK = 1 << 2,
} virStorageVolResizeFlags;

/* Which events of pools are meant; decides the type of the callback. Since 2.0.0. */
typedef enum {
    VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE = 0,
    VIR_STORAGE_POOL_EVENT_ID_REFRESH = 1,
#ifdef VIR_ENUM_SENTINELS
    VIR_STORAGE_POOL_EVENT_ID_LAST = 2, /* one more than the last */
#endif
} virStoragePoolEventID;

/* What happened in a pool's life. Since 2.0.0. */
typedef enum {
    VIR_STORAGE_POOL_EVENT_DEFINED = 0,
    VIR_STORAGE_POOL_EVENT_UNDEFINED = 1,
    VIR_STORAGE_POOL_EVENT_STARTED = 2,
    VIR_STORAGE_POOL_EVENT_STOPPED = 3,
    VIR_STORAGE_POOL_EVENT_CREATED = 4, /* since 3.8.0 */
    VIR_STORAGE_POOL_EVENT_DELETED = 5, /* since 3.8.0 */
#ifdef VIR_ENUM_SENTINELS
    VIR_STORAGE_POOL_EVENT_LAST = 6, /* one more than the last */
#endif
} virStoragePoolEventLifecycleType;

/* The state and sizes of a pool; sizes are in bytes. Since 0.4.1. */
typedef struct _virStoragePoolInfo {
    int state;                     /* a virStoragePoolState */
    unsigned long long capacity;   /* all of it */
    unsigned long long allocation; /* in use */
    unsigned long long available;  /* free */
} virStoragePoolInfo;
typedef virStoragePoolInfo *virStoragePoolInfoPtr;

/* The type and sizes of a volume; sizes are in bytes. Since 0.4.1. */
typedef struct _virStorageVolInfo {
    int type;                      /* a virStorageVolType */
    unsigned long long capacity;   /* what can be stored in it */
    unsigned long long allocation; /* what it takes now */
} virStorageVolInfo;
typedef virStorageVolInfo *virStorageVolInfoPtr;

/* Stands for the type that belongs to a virStoragePoolEventID; also the type for REFRESH. */
typedef void (*virConnectStoragePoolEventGenericCallback)(virConnectPtr connection, virStoragePoolPtr pool,
                                                          void *opaque);

/* LIFECYCLE: a virStoragePoolEventLifecycleType; detail is 0. */
typedef void (*virConnectStoragePoolEventLifecycleCallback)(virConnectPtr connection, virStoragePoolPtr pool,
                                                            int event, int detail, void *opaque);

/* Casts the callback of one pool event for registration. */
#define VIR_STORAGE_POOL_EVENT_CALLBACK(cb) ((virConnectStoragePoolEventGenericCallback)(void (*)(void))(cb))

#ifdef __cplusplus
}
#endif

#include <libvirt/calls-storage-pool.h>
#include <libvirt/calls-storage-volume.h>

#endif
