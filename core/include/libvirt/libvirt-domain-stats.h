/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Domains: figures of many at once. */
#ifndef LIBVIRT_DOMAIN_STATS_H
#define LIBVIRT_DOMAIN_STATS_H

#include <libvirt/libvirt-domain-state.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Groups of figures of a domain. Since 1.2.8. */
typedef enum {
    VIR_DOMAIN_STATS_STATE = 1 << 0,
    VIR_DOMAIN_STATS_CPU_TOTAL = 1 << 1, /* since 1.2.9 */
    VIR_DOMAIN_STATS_BALLOON = 1 << 2,   /* since 1.2.9 */
    VIR_DOMAIN_STATS_VCPU = 1 << 3,      /* since 1.2.9 */
    VIR_DOMAIN_STATS_INTERFACE = 1 << 4, /* since 1.2.9 */
    VIR_DOMAIN_STATS_BLOCK = 1 << 5,     /* since 1.2.9 */
    VIR_DOMAIN_STATS_PERF = 1 << 6,      /* since 1.3.3 */
    VIR_DOMAIN_STATS_IOTHREAD = 1 << 7,  /* since 4.10.0 */
    VIR_DOMAIN_STATS_MEMORY = 1 << 8,    /* since 6.0.0 */
    VIR_DOMAIN_STATS_DIRTYRATE = 1 << 9, /* since 7.2.0 */
    VIR_DOMAIN_STATS_VM = 1 << 10,       /* since 8.9.0 */
} virDomainStatsTypes;

/* Which domains are told about, and how hard to try. Since 1.2.8. */
__extension__ typedef enum {
    VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE = VIR_CONNECT_LIST_DOMAINS_ACTIVE,
    VIR_CONNECT_GET_ALL_DOMAINS_STATS_INACTIVE = VIR_CONNECT_LIST_DOMAINS_INACTIVE,
    VIR_CONNECT_GET_ALL_DOMAINS_STATS_PERSISTENT = VIR_CONNECT_LIST_DOMAINS_PERSISTENT,
    VIR_CONNECT_GET_ALL_DOMAINS_STATS_TRANSIENT = VIR_CONNECT_LIST_DOMAINS_TRANSIENT,
    VIR_CONNECT_GET_ALL_DOMAINS_STATS_RUNNING = VIR_CONNECT_LIST_DOMAINS_RUNNING,
    VIR_CONNECT_GET_ALL_DOMAINS_STATS_PAUSED = VIR_CONNECT_LIST_DOMAINS_PAUSED,
    VIR_CONNECT_GET_ALL_DOMAINS_STATS_SHUTOFF = VIR_CONNECT_LIST_DOMAINS_SHUTOFF,
    VIR_CONNECT_GET_ALL_DOMAINS_STATS_OTHER = VIR_CONNECT_LIST_DOMAINS_OTHER,
    VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT = 1 << 29,  /* since 4.5.0 */
    VIR_CONNECT_GET_ALL_DOMAINS_STATS_BACKING = 1 << 30, /* since 1.2.12 */
    VIR_CONNECT_GET_ALL_DOMAINS_STATS_ENFORCE_STATS = 1u << 31,
} virConnectGetAllDomainStatsFlags;

/* The figures of one domain. Freed with the whole list by virDomainStatsRecordListFree. Since 1.2.8. */
typedef struct _virDomainStatsRecord {
    virDomainPtr dom;            /* the domain */
    virTypedParameterPtr params; /* the figures */
    int nparams;                 /* how many */
} virDomainStatsRecord;
typedef virDomainStatsRecord *virDomainStatsRecordPtr;

#ifdef __cplusplus
}
#endif

#endif
