/* SPDX-License-Identifier: MIT */
/* Loads a plugin as modvirt does, and keeps what its calls answer. */
#include "testing.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

static void remember_failure(const modvirt_call *call, int32_t code, int32_t domain, const char *message)
{
    modvirt_testing_call *to = call->host_data;
    to->code = code;
    to->domain = domain;
    snprintf(to->message, sizeof to->message, "%s", message);
}

static int32_t never_cancelled(const modvirt_call *call)
{
    (void)call;
    return 0;
}

void modvirt_testing_init_call(modvirt_testing_call *call)
{
    memset(call, 0, sizeof *call);
    call->call.struct_size = sizeof call->call;
    call->call.host_data = call;
    call->call.fail = remember_failure;
    call->call.is_cancelled = never_cancelled;
}

static int32_t keep_domain(const modvirt_domain_sink *sink, const modvirt_domain_ref *domain)
{
    modvirt_testing_domains *to = sink->data;
    const uint32_t index = to->count;
    if (index == MODVIRT_TESTING_MAX_DOMAINS)
        return 1;
    snprintf(to->names[index], sizeof to->names[index], "%s", domain->name);
    to->refs[index] = *domain;
    to->refs[index].name = to->names[index];
    ++to->count;
    return 0;
}

void modvirt_testing_init_domains(modvirt_testing_domains *domains)
{
    memset(domains, 0, sizeof *domains);
    domains->sink.struct_size = sizeof domains->sink;
    domains->sink.data = domains;
    domains->sink.put = keep_domain;
}

static int32_t keep_text(const modvirt_string_sink *sink, const char *text, uint64_t size)
{
    modvirt_testing_text *to = sink->data;
    const uint64_t room = sizeof to->text - 1 - to->size;
    const uint64_t kept = size < room ? size : room;
    memcpy(to->text + to->size, text, kept);
    to->size += kept;
    to->text[to->size] = '\0';
    return kept == size ? 0 : 1;
}

void modvirt_testing_init_text(modvirt_testing_text *text)
{
    memset(text, 0, sizeof *text);
    text->sink.struct_size = sizeof text->sink;
    text->sink.data = text;
    text->sink.put = keep_text;
}

static int fail_loading(modvirt_testing_plugin *plugin, const char *cause)
{
    snprintf(plugin->failure, sizeof plugin->failure, "%s", cause);
    modvirt_testing_unload(plugin);
    return -1;
}

int modvirt_testing_load(modvirt_testing_plugin *plugin, const char *file, modvirt_testing_host *host)
{
    modvirt_negotiate_v1_fn negotiate = NULL;
    memset(plugin, 0, sizeof *plugin);
    plugin->library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (plugin->library == NULL)
        return fail_loading(plugin, dlerror());
    *(void **)&negotiate = dlsym(plugin->library, MODVIRT_NEGOTIATE_SYMBOL);
    if (negotiate == NULL)
        return fail_loading(plugin, "the library does not export " MODVIRT_NEGOTIATE_SYMBOL);
    plugin->abi_minor = host->table.abi_minor;
    if (negotiate(&host->table, &plugin->abi_minor, &plugin->plugin) != MODVIRT_NEGOTIATE_OK)
        return fail_loading(plugin, host->refusal[0] ? host->refusal : "the plugin refused without saying why");
    if (plugin->plugin == NULL || plugin->abi_minor > host->table.abi_minor)
        return fail_loading(plugin, "the plugin agreed, and gave no description or a minor that nobody offered");
    return 0;
}

void modvirt_testing_unload(modvirt_testing_plugin *plugin)
{
    if (plugin->library != NULL)
        dlclose(plugin->library);
    plugin->library = NULL;
    plugin->plugin = NULL;
}

int modvirt_testing_init_open(modvirt_testing_open *open, const char *uri)
{
    const char *separator = strstr(uri, ":///");
    const size_t size = separator == NULL ? 0 : (size_t)(separator - uri);
    memset(open, 0, sizeof *open);
    if (size == 0 || size >= sizeof open->scheme)
        return -1;
    memcpy(open->scheme, uri, size);
    open->request.struct_size = sizeof open->request;
    open->request.uri = uri;
    open->request.scheme = open->scheme;
    open->request.server = "";
    open->request.path = separator + strlen("://");
    open->request.query = "";
    open->request.document = "";
    return 0;
}
