// SPDX-License-Identifier: LGPL-2.1-or-later
// The network interfaces of a pretended host, and the one transaction that their changes may stand in.
#pragma once

#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "kit/interface/config.hpp"

namespace modvirt::test {

// All of it may be called from any thread. Whatever looks for one interface throws NoInterface.
class InterfaceInventory {
public:
    struct Entry {
        interface::ConfigPtr config;
        bool is_active = false;
    };

    // Adds an inactive one, or gives the one of that name another definition.
    void define(interface::ConfigPtr config);
    void undefine(std::string_view name);
    // In whatever state it is.
    void set_active(std::string_view name);
    // Throw OperationInvalid for one that is in that state already.
    void start(std::string_view name);
    void stop(std::string_view name);

    [[nodiscard]] Entry find(std::string_view name) const;
    // Whatever the case of its letters. Throws MultipleInterfaces when several have that address.
    [[nodiscard]] Entry find_mac(std::string_view mac) const;
    [[nodiscard]] std::vector<Entry> all() const;

    // Throw OperationInvalid when there is a transaction already, or none.
    void begin();
    void commit();
    void roll_back();

private:
    mutable std::mutex m_lock;
    std::vector<Entry> m_all;
    std::optional<std::vector<Entry>> m_before; // as they were when the transaction began
};

} // namespace modvirt::test
