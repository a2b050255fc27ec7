// SPDX-License-Identifier: LGPL-2.1-or-later
// The first talk with a loaded plugin: both sides agree on an ABI minor, and what the plugin says of itself
// is checked before anything of it is used.
#pragma once

#include "plugin/manifest.hpp"

#include <modvirt/plugin.h>

namespace modvirt {
class Library;
}
namespace modvirt::host {
class PluginHost;
}

namespace modvirt::plugin {

// What the plugin serves, in tables of this host's size: a slot that the plugin does not know is null. The
// tables point into the plugin's library.
struct Tables {
    uint32_t abi_minor = 0;
    modvirt_plugin_v1 plugin{};
    modvirt_hypervisor_v1 hypervisor{};
    modvirt_network_v1 network{};
    modvirt_storage_backend_v1 storage_backend{};
    modvirt_storage_v1 storage{};
    modvirt_interface_v1 interface{};
    modvirt_nodedev_v1 nodedev{};
    modvirt_secret_v1 secret{};
    modvirt_nwfilter_v1 nwfilter{};

    // Whether `plugin` points at the table; null members of it mean that the kind is not served.
    [[nodiscard]] bool serves(Kind kind) const;
};

// Throws Rejection.
Tables negotiate(const Library &library, const Manifest &manifest, const std::string &file,
                 host::PluginHost &host);

} // namespace modvirt::plugin
