/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Domains: memory. */
#ifndef LIBVIRT_DOMAIN_MEMORY_H
#define LIBVIRT_DOMAIN_MEMORY_H

#include <libvirt/libvirt-domain-state.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The figure that stands for no limit. */
#define VIR_DOMAIN_MEMORY_PARAM_UNLIMITED 9007199254740991LL /* INT64_MAX >> 10 */

/* Parameters of virDomainGetMemoryParameters; ullong, KiB. */

/* memory at most */
#define VIR_DOMAIN_MEMORY_HARD_LIMIT "hard_limit"
/* memory at most while the host is short of it */
#define VIR_DOMAIN_MEMORY_SOFT_LIMIT "soft_limit"
/* memory at least */
#define VIR_DOMAIN_MEMORY_MIN_GUARANTEE "min_guarantee"
/* memory and swap together at most */
#define VIR_DOMAIN_MEMORY_SWAP_HARD_LIMIT "swap_hard_limit"

/* What a figure of a guest's memory tells; KiB unless noted. Since 0.7.5. */
typedef enum {
    VIR_DOMAIN_MEMORY_STAT_SWAP_IN = 0,
    VIR_DOMAIN_MEMORY_STAT_SWAP_OUT = 1,
    VIR_DOMAIN_MEMORY_STAT_MAJOR_FAULT = 2,
    VIR_DOMAIN_MEMORY_STAT_MINOR_FAULT = 3,
    VIR_DOMAIN_MEMORY_STAT_UNUSED = 4,
    VIR_DOMAIN_MEMORY_STAT_AVAILABLE = 5,
    VIR_DOMAIN_MEMORY_STAT_ACTUAL_BALLOON = 6,   /* since 0.9.3 */
    VIR_DOMAIN_MEMORY_STAT_RSS = 7,              /* since 0.9.10 */
    VIR_DOMAIN_MEMORY_STAT_USABLE = 8,           /* since 2.1.0 */
    VIR_DOMAIN_MEMORY_STAT_LAST_UPDATE = 9,      /* since 2.1.0 */
    VIR_DOMAIN_MEMORY_STAT_DISK_CACHES = 10,     /* since 4.6.0 */
    VIR_DOMAIN_MEMORY_STAT_HUGETLB_PGALLOC = 11, /* since 5.4.0 */
    VIR_DOMAIN_MEMORY_STAT_HUGETLB_PGFAIL = 12,  /* since 5.4.0 */
    VIR_DOMAIN_MEMORY_STAT_NR = 13,
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_MEMORY_STAT_LAST = 13, /* one more than the last */
#endif
} virDomainMemoryStatTags;

/* Which amount of memory is meant. Since 0.9.0. */
typedef enum {
    VIR_DOMAIN_MEM_CURRENT = VIR_DOMAIN_AFFECT_CURRENT, /* since 0.9.1 */
    VIR_DOMAIN_MEM_LIVE = VIR_DOMAIN_AFFECT_LIVE,
    VIR_DOMAIN_MEM_CONFIG = VIR_DOMAIN_AFFECT_CONFIG,
    VIR_DOMAIN_MEM_MAXIMUM = 1 << 2, /* since 0.9.1 */
} virDomainMemoryModFlags;

/* What kind of address a guest's memory is read from. Since 0.4.4. */
typedef enum {
    VIR_MEMORY_VIRTUAL = 1 << 0,
    VIR_MEMORY_PHYSICAL = 1 << 1, /* since 0.7.0 */
} virDomainMemoryFlags;

/* The types of memory parameters, by their old names. Since 0.8.5. */
typedef enum {
    VIR_DOMAIN_MEMORY_PARAM_INT = VIR_TYPED_PARAM_INT,
    VIR_DOMAIN_MEMORY_PARAM_UINT = VIR_TYPED_PARAM_UINT,
    VIR_DOMAIN_MEMORY_PARAM_LLONG = VIR_TYPED_PARAM_LLONG,
    VIR_DOMAIN_MEMORY_PARAM_ULLONG = VIR_TYPED_PARAM_ULLONG,
    VIR_DOMAIN_MEMORY_PARAM_DOUBLE = VIR_TYPED_PARAM_DOUBLE,
    VIR_DOMAIN_MEMORY_PARAM_BOOLEAN = VIR_TYPED_PARAM_BOOLEAN,
} virMemoryParameterType;

/* One figure of a guest's memory. Since 0.7.5. */
typedef struct _virDomainMemoryStat {
    int tag;                /* a virDomainMemoryStatTags */
    unsigned long long val; /* the figure */
} virDomainMemoryStatStruct;
typedef virDomainMemoryStatStruct *virDomainMemoryStatPtr;

/* The old names of a typed parameter, for programs written before it had one name. Since 0.8.5. */
#define VIR_DOMAIN_MEMORY_FIELD_LENGTH VIR_TYPED_PARAM_FIELD_LENGTH
#define _virMemoryParameter _virTypedParameter
typedef struct _virTypedParameter virMemoryParameter;
typedef virMemoryParameter *virMemoryParameterPtr;

#ifdef __cplusplus
}
#endif

#endif
