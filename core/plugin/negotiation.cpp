// SPDX-License-Identifier: LGPL-2.1-or-later
#include "plugin/negotiation.hpp"

#include "host/services.hpp"
#include "library/library.hpp"
#include "plugin/escaped.hpp"
#include "plugin/state.hpp"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <string>

namespace modvirt::plugin {
namespace {

// No table of any version to come is as large as this.
constexpr uint32_t largest_table_bytes = 65536;

[[noreturn]] void reject_nonsense(const std::string &what)
{
    throw Rejection("its negotiation answers nonsense: " + what,
                    "Report this to the plugin's vendor, and install another version of the plugin.");
}

// Copies what both sides know; the rest of ours stays zero. `required` is the size of what every version has.
template <typename Table>
Table copy_known(const Table *theirs, std::size_t required, const char *what)
{
    uint32_t size = 0;
    std::memcpy(&size, theirs, sizeof(size));
    if (size < required || size > largest_table_bytes || size % sizeof(void *) != 0) {
        reject_nonsense(fmt::format("{} claims to be {} bytes long; it has at least {}, and a multiple of {}",
                                    what, size, required, sizeof(void *)));
    }
    Table ours{};
    std::memcpy(&ours, theirs, std::min<std::size_t>(size, sizeof(ours)));
    return ours;
}

// The parts of version 1.0 that no plugin can lack.
constexpr std::size_t required_plugin_bytes =
    offsetof(modvirt_plugin_v1, storage_backend) + sizeof(modvirt_plugin_v1::storage_backend);

template <typename Table>
constexpr std::size_t required_table_bytes = offsetof(Table, close) + sizeof(Table::close);

template <typename Table>
Table copy_table(const Table *theirs, const char *what)
{
    if (theirs == nullptr) {
        return {};
    }
    Table ours = copy_known(theirs, required_table_bytes<Table>, what);
    if (ours.open == nullptr || ours.close == nullptr) {
        reject_nonsense(
            fmt::format("{} has no function to {} a session", what, ours.open == nullptr ? "open" : "close"));
    }
    return ours;
}

void check_descriptor(const modvirt_plugin_v1 &plugin, const Manifest &manifest)
{
    if (plugin.name == nullptr || manifest.name != plugin.name) {
        reject_nonsense(plugin.name == nullptr
                            ? std::string("it has no name")
                            : fmt::format("it calls itself '{:.64}', and its manifest says '{}'", plugin.name,
                                          manifest.name));
    }
    if (plugin.version == nullptr || plugin.type_name == nullptr) {
        reject_nonsense(fmt::format("it has no {}", plugin.version == nullptr ? "version" : "type name"));
    }
    if (plugin.threading != static_cast<uint32_t>(manifest.threading)) {
        const bool known = plugin.threading >= MODVIRT_THREADING_SERIALIZED &&
                           plugin.threading <= MODVIRT_THREADING_PARALLEL;
        reject_nonsense(fmt::format("it declares threading {}, and its manifest says {}",
                                    known ? std::string(name(static_cast<Threading>(plugin.threading)))
                                          : std::to_string(plugin.threading),
                                    name(manifest.threading)));
    }
}

[[noreturn]] void reject_refused(int32_t answer, const Manifest &manifest, const std::string &file,
                                 const host::PluginHost &host)
{
    if (const auto &refusal = host.refusal(); !refusal.reason.empty()) {
        throw Rejection("it refuses to work here: " + refusal.reason, refusal.hint);
    }
    switch (answer) {
    case MODVIRT_NEGOTIATE_HOST_TOO_OLD:
    case MODVIRT_NEGOTIATE_HOST_TOO_NEW:
        reject_abi(manifest, file,
                   answer == MODVIRT_NEGOTIATE_HOST_TOO_OLD ? "a newer plugin ABI" : "an older plugin ABI");
    case MODVIRT_NEGOTIATE_MISSING_SERVICE:
        throw Rejection("it misses a service of this modvirt and does not say which",
                        "Upgrade modvirt, or install an older version of the plugin.");
    default:
        reject_nonsense(fmt::format("the answer {} is unknown", answer));
    }
}

int32_t call_entry(modvirt_negotiate_v1_fn entry, const host::PluginHost &host, uint32_t &abi_minor,
                   const modvirt_plugin_v1 *&descriptor)
{
    try {
        return entry(host.table(), &abi_minor, &descriptor);
    } catch (...) {
        throw Rejection(describe_escaped(), report_escaped);
    }
}

} // namespace

bool Tables::serves(Kind kind) const
{
    switch (kind) {
    case Kind::Hypervisor:
        return plugin.hypervisor != nullptr;
    case Kind::Network:
        return plugin.network != nullptr;
    case Kind::Storage:
        return plugin.storage != nullptr;
    case Kind::Interface:
        return plugin.interface != nullptr;
    case Kind::NodeDevice:
        return plugin.nodedev != nullptr;
    case Kind::Secret:
        return plugin.secret != nullptr;
    case Kind::NWFilter:
        return plugin.nwfilter != nullptr;
    case Kind::StorageBackend:
        break;
    }
    return plugin.storage_backend != nullptr;
}

Tables negotiate(const Library &library, const Manifest &manifest, const std::string &file,
                 host::PluginHost &host)
{
    auto *entry = library.find<std::remove_pointer_t<modvirt_negotiate_v1_fn>>(MODVIRT_NEGOTIATE_SYMBOL);
    if (entry == nullptr) {
        throw Rejection("it does not export the function " MODVIRT_NEGOTIATE_SYMBOL,
                        "Build the plugin with modvirt_add_plugin of the modvirt SDK, which exports it.");
    }
    host.set_refusal({});
    Tables tables;
    tables.abi_minor = MODVIRT_ABI_MINOR;
    const modvirt_plugin_v1 *descriptor = nullptr;
    const int32_t answer = call_entry(entry, host, tables.abi_minor, descriptor);
    if (answer != MODVIRT_NEGOTIATE_OK) {
        reject_refused(answer, manifest, file, host);
    }
    if (descriptor == nullptr) {
        reject_nonsense("it agrees but hands over no description of itself");
    }
    if (tables.abi_minor > MODVIRT_ABI_MINOR) {
        reject_nonsense(fmt::format("it chose ABI 1.{}, and at most 1.{} was offered", tables.abi_minor,
                                    MODVIRT_ABI_MINOR));
    }
    tables.plugin = copy_known(descriptor, required_plugin_bytes, "its description");
    check_descriptor(tables.plugin, manifest);
    if (!tables.serves(manifest.kind)) {
        reject_nonsense(
            fmt::format("its manifest says kind {}, and it has no table for that", name(manifest.kind)));
    }
    tables.hypervisor = copy_table(tables.plugin.hypervisor, "its hypervisor table");
    tables.network = copy_table(tables.plugin.network, "its network table");
    tables.storage_backend = copy_table(tables.plugin.storage_backend, "its storage backend table");
    tables.storage = copy_table(tables.plugin.storage, "its storage table");
    tables.interface = copy_table(tables.plugin.interface, "its table of host interfaces");
    tables.nodedev = copy_table(tables.plugin.nodedev, "its table of node devices");
    tables.secret = copy_table(tables.plugin.secret, "its table of secrets");
    tables.nwfilter = copy_table(tables.plugin.nwfilter, "its table of network filters");
    return tables;
}

} // namespace modvirt::plugin
