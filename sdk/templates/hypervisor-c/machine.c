/* SPDX-License-Identifier: MIT */
#include "machine.h"

#include <stddef.h>

void machine_init(struct machine *machine)
{
    *machine = (struct machine){
        .name = "first",
        .uuid = {0x5e, 0x0d, 0x1a, 0x3c, 0x9b, 0x42, 0x4f, 0x10, 0x8a, 0x66, 0x21, 0x7d, 0xc0, 0xfe, 0x00, 0x02},
        .memory_kib = 512 * 1024,
        .vcpus = 1,
        .state = MACHINE_SHUT_OFF,
    };
}

int32_t machine_id(const struct machine *machine)
{
    return machine->state == MACHINE_SHUT_OFF ? -1 : 1;
}

static uint32_t traits(const struct machine *machine)
{
    /* Persistent; no managed save, autostart, snapshot or checkpoint. */
    const uint32_t always = 4 | 512 | 2048 | 8192 | 32768;
    switch (machine->state) {
    case MACHINE_RUNNING:
        return always | 1 | 16;
    case MACHINE_PAUSED:
        return always | 1 | 32;
    default:
        return always | 2 | 64;
    }
}

/* It is listed when it has one of the traits of every group that the caller names. */
int machine_is_listed(const struct machine *machine, uint32_t flags)
{
    static const uint32_t groups[] = {0x3, 0xc, 0xf0, 0x300, 0xc00, 0x3000, 0xc000};
    const uint32_t has = traits(machine);
    for (size_t index = 0; index < sizeof groups / sizeof *groups; ++index) {
        const uint32_t wanted = flags & groups[index];
        if (wanted != 0 && (wanted & has) == 0)
            return 0;
    }
    return 1;
}
