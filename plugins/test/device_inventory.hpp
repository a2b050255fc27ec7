// SPDX-License-Identifier: LGPL-2.1-or-later
// The devices of a pretended host: those it has, virtual ports of its fibre channel adapters, and mediated
// devices, which can be defined before there are any.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "kit/nodedev/config.hpp"
#include "modvirt/error.hpp"

namespace modvirt::test {

// All of it may be called from any thread. Whatever looks for one device throws NoNodeDevice.
class DeviceInventory {
public:
    struct Entry {
        nodedev::ConfigPtr live;    // null for one that is only defined
        nodedev::ConfigPtr defined; // of a mediated device
        bool autostart = false;

        [[nodiscard]] const nodedev::Config &config() const { return live ? *live : *defined; }
    };
    enum class Change : uint8_t { Created, Deleted, Defined, Undefined, Updated };
    struct Changed {
        std::string name;
        Change change;
    };

    // A device that the host has; it replaces one of the same name.
    void add(nodedev::ConfigPtr config);

    // Makes what `config` asks for: a virtual port, or a mediated device. Its name is the inventory's.
    Changed create(const nodedev::Config &config);
    // Takes away a device that stands on another one.
    Changed destroy(std::string_view name);
    // A mediated device, or another definition for it.
    Changed define(const nodedev::Config &config);
    Changed undefine(std::string_view name);
    // Makes a mediated device from its definition.
    Changed start(std::string_view name);
    void set_autostart(std::string_view name, bool autostart);

    [[nodiscard]] Entry find(std::string_view name) const;
    // The fibre channel adapter of these names.
    [[nodiscard]] Entry find_adapter(std::string_view wwnn, std::string_view wwpn) const;
    [[nodiscard]] std::vector<Entry> all() const;

private:
    [[nodiscard]] const nodedev::Config &port_parent(const nodedev::Config &config) const;
    [[nodiscard]] nodedev::ConfigPtr make_port(const nodedev::Config &config) const;
    [[nodiscard]] nodedev::ConfigPtr make_mediated(const nodedev::Config &config) const;
    [[nodiscard]] const Entry *find_any(std::string_view name) const;
    Entry &get(std::string_view name);
    void forget(const Entry &entry);

    mutable std::mutex m_lock;
    std::vector<Entry> m_all;
};

// Whether a device has a capability of that type, on its own or within another.
bool has_capability(const nodedev::Config &config, std::string_view type);

} // namespace modvirt::test
