// SPDX-License-Identifier: MIT
// The built plugin, loaded as modvirt loads it: plugin_test @name@.so
#include <cstdio>
#include <string_view>

#include <kit/testing/testing.h>

int main(int argc, char **argv)
{
    modvirt_testing_host host;
    modvirt_testing_plugin plugin;
    modvirt_testing_call call;
    modvirt_testing_open open;
    modvirt_session *session = nullptr;

    modvirt_testing_init_host(&host);
    modvirt_testing_init_call(&call);
    if (argc != 2 || modvirt_testing_load(&plugin, argv[1], &host) != 0) {
        std::fprintf(stderr, "cannot load the plugin: %s\n", argc == 2 ? plugin.failure : "name it on the command line");
        return 1;
    }
    const modvirt_network_v1 *table = plugin.plugin->network;
    modvirt_testing_check(std::string_view(plugin.plugin->name) == "@name@", "the plugin is called @name@");
    modvirt_testing_check(table->network_undefine == nullptr, "what is not served has no slot");
    modvirt_testing_init_open(&open, "@name@:///default");
    if (modvirt_testing_check(table->open(&open.request, &session, &call.call) == 0, "a session can be opened"))
        table->close(session);
    modvirt_testing_unload(&plugin);
    return modvirt_testing_result();
}
