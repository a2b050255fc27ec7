// SPDX-License-Identifier: LGPL-2.1-or-later
// What the core offers to plugins: the implementation behind modvirt_host_v1.
#pragma once

#include "config/configuration.hpp"
#include "host/counters.hpp"
#include "host/directories.hpp"
#include "host/event_loop.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <modvirt/plugin.h>
#include <mutex>
#include <string>
#include <string_view>

namespace modvirt {
class Library;
}

namespace modvirt::host {

// Receives what drivers report. Called from any thread; must not call the driver before it returns.
class EventReceiver {
public:
    virtual ~EventReceiver() = default;
    virtual void domain_event(modvirt_connection *connection, const modvirt_domain_event &event) = 0;
    virtual void object_event(modvirt_connection *connection, const modvirt_object_event &event) = 0;
    virtual void close(modvirt_connection *connection, int32_t reason) = 0;
};

// The state that all plugins of a process share.
class Services {
public:
    // `library_directory` is where libmodvirt lies; its private modules are below it. All must outlive this.
    Services(const config::Configuration &configuration, EventReceiver &events,
             std::filesystem::path library_directory);
    Services(const Services &) = delete;
    Services &operator=(const Services &) = delete;
    ~Services();

    [[nodiscard]] const config::Configuration &configuration() const { return m_configuration; }
    [[nodiscard]] EventReceiver &events() { return m_events; }
    [[nodiscard]] EventLoop &event_loop() { return m_event_loop; }
    [[nodiscard]] Counters &counters() { return m_counters; }

    // A group of further services such as "xml/1", or null. What provides it is loaded when it is first asked
    // for.
    const void *find_interface(std::string_view name);
    // Offers a group of services that a part of the core above this one implements. It outlives this; called before the
    // first plugin is loaded.
    void provide(std::string name, const void *interface);

private:
    const void *load_xml();

    const config::Configuration &m_configuration;
    EventReceiver &m_events;
    std::filesystem::path m_library_directory;
    Counters m_counters;
    std::mutex m_xml_mutex;
    std::unique_ptr<Library> m_xml_library;
    const void *m_xml = nullptr;
    std::map<std::string, const void *, std::less<>> m_provided;
    EventLoop m_event_loop; // last, so that its thread ends before what its callbacks use
};

// The services as one plugin sees them. Its table is handed to the plugin and must outlive it.
class PluginHost {
public:
    PluginHost(Services &services, std::string plugin);
    PluginHost(const PluginHost &) = delete;
    PluginHost &operator=(const PluginHost &) = delete;

    [[nodiscard]] const modvirt_host_v1 *table() const { return &m_table; }
    [[nodiscard]] Services &services() { return m_services; }
    [[nodiscard]] const std::string &plugin() const { return m_plugin; }

    // Why the plugin refused to negotiate; empty when it did not say.
    struct Refusal {
        std::string reason;
        std::string hint;
    };
    [[nodiscard]] const Refusal &refusal() const { return m_refusal; }
    void set_refusal(Refusal refusal) { m_refusal = std::move(refusal); }

private:
    Services &m_services;
    std::string m_plugin;
    Refusal m_refusal;
    modvirt_host_v1 m_table{};
};

} // namespace modvirt::host
