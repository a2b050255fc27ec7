// SPDX-License-Identifier: LGPL-2.1-or-later
#include "plugin/plugin.hpp"

#include "log/log.hpp"
#include "plugin/escaped.hpp"
#include "plugin/state.hpp"

#include <fmt/format.h>

namespace modvirt::plugin {
namespace {

Library open_library(const ModuleFile &file)
{
    try {
        return {file.path, Library::Lifetime::Process};
    } catch (const Error &error) {
        throw Rejection(std::string("it cannot be loaded: ") + error.what(),
                        "Install what it lacks, or rebuild it against the libraries of this system.");
    }
}

// The context of a call that the host makes on its own behalf.
class OwnCall {
public:
    OwnCall()
    {
        m_call.struct_size = sizeof(m_call);
        m_call.host_data = this;
        m_call.fail = [](const modvirt_call *call, int32_t, int32_t, const char *message) {
            static_cast<OwnCall *>(call->host_data)->m_message = message == nullptr ? "" : message;
        };
        m_call.is_cancelled = [](const modvirt_call *) { return int32_t{0}; };
    }
    OwnCall(const OwnCall &) = delete;
    OwnCall &operator=(const OwnCall &) = delete;

    [[nodiscard]] const modvirt_call *get() const { return &m_call; }
    [[nodiscard]] const std::string &message() const { return m_message; }

private:
    modvirt_call m_call{};
    std::string m_message;
};

int32_t call_start(const modvirt_plugin_v1 &plugin, const OwnCall &call)
{
    try {
        return plugin.start(call.get());
    } catch (...) {
        throw Rejection("it does not start: " + describe_escaped(), report_escaped, State::Failed);
    }
}

} // namespace

Plugin::Plugin(const ModuleFile &file, host::Services &services)
    : m_manifest(file.manifest.value()), m_file(file.path), m_host(services, m_manifest.name),
      m_library(open_library(file)), m_tables(negotiate(m_library, m_manifest, m_file.native(), m_host))
{
    log::debug("plugin", "loaded '{}' {} from '{}' with ABI 1.{}", name(), version(), m_file.native(),
               abi_minor());
}

Plugin::~Plugin()
{
    stop();
}

void Plugin::start()
{
    if (m_tables.plugin.start != nullptr) {
        const OwnCall call;
        if (call_start(m_tables.plugin, call) != 0) {
            throw Rejection(call.message().empty() ? "it does not start and gives no reason"
                                                   : "it does not start: " + call.message(),
                            "Mend what it names; it is started again with the next process.", State::Failed);
        }
    }
    m_started = true;
}

void Plugin::stop() noexcept
{
    if (m_started && m_tables.plugin.stop != nullptr) {
        try {
            m_tables.plugin.stop();
        } catch (...) {
            log::error("plugin", "driver \"{}\" does not stop as it should: {}", name(), describe_escaped());
        }
    }
    m_started = false;
}

const modvirt_hypervisor_v1 *Plugin::hypervisor() const
{
    return m_tables.serves(Kind::Hypervisor) ? &m_tables.hypervisor : nullptr;
}

const modvirt_network_v1 *Plugin::network() const
{
    return m_tables.serves(Kind::Network) ? &m_tables.network : nullptr;
}

const modvirt_storage_backend_v1 *Plugin::storage_backend() const
{
    return m_tables.serves(Kind::StorageBackend) ? &m_tables.storage_backend : nullptr;
}

const modvirt_storage_v1 *Plugin::storage() const
{
    return m_tables.serves(Kind::Storage) ? &m_tables.storage : nullptr;
}

const modvirt_interface_v1 *Plugin::interface() const
{
    return m_tables.serves(Kind::Interface) ? &m_tables.interface : nullptr;
}

const modvirt_nodedev_v1 *Plugin::nodedev() const
{
    return m_tables.serves(Kind::NodeDevice) ? &m_tables.nodedev : nullptr;
}

const modvirt_secret_v1 *Plugin::secret() const
{
    return m_tables.serves(Kind::Secret) ? &m_tables.secret : nullptr;
}

const modvirt_nwfilter_v1 *Plugin::nwfilter() const
{
    return m_tables.serves(Kind::NWFilter) ? &m_tables.nwfilter : nullptr;
}

} // namespace modvirt::plugin
