// SPDX-License-Identifier: LGPL-2.1-or-later
// Copies what is in a volume for backends that do not do it themselves.
#pragma once

#include <modvirt/values.hpp>

namespace modvirt::storage_manager {

// From path to path; holes stay holes. Throws Error.
void copy_contents(const FoundVolume &from, const FoundVolume &to);

} // namespace modvirt::storage_manager
