/* SPDX-License-Identifier: MIT */
/* Stands for the hypervisor: replace it by your own. */
#ifndef @NAME@_MACHINE_H
#define @NAME@_MACHINE_H

#include <stdint.h>

/* The numbers are those of virDomainState. */
enum { MACHINE_RUNNING = 1, MACHINE_PAUSED = 3, MACHINE_SHUT_OFF = 5 };

struct machine {
    const char *name;
    uint8_t uuid[16];
    uint64_t memory_kib;
    uint32_t vcpus;
    int32_t state;
};

void machine_init(struct machine *machine);

/* -1 while it is shut off. */
int32_t machine_id(const struct machine *machine);

/* Whether a list that is narrowed by virConnectListAllDomainsFlags shows it. */
int machine_is_listed(const struct machine *machine, uint32_t flags);

#endif
