/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A plugin whose tables are as long as SIZED says: OLDER ends each table early, as a plugin built for an
 * older minor has it, and NEWER goes on beyond what this host knows. What lies beyond the claimed size is
 * poison: calling it ends the process.
 */
#include <modvirt/plugin.h>

#include <stdlib.h>
#include <string.h>

#define OLDER 1
#define NEWER 2

struct modvirt_session {
    int unused;
};

static struct modvirt_session the_session;

static int32_t open_session(const modvirt_open *request, modvirt_session **session, const modvirt_call *call)
{
    (void)request;
    (void)call;
    *session = &the_session;
    return 0;
}

static void close_session(modvirt_session *session)
{
    (void)session;
}

static int32_t get_version(modvirt_session *session, uint64_t *version, const modvirt_call *call)
{
    (void)session;
    (void)call;
    *version = 1002003;
    return 0;
}

static void poison(void)
{
    abort();
}

/* The tables as the plugin lays them out, with room for what no host knows yet. */
static struct {
    modvirt_hypervisor_v1 known;
    void (*unknown[16])(void);
} slots;

static struct {
    modvirt_plugin_v1 known;
    void (*unknown[4])(void);
} plugin;

static void poison_from(void *table, size_t begin, size_t end)
{
    void (*const value)(void) = poison;
    for (size_t at = begin; at < end; at += sizeof value)
        memcpy((char *)table + at, &value, sizeof value);
}

static void lay_out(void)
{
    memset(&slots, 0, sizeof slots);
    slots.known.open = open_session;
    slots.known.close = close_session;
    slots.known.connect_get_version = get_version;
    memset(&plugin, 0, sizeof plugin);
    plugin.known.threading = MODVIRT_THREADING_PARALLEL;
    plugin.known.name = FIXTURE_NAME;
    plugin.known.version = "1.2.3";
    plugin.known.type_name = "SIZED";
    plugin.known.hypervisor = &slots.known;
#if SIZED == OLDER
    slots.known.struct_size =
        offsetof(modvirt_hypervisor_v1, connect_get_version) + sizeof slots.known.connect_get_version;
    plugin.known.struct_size = offsetof(modvirt_plugin_v1, start);
#else
    slots.known.struct_size = sizeof slots;
    plugin.known.struct_size = sizeof plugin;
#endif
    poison_from(&slots, SIZED == OLDER ? slots.known.struct_size : sizeof slots.known, sizeof slots);
    poison_from(&plugin, SIZED == OLDER ? plugin.known.struct_size : sizeof plugin.known, sizeof plugin);
}

__attribute__((visibility("default"))) int32_t
modvirt_plugin_negotiate_v1(const modvirt_host_v1 *host, uint32_t *abi_minor, const modvirt_plugin_v1 **out);

int32_t modvirt_plugin_negotiate_v1(const modvirt_host_v1 *host, uint32_t *abi_minor,
                                    const modvirt_plugin_v1 **out)
{
    (void)host;
    *abi_minor = 0;
    lay_out();
    *out = &plugin.known;
    return MODVIRT_NEGOTIATE_OK;
}
