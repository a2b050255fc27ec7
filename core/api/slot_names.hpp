// SPDX-License-Identifier: LGPL-2.1-or-later
// The names of all slots and of all public functions, for telling what a plugin serves.
#pragma once

#include "registry/registry.hpp"

namespace modvirt {

[[nodiscard]] registry::SlotNames slot_names();

} // namespace modvirt
