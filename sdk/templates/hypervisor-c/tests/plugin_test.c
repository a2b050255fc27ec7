/* SPDX-License-Identifier: MIT */
/* The built plugin, loaded as modvirt loads it: plugin_test @name@.so */
#include <kit/testing/testing.h>

#include <stdio.h>
#include <string.h>

static modvirt_testing_host host;
static modvirt_testing_call call;

static void check_domain(const modvirt_hypervisor_v1 *table, modvirt_session *session)
{
    modvirt_testing_domains domains;
    modvirt_domain_info info = {.struct_size = sizeof info};
    int32_t id = -1;

    modvirt_testing_init_domains(&domains);
    modvirt_testing_check(table->domain_lookup_by_name(session, "second", &domains.sink, &call.call) == -1 &&
                              call.code == 42 && domains.count == 0,
                          "a name that nobody has is not found");
    table->domain_lookup_by_name(session, "first", &domains.sink, &call.call);
    if (!modvirt_testing_check(domains.count == 1, "the first domain is found by its name"))
        return;
    modvirt_testing_check(domains.refs[0].id == -1, "a domain that is shut off has no id");
    modvirt_testing_check(table->domain_create_with_flags(session, &domains.refs[0], &id, 0, &call.call) == 0 && id == 1,
                          "starting gives an id");
    modvirt_testing_check(host.last_event_type == 2, "starting is told as an event");
    modvirt_testing_check(table->domain_create_with_flags(session, &domains.refs[0], &id, 0, &call.call) == -1 &&
                              call.code == 55,
                          "a running domain cannot be started");
    modvirt_testing_check(table->domain_get_info(session, &domains.refs[0], &info, &call.call) == 0 && info.state == 1,
                          "a started domain runs");
    modvirt_testing_check(table->domain_destroy_flags(session, &domains.refs[0], &id, 0, &call.call) == 0 && id == -1,
                          "a destroyed domain is shut off");
}

int main(int argc, char **argv)
{
    modvirt_testing_plugin plugin;
    modvirt_testing_open open;
    modvirt_session *session = NULL;
    const modvirt_hypervisor_v1 *table = NULL;

    modvirt_testing_init_host(&host);
    modvirt_testing_init_call(&call);
    if (argc != 2 || modvirt_testing_load(&plugin, argv[1], &host) != 0) {
        fprintf(stderr, "cannot load the plugin: %s\n", argc == 2 ? plugin.failure : "name it on the command line");
        return 1;
    }
    table = plugin.plugin->hypervisor;
    modvirt_testing_check(strcmp(plugin.plugin->name, "@name@") == 0, "the plugin is called @name@");

    modvirt_testing_init_open(&open, "@name@:///elsewhere");
    modvirt_testing_check(table->open(&open.request, &session, &call.call) == -1, "only /default can be opened");
    modvirt_testing_init_open(&open, "@name@:///default");
    if (modvirt_testing_check(table->open(&open.request, &session, &call.call) == 0, "/default can be opened")) {
        check_domain(table, session);
        modvirt_testing_check(table->domain_reboot == NULL, "what is not served has no slot");
        table->close(session);
    }
    modvirt_testing_unload(&plugin);
    return modvirt_testing_result();
}
