// SPDX-License-Identifier: LGPL-2.1-or-later
// A plugin that is loaded into this process. Sessions and calls are made by core/api on the tables it offers.
#pragma once

#include "host/services.hpp"
#include "library/library.hpp"
#include "plugin/module_file.hpp"
#include "plugin/negotiation.hpp"

#include <mutex>

namespace modvirt::plugin {

class Plugin {
public:
    // Loads and negotiates. Throws Rejection. Whether that is safe has been found out before, by a Prober.
    Plugin(const ModuleFile &file, host::Services &services);
    Plugin(const Plugin &) = delete;
    Plugin &operator=(const Plugin &) = delete;
    ~Plugin(); // stops it; the library stays mapped

    // Lets the plugin run. Throws Rejection with State::Failed.
    void start();
    // When it returns, no thread of the plugin runs any more.
    void stop() noexcept;

    [[nodiscard]] const std::string &name() const { return m_manifest.name; }
    [[nodiscard]] const std::string &version() const { return m_manifest.version; }
    [[nodiscard]] const Manifest &manifest() const { return m_manifest; }
    [[nodiscard]] const std::filesystem::path &file() const { return m_file; }
    [[nodiscard]] const char *type_name() const { return m_tables.plugin.type_name; }
    [[nodiscard]] uint32_t error_domain() const { return m_tables.plugin.error_domain; }
    [[nodiscard]] uint32_t abi_minor() const { return m_tables.abi_minor; }

    // Null when the kind is not served. The tables are of this host's size, with null for what the plugin
    // lacks.
    [[nodiscard]] const modvirt_hypervisor_v1 *hypervisor() const;
    [[nodiscard]] const modvirt_network_v1 *network() const;
    [[nodiscard]] const modvirt_storage_backend_v1 *storage_backend() const;
    [[nodiscard]] const modvirt_storage_v1 *storage() const;
    [[nodiscard]] const modvirt_interface_v1 *interface() const;
    [[nodiscard]] const modvirt_nodedev_v1 *nodedev() const;
    [[nodiscard]] const modvirt_secret_v1 *secret() const;
    [[nodiscard]] const modvirt_nwfilter_v1 *nwfilter() const;

    // What the caller has to see to: with Serialized every call holds call_mutex(), with PerHandle a mutex of
    // its session, with Parallel none.
    [[nodiscard]] Threading threading() const { return m_manifest.threading; }
    [[nodiscard]] std::mutex &call_mutex() { return m_call_mutex; }

private:
    Manifest m_manifest;
    std::filesystem::path m_file;
    host::PluginHost m_host;
    Library m_library;
    Tables m_tables;
    std::mutex m_call_mutex;
    bool m_started = false;
};

} // namespace modvirt::plugin
