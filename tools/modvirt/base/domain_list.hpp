// SPDX-License-Identifier: LGPL-2.1-or-later
// All domains of a connection that fit a filter.
#pragma once

#include "base/handles.hpp"
#include "base/session.hpp"

namespace modvirt::cli {

// `flags` are VIR_CONNECT_LIST_DOMAINS_*. Active domains come first, by id, then the others by name.
std::vector<Domain> list_domains(Session &session, unsigned flags);

} // namespace modvirt::cli
