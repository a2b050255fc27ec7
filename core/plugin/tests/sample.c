/* SPDX-License-Identifier: MIT */
/*
 * A good plugin that tests turn into any number of others: they write another name over `name`, and another
 * manifest over the one in the note, which has room for it. The threading that it declares is the digit after the mark.
 */
#include <modvirt/plugin.h>
#include <string.h>

static const char name[64] = "sample/name";
static const volatile char threading[] = "sample/threading=3";
static int session;
static int32_t running;

static int32_t open_session(const modvirt_open *request, modvirt_session **out, const modvirt_call *call)
{
    (void)request;
    (void)call;
    *out = (modvirt_session *)&session;
    return 0;
}

static void close_session(modvirt_session *closed)
{
    (void)closed;
}

/* Answers whether the plugin runs, for tests of start and stop. */
static int32_t get_hostname(modvirt_session *used, const modvirt_string_sink *result,
                            const modvirt_call *call)
{
    (void)used;
    (void)call;
    const char *state = running ? "running" : "stopped";
    return result->put(result, state, strlen(state));
}

static int32_t start(const modvirt_call *call)
{
    (void)call;
    running = 1;
    return 0;
}

static void stop(void)
{
    running = 0;
}

static const modvirt_hypervisor_v1 hypervisor = {
    .struct_size = sizeof hypervisor,
    .open = open_session,
    .close = close_session,
    .connect_get_hostname = get_hostname,
};

static const modvirt_network_v1 network = {
    .struct_size = sizeof network,
    .open = open_session,
    .close = close_session,
};

static const modvirt_storage_backend_v1 storage_backend = {
    .struct_size = sizeof storage_backend,
    .open = open_session,
    .close = close_session,
};

static const modvirt_secret_v1 secret = {
    .struct_size = sizeof secret,
    .open = open_session,
    .close = close_session,
};

static modvirt_plugin_v1 plugin = {
    .struct_size = sizeof plugin,
    .name = name,
    .version = "1.0",
    .type_name = "Sample",
    .hypervisor = &hypervisor,
    .network = &network,
    .storage_backend = &storage_backend,
    .secret = &secret,
    .start = start,
    .stop = stop,
};

__attribute__((visibility("default"))) int32_t
modvirt_plugin_negotiate_v1(const modvirt_host_v1 *host, uint32_t *abi_minor, const modvirt_plugin_v1 **out);

int32_t modvirt_plugin_negotiate_v1(const modvirt_host_v1 *host, uint32_t *abi_minor,
                                    const modvirt_plugin_v1 **out)
{
    (void)host;
    (void)abi_minor;
    plugin.threading = (uint32_t)(threading[sizeof threading - 2] - '0');
    *out = &plugin;
    return MODVIRT_NEGOTIATE_OK;
}
