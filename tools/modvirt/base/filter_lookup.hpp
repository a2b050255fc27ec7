// SPDX-License-Identifier: LGPL-2.1-or-later
// Finds the network filter, or the binding of one, that a command is about, lists them, and offers names for
// completion.
#pragma once

#include "base/handles.hpp"
#include "base/session.hpp"

namespace modvirt::cli {

using NetworkFilter = std::unique_ptr<virNWFilter, Release<virNWFilterFree>>;
using FilterBinding = std::unique_ptr<virNWFilterBinding, Release<virNWFilterBindingFree>>;

// What the arguments <nwfilter> and <binding> name. Throw when there is none.
NetworkFilter find_filter(Session &session, const Arguments &arguments);
FilterBinding find_binding(Session &session, const Arguments &arguments);
// By name, and by port.
std::vector<NetworkFilter> list_filters(Session &session);
std::vector<FilterBinding> list_bindings(Session &session);

std::vector<std::string> complete_filter(Session &session, const Arguments &arguments);
std::vector<std::string> complete_binding(Session &session, const Arguments &arguments);

} // namespace modvirt::cli
