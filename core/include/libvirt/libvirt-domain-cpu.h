/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Domains: processors, schedulers, I/O threads and NUMA. */
#ifndef LIBVIRT_DOMAIN_CPU_H
#define LIBVIRT_DOMAIN_CPU_H

#include <libvirt/libvirt-domain-state.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Maps of processors: a bit for each, lowest first. */

/* The bytes that a map of so many processors takes. */
#define VIR_CPU_MAPLEN(cpu) (((cpu) + 7) / 8)

/* Sets, clears and reads the bit of a processor. */
#define VIR_USE_CPU(cpumap, cpu) ((cpumap)[(cpu) >> 3] |= (1 << ((cpu)&7)))
#define VIR_UNUSE_CPU(cpumap, cpu) ((cpumap)[(cpu) >> 3] &= ~(1 << ((cpu)&7)))
#define VIR_CPU_USED(cpumap, cpu) ((cpumap)[(cpu) >> 3] & (1 << ((cpu)&7)))

/* The map of one virtual processor among several; a copy of it; and the bit of a processor in it. */
#define VIR_GET_CPUMAP(cpumaps, maplen, vcpu) (&(cpumaps)[(maplen) * (vcpu)])
#define VIR_COPY_CPUMAP(cpumaps, maplen, vcpu, cpumap)                                                       \
    memcpy((cpumap), VIR_GET_CPUMAP(cpumaps, maplen, vcpu), (maplen))
#define VIR_CPU_USABLE(cpumaps, maplen, vcpu, cpu) VIR_CPU_USED(VIR_GET_CPUMAP(cpumaps, maplen, vcpu), cpu)

/* Scheduler parameters. Periods and quotas are in microseconds. */

/* ullong: weight among all domains */
#define VIR_DOMAIN_SCHEDULER_CPU_SHARES "cpu_shares"
/* ullong: of the whole domain */
#define VIR_DOMAIN_SCHEDULER_GLOBAL_PERIOD "global_period"
/* llong: of the whole domain */
#define VIR_DOMAIN_SCHEDULER_GLOBAL_QUOTA "global_quota"
/* ullong: of each virtual processor */
#define VIR_DOMAIN_SCHEDULER_VCPU_PERIOD "vcpu_period"
/* llong: of each virtual processor */
#define VIR_DOMAIN_SCHEDULER_VCPU_QUOTA "vcpu_quota"
/* ullong: of the rest of the process */
#define VIR_DOMAIN_SCHEDULER_EMULATOR_PERIOD "emulator_period"
/* llong: of the rest of the process */
#define VIR_DOMAIN_SCHEDULER_EMULATOR_QUOTA "emulator_quota"
/* ullong: of each I/O thread */
#define VIR_DOMAIN_SCHEDULER_IOTHREAD_PERIOD "iothread_period"
/* llong: of each I/O thread */
#define VIR_DOMAIN_SCHEDULER_IOTHREAD_QUOTA "iothread_quota"
/* uint: Xen, relative share */
#define VIR_DOMAIN_SCHEDULER_WEIGHT "weight"
/* uint: Xen, percent of one processor at most */
#define VIR_DOMAIN_SCHEDULER_CAP "cap"
/* llong: ESX, MHz guaranteed */
#define VIR_DOMAIN_SCHEDULER_RESERVATION "reservation"
/* llong: ESX, MHz at most */
#define VIR_DOMAIN_SCHEDULER_LIMIT "limit"
/* int: ESX, relative share */
#define VIR_DOMAIN_SCHEDULER_SHARES "shares"

/* Figures of virDomainGetCPUStats; ullong, nanoseconds. */
#define VIR_DOMAIN_CPU_STATS_CPUTIME "cpu_time"       /* all */
#define VIR_DOMAIN_CPU_STATS_USERTIME "user_time"     /* in processes */
#define VIR_DOMAIN_CPU_STATS_SYSTEMTIME "system_time" /* in the kernel */
#define VIR_DOMAIN_CPU_STATS_VCPUTIME "vcpu_time"     /* of virtual processors */

/* Parameters of virDomainSetIOThreadParams. */

/* ullong: longest time to poll, in nanoseconds; 0 for none */
#define VIR_DOMAIN_IOTHREAD_POLL_MAX_NS "poll_max_ns"
/* uint: factor by which polling grows; 0 for the default */
#define VIR_DOMAIN_IOTHREAD_POLL_GROW "poll_grow"
/* uint: divisor by which polling shrinks; 0 for at once */
#define VIR_DOMAIN_IOTHREAD_POLL_SHRINK "poll_shrink"
/* int: worker threads at least */
#define VIR_DOMAIN_IOTHREAD_THREAD_POOL_MIN "thread_pool_min"
/* int: worker threads at most */
#define VIR_DOMAIN_IOTHREAD_THREAD_POOL_MAX "thread_pool_max"

/* Performance counters of virDomainGetPerfEvents; boolean. */

/* cache in use */
#define VIR_PERF_PARAM_CMT "cmt"
/* bandwidth of all memory */
#define VIR_PERF_PARAM_MBMT "mbmt"
/* bandwidth of local memory */
#define VIR_PERF_PARAM_MBML "mbml"
/* cache misses */
#define VIR_PERF_PARAM_CACHE_MISSES "cache_misses"
/* cache hits and misses */
#define VIR_PERF_PARAM_CACHE_REFERENCES "cache_references"
/* instructions */
#define VIR_PERF_PARAM_INSTRUCTIONS "instructions"
/* cycles */
#define VIR_PERF_PARAM_CPU_CYCLES "cpu_cycles"
/* branches */
#define VIR_PERF_PARAM_BRANCH_INSTRUCTIONS "branch_instructions"
/* branches predicted wrongly */
#define VIR_PERF_PARAM_BRANCH_MISSES "branch_misses"
/* cycles of the bus */
#define VIR_PERF_PARAM_BUS_CYCLES "bus_cycles"
/* cycles lost while fetching */
#define VIR_PERF_PARAM_STALLED_CYCLES_FRONTEND "stalled_cycles_frontend"
/* cycles lost while executing */
#define VIR_PERF_PARAM_STALLED_CYCLES_BACKEND "stalled_cycles_backend"
/* cycles at the nominal speed */
#define VIR_PERF_PARAM_REF_CPU_CYCLES "ref_cpu_cycles"
/* time on any processor */
#define VIR_PERF_PARAM_CPU_CLOCK "cpu_clock"
/* time of the task */
#define VIR_PERF_PARAM_TASK_CLOCK "task_clock"
/* page faults */
#define VIR_PERF_PARAM_PAGE_FAULTS "page_faults"
/* switches of task */
#define VIR_PERF_PARAM_CONTEXT_SWITCHES "context_switches"
/* moves between processors */
#define VIR_PERF_PARAM_CPU_MIGRATIONS "cpu_migrations"
/* page faults without I/O */
#define VIR_PERF_PARAM_PAGE_FAULTS_MIN "page_faults_min"
/* page faults with I/O */
#define VIR_PERF_PARAM_PAGE_FAULTS_MAJ "page_faults_maj"
/* misaligned accesses */
#define VIR_PERF_PARAM_ALIGNMENT_FAULTS "alignment_faults"
/* instructions that had to be emulated */
#define VIR_PERF_PARAM_EMULATION_FAULTS "emulation_faults"

/* Parameters of virDomainGetNumaParameters. */

/* string: the cells, as a list such as "0-3,^2" */
#define VIR_DOMAIN_NUMA_NODESET "numa_nodeset"
/* int: a virDomainNumatuneMemMode */
#define VIR_DOMAIN_NUMA_MODE "numa_mode"

/* What a virtual processor is doing. Since 0.1.4. */
typedef enum {
    VIR_VCPU_OFFLINE = 0,
    VIR_VCPU_RUNNING = 1,
    VIR_VCPU_BLOCKED = 2,
#ifdef VIR_ENUM_SENTINELS
    VIR_VCPU_LAST = 3, /* one more than the last */
#endif
} virVcpuState;

/* Stands for the host processor when there is none to name. Since 6.10.0. */
typedef enum {
    VIR_VCPU_INFO_CPU_UNAVAILABLE = -2,
    VIR_VCPU_INFO_CPU_OFFLINE = -1,
} virVcpuHostCpuState;

/* Which number of virtual processors is meant. Since 0.8.5. */
typedef enum {
    VIR_DOMAIN_VCPU_CURRENT = VIR_DOMAIN_AFFECT_CURRENT, /* since 0.9.4 */
    VIR_DOMAIN_VCPU_LIVE = VIR_DOMAIN_AFFECT_LIVE,
    VIR_DOMAIN_VCPU_CONFIG = VIR_DOMAIN_AFFECT_CONFIG,
    VIR_DOMAIN_VCPU_MAXIMUM = 1 << 2,
    VIR_DOMAIN_VCPU_GUEST = 1 << 3,        /* since 1.1.0 */
    VIR_DOMAIN_VCPU_HOTPLUGGABLE = 1 << 4, /* since 2.4.0 */
} virDomainVcpuFlags;

/* The types of scheduler parameters, by their old names. Since 0.2.3. */
typedef enum {
    VIR_DOMAIN_SCHED_FIELD_INT = VIR_TYPED_PARAM_INT,
    VIR_DOMAIN_SCHED_FIELD_UINT = VIR_TYPED_PARAM_UINT,
    VIR_DOMAIN_SCHED_FIELD_LLONG = VIR_TYPED_PARAM_LLONG,
    VIR_DOMAIN_SCHED_FIELD_ULLONG = VIR_TYPED_PARAM_ULLONG,
    VIR_DOMAIN_SCHED_FIELD_DOUBLE = VIR_TYPED_PARAM_DOUBLE,
    VIR_DOMAIN_SCHED_FIELD_BOOLEAN = VIR_TYPED_PARAM_BOOLEAN,
} virSchedParameterType;

/* How strictly memory comes from the chosen NUMA cells. Since 0.9.9. */
typedef enum {
    VIR_DOMAIN_NUMATUNE_MEM_STRICT = 0,
    VIR_DOMAIN_NUMATUNE_MEM_PREFERRED = 1,
    VIR_DOMAIN_NUMATUNE_MEM_INTERLEAVE = 2,
    VIR_DOMAIN_NUMATUNE_MEM_RESTRICTIVE = 3, /* since 7.3.0 */
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_NUMATUNE_MEM_LAST = 4, /* one more than the last */
#endif
} virDomainNumatuneMemMode;

/* One virtual processor. Since 0.1.4. */
typedef struct _virVcpuInfo {
    unsigned int number;        /* counted from 0 */
    int state;                  /* a virVcpuState */
    unsigned long long cpuTime; /* nanoseconds */
    int cpu;                    /* the host processor it runs on, or a virVcpuHostCpuState */
} virVcpuInfo;
typedef virVcpuInfo *virVcpuInfoPtr;

/* One I/O thread. Freed with virDomainIOThreadInfoFree. Since 1.2.14. */
typedef struct _virDomainIOThreadInfo {
    unsigned int iothread_id; /* its id */
    unsigned char *cpumap;    /* a bit for every host processor that it may use */
    int cpumaplen;            /* bytes of the map */
} virDomainIOThreadInfo;
typedef virDomainIOThreadInfo *virDomainIOThreadInfoPtr;

/* The old names of a typed parameter, for programs written before it had one name. Since 0.2.3. */
#define VIR_DOMAIN_SCHED_FIELD_LENGTH VIR_TYPED_PARAM_FIELD_LENGTH
#define _virSchedParameter _virTypedParameter
typedef struct _virTypedParameter virSchedParameter;
typedef virSchedParameter *virSchedParameterPtr;

#ifdef __cplusplus
}
#endif

#endif
