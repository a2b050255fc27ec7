/* SPDX-License-Identifier: MIT */
/* The host of a test: it remembers what it is told, and offers nothing that would need a second thread. */
#include "testing.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static modvirt_testing_host *self(const modvirt_host_v1 *host)
{
    return host->data;
}

static void remember_log(const modvirt_host_v1 *host, uint32_t level, const char *category, const char *message)
{
    (void)level;
    snprintf(self(host)->last_log, sizeof self(host)->last_log, "%s: %s", category, message);
}

static void remember_refusal(const modvirt_host_v1 *host, const char *reason, const char *hint)
{
    snprintf(self(host)->refusal, sizeof self(host)->refusal, "%s%s%s", reason, hint ? "; " : "", hint ? hint : "");
}

static const void *no_interface(const modvirt_host_v1 *host, const char *name)
{
    (void)host;
    (void)name;
    return NULL;
}

static void remember_event(const modvirt_host_v1 *host, modvirt_connection *connection,
                           const modvirt_domain_event *event)
{
    modvirt_testing_host *to = self(host);
    (void)connection;
    ++to->event_count;
    to->last_event_type = event->type;
    to->last_event_detail = event->detail;
    snprintf(to->last_event_domain, sizeof to->last_event_domain, "%s", event->domain->name);
}

static void ignore_close(const modvirt_host_v1 *host, modvirt_connection *connection, int32_t reason)
{
    (void)host;
    (void)connection;
    (void)reason;
}

static int32_t no_watch(const modvirt_host_v1 *host, int32_t fd, uint32_t events,
                        void (*ready)(int32_t, int32_t, uint32_t, void *), void *data)
{
    (void)host;
    (void)fd;
    (void)events;
    (void)ready;
    (void)data;
    return -1;
}

static int32_t no_rewatch(const modvirt_host_v1 *host, int32_t id, uint32_t events)
{
    (void)host;
    (void)id;
    (void)events;
    return -1;
}

static int32_t no_timer(const modvirt_host_v1 *host, uint32_t delay_ms, void (*expired)(int32_t, void *), void *data)
{
    (void)host;
    (void)delay_ms;
    (void)expired;
    (void)data;
    return -1;
}

static void ignore_cancel(const modvirt_host_v1 *host, int32_t id)
{
    (void)host;
    (void)id;
}

static int32_t no_setting(const modvirt_host_v1 *host, const char *plugin, const char *key,
                          const modvirt_string_sink *value)
{
    (void)host;
    (void)plugin;
    (void)key;
    (void)value;
    return 1;
}

static int32_t give_directory(const modvirt_host_v1 *host, const char *plugin, uint32_t which,
                              const modvirt_string_sink *path)
{
    const char *directory = self(host)->directory;
    (void)plugin;
    (void)which;
    if (directory == NULL)
        return ENOENT;
    path->put(path, directory, strlen(directory));
    return 0;
}

static int32_t no_child(const modvirt_host_v1 *host, const modvirt_spawn *spawn, int64_t *pid, int32_t *pidfd)
{
    (void)host;
    (void)spawn;
    (void)pid;
    (void)pidfd;
    return ENOSYS;
}

static void ignore_count(const modvirt_host_v1 *host, const char *metric, int64_t delta)
{
    (void)host;
    (void)metric;
    (void)delta;
}

void modvirt_testing_init_host(modvirt_testing_host *host)
{
    const modvirt_host_v1 table = {
        .struct_size = sizeof table,
        .abi_minor = MODVIRT_ABI_MINOR,
        .host_version = "testing",
        .data = host,
        .log = remember_log,
        .refuse = remember_refusal,
        .get_interface = no_interface,
        .emit_domain_event = remember_event,
        .emit_close = ignore_close,
        .watch_fd = no_watch,
        .rewatch_fd = no_rewatch,
        .start_timer = no_timer,
        .cancel = ignore_cancel,
        .config = no_setting,
        .directory = give_directory,
        .spawn = no_child,
        .count = ignore_count,
    };
    memset(host, 0, sizeof *host);
    host->table = table;
}
