// SPDX-License-Identifier: LGPL-2.1-or-later
#include "opened_pool.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <stdexcept>

#include <sys/wait.h>

#include "kit/testing/testing.h"
#include "module.hpp"

namespace modvirt::lab {

namespace {

const void *give_interface(const modvirt_host_v1 *, const char *name)
{
    return std::string_view(name) == "xml/1" ? modvirt_xml_interface_v1() : nullptr;
}

// As short as a login of open-iscsi can be: an emulated processor is slow enough.
int32_t give_setting(const modvirt_host_v1 *, const char *plugin, const char *key, const modvirt_string_sink *value)
{
    if (std::string_view(plugin) != "iscsi" || std::string_view(key) != "answer_seconds")
        return 1;
    return value->put(value, "15", 2);
}

// The plugins of the folder, each loaded when its type is first opened.
class LoadedPlugins {
public:
    LoadedPlugins() : m_table{sizeof m_table, 0, this, &list_types, &open, &close, &ignore, &ignore}
    {
        modvirt_testing_init_host(&m_host);
        m_host.table.get_interface = &give_interface;
        m_host.table.config = &give_setting;
        m_host.directory = "/tmp/lab-backend";
    }

    [[nodiscard]] const modvirt_storage_backends_v1 &table() const { return m_table; }

private:
    using Table = const modvirt_storage_backends_v1;

    const modvirt_plugin_v1 &plugin(const std::string &type)
    {
        const auto [place, is_new] = m_plugins.try_emplace(type);
        const char *folder = std::getenv("MODVIRT_LAB_PLUGINS");
        const std::string file = std::string(folder ? folder : ".") + "/" + type + ".so";
        if (is_new && modvirt_testing_load(&place->second, file.c_str(), &m_host) != 0)
            throw std::runtime_error("cannot load " + file + ": " + place->second.failure);
        return *place->second.plugin;
    }

    static void list_types(Table *, const modvirt_string_sink *types)
    {
        for (const std::string_view type : {"dir", "disk", "iscsi", "logical", "netfs"})
            types->put(types, type.data(), type.size());
    }

    static int32_t open(Table *table, const char *type, const char *document, modvirt_backend *backend,
                        const modvirt_call *call)
    {
        auto &self = *static_cast<LoadedPlugins *>(table->data);
        const modvirt_plugin_v1 &plugin = self.plugin(type);
        modvirt_open request{};
        request.struct_size = sizeof request;
        request.uri = request.server = request.path = request.query = "";
        request.scheme = type;
        request.document = document;
        request.secrets = MODVIRT_HAS(backend, secrets) ? backend->secrets : nullptr;
        backend->plugin = plugin.name;
        backend->table = plugin.storage_backend;
        return backend->table->open(&request, &backend->session, call);
    }

    static void close(Table *, modvirt_backend *backend) { backend->table->close(backend->session); }
    static void ignore(Table *, const modvirt_backend *) {} // one thread tests

    modvirt_testing_host m_host{};
    modvirt_storage_backends_v1 m_table;
    std::map<std::string, modvirt_testing_plugin> m_plugins;
};

struct ShellResult {
    int status = 0;
    std::string output;
};

ShellResult run_shell(const std::string &command)
{
    ShellResult result;
    std::FILE *pipe = ::popen((command + " 2>&1").c_str(), "r");
    if (pipe == nullptr)
        throw std::runtime_error("cannot start a shell");
    std::array<char, 4096> buffer{};
    while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe))
        result.output.append(buffer.data(), size);
    result.status = ::pclose(pipe);
    return result;
}

} // namespace

storage_client::Backends loaded_backends()
{
    static LoadedPlugins plugins;
    return storage_client::Backends(plugins.table());
}

std::unique_ptr<storage_client::BackendSession> open_pool(const std::string &type, const std::string &document)
{
    return loaded_backends().open(type, document);
}

void start_target()
{
    shell("modprobe iscsi_tcp; pgrep iscsid || iscsid > /dev/null 2>&1; pgrep tgtd || tgtd > /dev/null 2>&1; "
          "n=0; until tgtadm --op show --mode sys > /dev/null; do n=$((n+1)); [ $n -lt 100 ] || exit 1; sleep 0.1; done; "
          "truncate -s 64M /tmp/unit1");
    succeeds("iscsiadm -m node -u; iscsiadm -m node -o delete");
    succeeds("tgtadm --lld iscsi --op delete --mode target --tid 1 --force; "
             "tgtadm --lld iscsi --op delete --mode account --user guest");
    shell("tgtadm --lld iscsi --op new --mode target --tid 1 -T " + iqn +
          " && tgtadm --lld iscsi --op new --mode logicalunit --tid 1 --lun 1 -b /tmp/unit1 && "
          "tgtadm --lld iscsi --op bind --mode target --tid 1 -I ALL");
}

void demand_password()
{
    shell("tgtadm --lld iscsi --op new --mode account --user guest --password a-long-secret && "
          "tgtadm --lld iscsi --op bind --mode account --tid 1 --user guest");
}

std::string passwords_left()
{
    return shell("grep -rhs 'auth.password = ' /etc/iscsi/nodes || true");
}

std::string target_document(const std::string &more)
{
    return "<pool type='iscsi'><name>far</name><source><host name='127.0.0.1'/><device path='" + iqn + "'/>" + more +
           "</source><target><path>/dev/disk/by-path</path></target></pool>";
}

std::string shell(const std::string &command)
{
    const ShellResult result = run_shell("{ " + command + "; }");
    EXPECT_EQ(result.status, 0) << command << "\n" << result.output;
    return result.output;
}

bool succeeds(const std::string &command)
{
    return run_shell("{ " + command + "; }").status == 0;
}

std::vector<std::string> names_in(storage_client::BackendSession &pool)
{
    std::vector<std::string> names;
    for (const FoundVolume &volume : pool.pool_refresh().volumes)
        names.push_back(volume.name);
    return names;
}

std::string volume_document(const std::string &name, uint64_t capacity, uint64_t allocation, const std::string &more)
{
    return "<volume type='block'><name>" + name + "</name><capacity>" + std::to_string(capacity) +
           "</capacity><allocation>" + std::to_string(allocation) + "</allocation>" + more + "</volume>";
}

} // namespace modvirt::lab
