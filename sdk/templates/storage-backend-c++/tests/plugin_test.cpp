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
    const modvirt_storage_backend_v1 *table = plugin.plugin->storage_backend;
    modvirt_testing_check(std::string_view(plugin.plugin->name) == "@name@", "the plugin is called @name@");
    modvirt_testing_check(table->pool_build == nullptr, "what is not served has no slot");

    modvirt_testing_init_open(&open, "@name@:///pool");
    modvirt_testing_check(table->open(&open.request, &session, &call.call) == -1, "a pool needs its document");
    open.request.document = "<pool type='@name@'><name>p</name></pool>";
    if (modvirt_testing_check(table->open(&open.request, &session, &call.call) == 0, "a pool can be opened")) {
        modvirt_testing_check(table->pool_start(session, &call.call) == 0, "a pool can be started");
        table->close(session);
    }
    modvirt_testing_unload(&plugin);
    return modvirt_testing_result();
}
