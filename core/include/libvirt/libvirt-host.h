/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Connections and the host. */
#ifndef LIBVIRT_HOST_H
#define LIBVIRT_HOST_H

#include <libvirt/libvirt-common.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A connection. Opaque; counted, and freed by virConnectClose. */
typedef struct _virConnect virConnect;
typedef virConnect *virConnectPtr;

/* A stream of bytes. Opaque; counted, and freed by virStreamFree. */
typedef struct _virStream virStream;
typedef virStream *virStreamPtr;

/* Bytes of the texts in virSecurityLabel and virSecurityModel, with their NUL. */
#define VIR_SECURITY_LABEL_BUFLEN (4096 + 1)
#define VIR_SECURITY_MODEL_BUFLEN (256 + 1)
#define VIR_SECURITY_DOI_BUFLEN (256 + 1)

/* Bytes of the names in virNodeCPUStats and virNodeMemoryStats, with their NUL. */
#define VIR_NODE_CPU_STATS_FIELD_LENGTH 80
#define VIR_NODE_MEMORY_STATS_FIELD_LENGTH 80

/* Bytes of a UUID, raw and as text with its NUL. */
#define VIR_UUID_BUFLEN (16)
#define VIR_UUID_STRING_BUFLEN (36 + 1)

/* How many processors a host may have at most, from its virNodeInfo. */
#define VIR_NODEINFO_MAXCPUS(nodeinfo)                                                                       \
    ((nodeinfo).threads * (nodeinfo).cores * (nodeinfo).sockets * (nodeinfo).nodes)

/* Figures of virNodeGetCPUStats; nanoseconds unless noted. */
#define VIR_NODE_CPU_STATS_KERNEL "kernel"           /* in the kernel */
#define VIR_NODE_CPU_STATS_USER "user"               /* in processes */
#define VIR_NODE_CPU_STATS_IDLE "idle"               /* idle */
#define VIR_NODE_CPU_STATS_IOWAIT "iowait"           /* waiting for I/O */
#define VIR_NODE_CPU_STATS_INTR "intr"               /* handling interrupts */
#define VIR_NODE_CPU_STATS_UTILIZATION "utilization" /* percent in use */

/* Figures of virNodeGetMemoryStats, in KiB. */
#define VIR_NODE_MEMORY_STATS_TOTAL "total"     /* usable in all */
#define VIR_NODE_MEMORY_STATS_FREE "free"       /* free */
#define VIR_NODE_MEMORY_STATS_BUFFERS "buffers" /* buffers of block devices */
#define VIR_NODE_MEMORY_STATS_CACHED "cached"   /* cached files */

/* Parameters of virNodeGetMemoryParameters: how the kernel merges equal pages. */

/* uint: pages looked at before a pause */
#define VIR_NODE_MEMORY_SHARED_PAGES_TO_SCAN "shm_pages_to_scan"
/* uint: the pause, in milliseconds */
#define VIR_NODE_MEMORY_SHARED_SLEEP_MILLISECS "shm_sleep_millisecs"
/* ullong: merged pages, read only */
#define VIR_NODE_MEMORY_SHARED_PAGES_SHARED "shm_pages_shared"
/* ullong: pages that were saved, read only */
#define VIR_NODE_MEMORY_SHARED_PAGES_SHARING "shm_pages_sharing"
/* ullong: pages without an equal, read only */
#define VIR_NODE_MEMORY_SHARED_PAGES_UNSHARED "shm_pages_unshared"
/* ullong: pages that change too fast, read only */
#define VIR_NODE_MEMORY_SHARED_PAGES_VOLATILE "shm_pages_volatile"
/* ullong: rounds through all memory, read only */
#define VIR_NODE_MEMORY_SHARED_FULL_SCANS "shm_full_scans"
/* uint: 1 to merge pages of different NUMA cells */
#define VIR_NODE_MEMORY_SHARED_MERGE_ACROSS_NODES "shm_merge_across_nodes"

/* Parameters of virNodeGetSEVInfo. */

/* string: the platform's Diffie-Hellman key, base64 */
#define VIR_NODE_SEV_PDH "pdh"
/* string: the platform's certificates, base64 */
#define VIR_NODE_SEV_CERT_CHAIN "cert-chain"
/* string: the id of the first processor, base64 */
#define VIR_NODE_SEV_CPU0_ID "cpu0-id"
/* uint: the address bit that marks encrypted pages */
#define VIR_NODE_SEV_CBITPOS "cbitpos"
/* uint: address bits that encryption takes */
#define VIR_NODE_SEV_REDUCED_PHYS_BITS "reduced-phys-bits"
/* uint: how many SEV guests at once */
#define VIR_NODE_SEV_MAX_GUESTS "max-guests"
/* uint: how many SEV-ES guests at once */
#define VIR_NODE_SEV_MAX_ES_GUESTS "max-es-guests"

/* Parameters of virConnectSetIdentity. */

/* string */
#define VIR_CONNECT_IDENTITY_USER_NAME "user-name"
/* ullong */
#define VIR_CONNECT_IDENTITY_UNIX_USER_ID "unix-user-id"
/* string */
#define VIR_CONNECT_IDENTITY_GROUP_NAME "group-name"
/* ullong */
#define VIR_CONNECT_IDENTITY_UNIX_GROUP_ID "unix-group-id"
/* llong */
#define VIR_CONNECT_IDENTITY_PROCESS_ID "process-id"
/* ullong: the process's start, as the kernel counts it */
#define VIR_CONNECT_IDENTITY_PROCESS_TIME "process-time"
/* string */
#define VIR_CONNECT_IDENTITY_SASL_USER_NAME "sasl-user-name"
/* string */
#define VIR_CONNECT_IDENTITY_X509_DISTINGUISHED_NAME "x509-distinguished-name"
/* string */
#define VIR_CONNECT_IDENTITY_SELINUX_CONTEXT "selinux-context"

/* How a host or a guest goes to sleep. Since 0.9.8. */
typedef enum {
    VIR_NODE_SUSPEND_TARGET_MEM = 0,
    VIR_NODE_SUSPEND_TARGET_DISK = 1,
    VIR_NODE_SUSPEND_TARGET_HYBRID = 2,
#ifdef VIR_ENUM_SENTINELS
    VIR_NODE_SUSPEND_TARGET_LAST = 3, /* one more than the last */
#endif
} virNodeSuspendTarget;

/* Stands for all processors in virNodeGetCPUStats. Since 0.9.3. */
typedef enum {
    VIR_NODE_CPU_STATS_ALL_CPUS = -1,
} virNodeGetCPUStatsAllCPUs;

/* Stands for all NUMA cells in virNodeGetMemoryStats. Since 0.9.3. */
typedef enum {
    VIR_NODE_MEMORY_STATS_ALL_CELLS = -1,
} virNodeGetMemoryStatsAllCells;

/* How a connection is opened. Since 0.4.1. */
typedef enum {
    VIR_CONNECT_RO = 1 << 0,
    VIR_CONNECT_NO_ALIASES = 1 << 1, /* since 0.9.7 */
} virConnectFlags;

/* What a credential callback is asked for. Since 0.4.1. */
typedef enum {
    VIR_CRED_USERNAME = 1,
    VIR_CRED_AUTHNAME = 2,
    VIR_CRED_LANGUAGE = 3,
    VIR_CRED_CNONCE = 4,
    VIR_CRED_PASSPHRASE = 5,
    VIR_CRED_ECHOPROMPT = 6,
    VIR_CRED_NOECHOPROMPT = 7,
    VIR_CRED_REALM = 8,
    VIR_CRED_EXTERNAL = 9,
#ifdef VIR_ENUM_SENTINELS
    VIR_CRED_LAST = 10, /* one more than the last */
#endif
} virConnectCredentialType;

/* How a processor compares with the host's. Since 0.7.5. */
typedef enum {
    VIR_CPU_COMPARE_ERROR = -1,
    VIR_CPU_COMPARE_INCOMPATIBLE = 0,
    VIR_CPU_COMPARE_IDENTICAL = 1,
    VIR_CPU_COMPARE_SUPERSET = 2,
#ifdef VIR_ENUM_SENTINELS
    VIR_CPU_COMPARE_LAST = 3, /* one more than the last */
#endif
} virCPUCompareResult;

/* How processors are compared. Since 1.2.6. */
typedef enum {
    VIR_CONNECT_COMPARE_CPU_FAIL_INCOMPATIBLE = 1 << 0,
    VIR_CONNECT_COMPARE_CPU_VALIDATE_XML = 1 << 1, /* since 6.9.0 */
} virConnectCompareCPUFlags;

/* How a common processor is described. Since 1.1.2. */
typedef enum {
    VIR_CONNECT_BASELINE_CPU_EXPAND_FEATURES = 1 << 0,
    VIR_CONNECT_BASELINE_CPU_MIGRATABLE = 1 << 1, /* since 1.2.14 */
} virConnectBaselineCPUFlags;

/* Whether a pool of huge pages grows by a number or is set to it. Since 1.2.9. */
typedef enum {
    VIR_NODE_ALLOC_PAGES_ADD = 0,
    VIR_NODE_ALLOC_PAGES_SET = 1 << 0,
} virNodeAllocPagesFlags;

/* The basic figures of a host. Since 0.1.0. */
typedef struct _virNodeInfo {
    char model[32];       /* the processor's model, NUL-terminated */
    unsigned long memory; /* KiB */
    unsigned int cpus;    /* processors that are online */
    unsigned int mhz;     /* expected speed; 0 when unknown */
    unsigned int nodes;   /* NUMA cells; 1 when the arrangement is irregular */
    unsigned int sockets; /* per node */
    unsigned int cores;   /* per socket */
    unsigned int threads; /* per core */
} virNodeInfo;
typedef virNodeInfo *virNodeInfoPtr;

/* The security label of a domain's process. Since 0.6.1. */
typedef struct _virSecurityLabel {
    char label[VIR_SECURITY_LABEL_BUFLEN]; /* NUL-terminated */
    int enforcing;                         /* 1 when the model forbids, 0 when it only reports */
} virSecurityLabel;
typedef virSecurityLabel *virSecurityLabelPtr;

/* A security model of the host. Both texts are NUL-terminated. Since 0.6.1. */
typedef struct _virSecurityModel {
    char model[VIR_SECURITY_MODEL_BUFLEN]; /* its name */
    char doi[VIR_SECURITY_DOI_BUFLEN];     /* its domain of interpretation */
} virSecurityModel;
typedef virSecurityModel *virSecurityModelPtr;

/* One figure of the host's processors. Since 0.9.3. */
typedef struct _virNodeCPUStats {
    char field[VIR_NODE_CPU_STATS_FIELD_LENGTH]; /* a VIR_NODE_CPU_STATS_* name */
    unsigned long long value;                    /* nanoseconds, or percent for the utilization */
} virNodeCPUStats;
typedef virNodeCPUStats *virNodeCPUStatsPtr;

/* One figure of the host's memory. Since 0.9.3. */
typedef struct _virNodeMemoryStats {
    char field[VIR_NODE_MEMORY_STATS_FIELD_LENGTH]; /* a VIR_NODE_MEMORY_STATS_* name */
    unsigned long long value;                       /* KiB */
} virNodeMemoryStats;
typedef virNodeMemoryStats *virNodeMemoryStatsPtr;

/* One credential that is asked for. The library owns all but the result. Since 0.4.1. */
typedef struct _virConnectCredential {
    int type;               /* a virConnectCredentialType */
    const char *prompt;     /* what to show to the person */
    const char *challenge;  /* more to show, or NULL */
    const char *defresult;  /* the answer to assume when the person gives none, or NULL */
    char *result;           /* the answer, allocated by the callback with malloc and freed by the library */
    unsigned int resultlen; /* bytes of the answer, without a NUL */
} virConnectCredential;
typedef virConnectCredential *virConnectCredentialPtr;

/* Is told that a connection was lost, and why: a virConnectCloseReason. */
typedef void (*virConnectCloseFunc)(virConnectPtr connection, int reason, void *opaque);

/* Answers credentials: fills the result of each, and answers 0, or -1 to give up. */
typedef int (*virConnectAuthCallbackPtr)(virConnectCredentialPtr cred, unsigned int ncred, void *cbdata);

/* How a program can be asked for credentials. Since 0.4.1. */
typedef struct _virConnectAuth {
    int *credtype;                /* the virConnectCredentialType values that the callback understands */
    unsigned int ncredtype;       /* how many */
    virConnectAuthCallbackPtr cb; /* is asked */
    void *cbdata;                 /* passed to it as it is */
} virConnectAuth;
typedef virConnectAuth *virConnectAuthPtr;

/* Credentials that are asked for on the terminal; for virConnectOpenAuth. Since 0.4.0. */
VIR_EXPORT_VAR virConnectAuthPtr virConnectAuthPtrDefault;

#ifdef __cplusplus
}
#endif

#include <libvirt/calls-connect.h>
#include <libvirt/calls-library.h>
#include <libvirt/calls-node.h>

#endif
