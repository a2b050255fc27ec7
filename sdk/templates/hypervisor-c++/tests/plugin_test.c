/* SPDX-License-Identifier: MIT */
/* The built plugin, loaded as modvirt loads it: plugin_test @name@.so */
#include <kit/testing/testing.h>

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    modvirt_testing_host host;
    modvirt_testing_plugin plugin;
    modvirt_testing_call call;
    modvirt_testing_domains domains;
    modvirt_testing_open open;
    modvirt_session *session = NULL;
    const modvirt_hypervisor_v1 *table = NULL;

    modvirt_testing_init_host(&host);
    modvirt_testing_init_call(&call);
    modvirt_testing_init_domains(&domains);
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
        table->connect_list_all_domains(session, &domains.sink, 0, &call.call);
        modvirt_testing_check(domains.count == 1, "one domain is listed");
        modvirt_testing_check(table->domain_reboot == NULL, "what is not served has no slot");
        table->close(session);
    }
    modvirt_testing_unload(&plugin);
    return modvirt_testing_result();
}
