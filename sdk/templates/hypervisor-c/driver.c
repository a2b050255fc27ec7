/* SPDX-License-Identifier: MIT */
/* The driver of @name@:///default. One session is one open connection. */
#include <modvirt/plugin.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine.h"

/* Of virErrorNumber. */
enum { NO_MEMORY = 2, INVALID_ARG = 8, NO_DOMAIN = 42, OPERATION_INVALID = 55 };

/* Of virDomainEventType. */
enum { EVENT_STARTED = 2, EVENT_STOPPED = 5 };

struct modvirt_session {
    modvirt_connection *connection;
    struct machine machine;
};

static const modvirt_host_v1 *host;

static int32_t fail(const modvirt_call *call, int32_t code, const char *what, const char *name)
{
    char message[256];
    snprintf(message, sizeof message, "%s '%s'", what, name);
    call->fail(call, code, 0, message);
    return -1;
}

static int32_t open_session(const modvirt_open *request, modvirt_session **session, const modvirt_call *call)
{
    if (strcmp(request->path, "/default") != 0)
        return fail(call, INVALID_ARG, "only @name@:///default can be opened, and not", request->uri);
    *session = malloc(sizeof **session);
    if (*session == NULL)
        return fail(call, NO_MEMORY, "no memory to open", request->uri);
    (*session)->connection = request->connection;
    machine_init(&(*session)->machine);
    return 0;
}

static void close_session(modvirt_session *session)
{
    free(session);
}

static modvirt_domain_ref reference(const struct machine *machine)
{
    modvirt_domain_ref ref = {sizeof ref, machine_id(machine), {0}, machine->name};
    memcpy(ref.uuid, machine->uuid, sizeof ref.uuid);
    return ref;
}

static int32_t put(const modvirt_domain_sink *sink, const struct machine *machine)
{
    const modvirt_domain_ref ref = reference(machine);
    sink->put(sink, &ref);
    return 0;
}

/* The machine that a call is about; NULL, with the call failed, when there is none. */
static struct machine *find(modvirt_session *session, const modvirt_domain_ref *domain, const modvirt_call *call)
{
    if (memcmp(session->machine.uuid, domain->uuid, sizeof domain->uuid) == 0)
        return &session->machine;
    fail(call, NO_DOMAIN, "no domain with matching name", domain->name);
    return NULL;
}

/* The state first, then the event: who hears of a change finds it made. */
static void change(modvirt_session *session, struct machine *machine, int32_t state, int32_t event_type)
{
    machine->state = state;
    const modvirt_domain_ref domain = reference(machine);
    const modvirt_domain_event event = {.struct_size = sizeof event, .domain = &domain, .type = event_type};
    host->emit_domain_event(host, session->connection, &event);
}

static int32_t list_all_domains(modvirt_session *session, const modvirt_domain_sink *domains, uint32_t flags,
                                const modvirt_call *call)
{
    (void)call;
    return machine_is_listed(&session->machine, flags) ? put(domains, &session->machine) : 0;
}

static int32_t lookup_by_id(modvirt_session *session, int32_t id, const modvirt_domain_sink *result,
                            const modvirt_call *call)
{
    char text[16];
    if (id >= 0 && machine_id(&session->machine) == id)
        return put(result, &session->machine);
    snprintf(text, sizeof text, "%d", (int)id);
    return fail(call, NO_DOMAIN, "no domain with matching id", text);
}

static int32_t lookup_by_uuid(modvirt_session *session, const uint8_t *uuid, const modvirt_domain_sink *result,
                              const modvirt_call *call)
{
    modvirt_domain_ref wanted = {.struct_size = sizeof wanted, .name = "of that UUID"};
    struct machine *machine = NULL;
    memcpy(wanted.uuid, uuid, sizeof wanted.uuid);
    machine = find(session, &wanted, call);
    return machine == NULL ? -1 : put(result, machine);
}

static int32_t lookup_by_name(modvirt_session *session, const char *name, const modvirt_domain_sink *result,
                              const modvirt_call *call)
{
    if (strcmp(session->machine.name, name) == 0)
        return put(result, &session->machine);
    return fail(call, NO_DOMAIN, "no domain with matching name", name);
}

static int32_t get_info(modvirt_session *session, const modvirt_domain_ref *domain, modvirt_domain_info *info,
                        const modvirt_call *call)
{
    const struct machine *machine = find(session, domain, call);
    if (machine == NULL)
        return -1;
    info->state = (uint32_t)machine->state;
    info->max_memory_kib = machine->memory_kib;
    info->memory_kib = machine->memory_kib;
    info->vcpus = machine->vcpus;
    return 0;
}

static int32_t get_state(modvirt_session *session, const modvirt_domain_ref *domain, modvirt_domain_state *state,
                         uint32_t flags, const modvirt_call *call)
{
    const struct machine *machine = find(session, domain, call);
    (void)flags;
    if (machine == NULL)
        return -1;
    state->state = machine->state;
    return 0;
}

static int32_t get_xml_desc(modvirt_session *session, const modvirt_domain_ref *domain, uint32_t flags,
                            const modvirt_string_sink *result, const modvirt_call *call)
{
    const struct machine *machine = find(session, domain, call);
    char text[1024];
    char uuid[37];
    size_t at = 0;
    (void)flags;
    if (machine == NULL)
        return -1;
    for (size_t index = 0; index < sizeof machine->uuid; ++index) {
        const int dash = index == 4 || index == 6 || index == 8 || index == 10;
        at += (size_t)snprintf(uuid + at, sizeof uuid - at, "%s%02x", dash ? "-" : "", machine->uuid[index]);
    }
    snprintf(text, sizeof text,
             "<domain type='@name@'>\n  <name>%s</name>\n  <uuid>%s</uuid>\n  <memory unit='KiB'>%llu</memory>\n"
             "  <vcpu>%u</vcpu>\n  <os>\n    <type>hvm</type>\n  </os>\n</domain>\n",
             machine->name, uuid, (unsigned long long)machine->memory_kib, (unsigned)machine->vcpus);
    result->put(result, text, strlen(text));
    return 0;
}

static int32_t is_active(modvirt_session *session, const modvirt_domain_ref *domain, int32_t *result,
                         const modvirt_call *call)
{
    const struct machine *machine = find(session, domain, call);
    if (machine == NULL)
        return -1;
    *result = machine_id(machine) >= 0;
    return 0;
}

static int32_t create(modvirt_session *session, const modvirt_domain_ref *domain, int32_t *id, uint32_t flags,
                      const modvirt_call *call)
{
    struct machine *machine = find(session, domain, call);
    (void)flags;
    if (machine == NULL)
        return -1;
    if (machine_id(machine) >= 0)
        return fail(call, OPERATION_INVALID, "already running: domain", machine->name);
    change(session, machine, MACHINE_RUNNING, EVENT_STARTED);
    *id = machine_id(machine);
    return 0;
}

static int32_t destroy(modvirt_session *session, const modvirt_domain_ref *domain, int32_t *id, uint32_t flags,
                       const modvirt_call *call)
{
    struct machine *machine = find(session, domain, call);
    (void)flags;
    if (machine == NULL)
        return -1;
    if (machine_id(machine) < 0)
        return fail(call, OPERATION_INVALID, "not running: domain", machine->name);
    change(session, machine, MACHINE_SHUT_OFF, EVENT_STOPPED);
    *id = -1;
    return 0;
}

/* Slots that are not named are NULL: not supported. */
static const modvirt_hypervisor_v1 slots = {
    .struct_size = sizeof slots,
    .open = open_session,
    .close = close_session,
    .connect_list_all_domains = list_all_domains,
    .domain_lookup_by_id = lookup_by_id,
    .domain_lookup_by_uuid = lookup_by_uuid,
    .domain_lookup_by_name = lookup_by_name,
    .domain_get_info = get_info,
    .domain_get_state = get_state,
    .domain_get_xml_desc = get_xml_desc,
    .domain_is_active = is_active,
    .domain_create_with_flags = create,
    .domain_destroy_flags = destroy,
};

static const modvirt_plugin_v1 plugin = {
    .struct_size = sizeof plugin,
    .threading = MODVIRT_THREADING_SERIALIZED,
    .name = "@name@",
    .version = "0.1.0",
    .type_name = "@NAME@",
    .hypervisor = &slots,
};

__attribute__((visibility("default"))) int32_t
modvirt_plugin_negotiate_v1(const modvirt_host_v1 *table, uint32_t *abi_minor, const modvirt_plugin_v1 **out);

int32_t modvirt_plugin_negotiate_v1(const modvirt_host_v1 *table, uint32_t *abi_minor, const modvirt_plugin_v1 **out)
{
    if (*abi_minor > MODVIRT_ABI_MINOR)
        *abi_minor = MODVIRT_ABI_MINOR;
    host = table;
    *out = &plugin;
    return MODVIRT_NEGOTIATE_OK;
}
