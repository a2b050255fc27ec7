// SPDX-License-Identifier: MIT
// Where a store keeps what has to survive the process. A store without a keeper forgets all.
#pragma once

#include <string_view>

#include "domain.hpp"

namespace modvirt::store {

// Every command either happens in full or throws modvirt::Error and leaves what was kept before. The store
// calls one command at a time, and changes its own state only after the keeper has succeeded.
class Keeper {
public:
    virtual ~Keeper() = default;

    // Keeps a new definition, or replaces the one of the same name.
    virtual void keep(const Definition &definition) = 0;
    // Forgets a definition and its autostart mark.
    virtual void forget(std::string_view name) = 0;
    virtual void rename(std::string_view from, const Definition &to) = 0;
    virtual void mark_autostart(std::string_view name, bool autostart) = 0;
};

} // namespace modvirt::store
