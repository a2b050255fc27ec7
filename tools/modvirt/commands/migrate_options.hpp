// SPDX-License-Identifier: LGPL-2.1-or-later
// The many options of migrate, as the library wants to be told of them.
#pragma once

#include "base/arguments.hpp"
#include "base/parameter_changes.hpp"

namespace modvirt::cli {

// Throws Error for options that do not go together, or not without another.
void check_migrate_options(const Arguments &arguments);

// VIR_MIGRATE_*.
unsigned migrate_flags(const Arguments &arguments);
// VIR_MIGRATE_PARAM_*, in the order in which virsh gives them.
void add_migrate_parameters(ParameterChanges &parameters, const Arguments &arguments);

} // namespace modvirt::cli
