/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Domains' snapshots. */
#ifndef LIBVIRT_DOMAIN_SNAPSHOT_H
#define LIBVIRT_DOMAIN_SNAPSHOT_H

#include <libvirt/libvirt-domain.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A handle on a snapshot. Opaque; counted, and freed by virDomainSnapshotFree. */
typedef struct _virDomainSnapshot virDomainSnapshot;
typedef virDomainSnapshot *virDomainSnapshotPtr;

/* How a snapshot is taken. Since 0.9.5. */
typedef enum {
    VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE = 1 << 0,
    VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT = 1 << 1,
    VIR_DOMAIN_SNAPSHOT_CREATE_NO_METADATA = 1 << 2,
    VIR_DOMAIN_SNAPSHOT_CREATE_HALT = 1 << 3,
    VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY = 1 << 4,
    VIR_DOMAIN_SNAPSHOT_CREATE_REUSE_EXT = 1 << 5, /* since 0.9.10 */
    VIR_DOMAIN_SNAPSHOT_CREATE_QUIESCE = 1 << 6,   /* since 0.9.10 */
    VIR_DOMAIN_SNAPSHOT_CREATE_ATOMIC = 1 << 7,    /* since 0.9.11 */
    VIR_DOMAIN_SNAPSHOT_CREATE_LIVE = 1 << 8,      /* since 1.0.1 */
    VIR_DOMAIN_SNAPSHOT_CREATE_VALIDATE = 1 << 9,  /* since 5.6.0 */
} virDomainSnapshotCreateFlags;

/* What a snapshot's XML shows. Since 5.1.0. */
typedef enum {
    VIR_DOMAIN_SNAPSHOT_XML_SECURE = VIR_DOMAIN_XML_SECURE,
} virDomainSnapshotXMLFlags;

/* Which snapshots are listed. Since 0.9.5. */
typedef enum {
    VIR_DOMAIN_SNAPSHOT_LIST_DESCENDANTS = 1 << 0, /* since 0.9.7 */
    VIR_DOMAIN_SNAPSHOT_LIST_ROOTS = 1 << 0,
    VIR_DOMAIN_SNAPSHOT_LIST_METADATA = 1 << 1,
    VIR_DOMAIN_SNAPSHOT_LIST_LEAVES = 1 << 2,       /* since 0.9.7 */
    VIR_DOMAIN_SNAPSHOT_LIST_NO_LEAVES = 1 << 3,    /* since 0.9.13 */
    VIR_DOMAIN_SNAPSHOT_LIST_NO_METADATA = 1 << 4,  /* since 0.9.13 */
    VIR_DOMAIN_SNAPSHOT_LIST_INACTIVE = 1 << 5,     /* since 1.0.1 */
    VIR_DOMAIN_SNAPSHOT_LIST_ACTIVE = 1 << 6,       /* since 1.0.1 */
    VIR_DOMAIN_SNAPSHOT_LIST_DISK_ONLY = 1 << 7,    /* since 1.0.1 */
    VIR_DOMAIN_SNAPSHOT_LIST_INTERNAL = 1 << 8,     /* since 1.0.1 */
    VIR_DOMAIN_SNAPSHOT_LIST_EXTERNAL = 1 << 9,     /* since 1.0.1 */
    VIR_DOMAIN_SNAPSHOT_LIST_TOPOLOGICAL = 1 << 10, /* since 5.2.0 */
} virDomainSnapshotListFlags;

/* How a domain is brought back to a snapshot. Since 0.9.5. */
typedef enum {
    VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING = 1 << 0,
    VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED = 1 << 1,
    VIR_DOMAIN_SNAPSHOT_REVERT_FORCE = 1 << 2,       /* since 0.9.7 */
    VIR_DOMAIN_SNAPSHOT_REVERT_RESET_NVRAM = 1 << 3, /* since 8.1.0 */
} virDomainSnapshotRevertFlags;

/* What is deleted with or instead of a snapshot. Since 0.8.0. */
typedef enum {
    VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN = 1 << 0,
    VIR_DOMAIN_SNAPSHOT_DELETE_METADATA_ONLY = 1 << 1, /* since 0.9.5 */
    VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY = 1 << 2, /* since 0.9.5 */
} virDomainSnapshotDeleteFlags;

#ifdef __cplusplus
}
#endif

#include <libvirt/calls-snapshot.h>

#endif
