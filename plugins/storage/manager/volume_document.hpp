// SPDX-License-Identifier: LGPL-2.1-or-later
// The XML of a volume whose backend does not describe it.
#pragma once

#include <string>

#include <modvirt/values.hpp>

namespace modvirt::storage_manager {

std::string format_volume(const FoundVolume &volume);

} // namespace modvirt::storage_manager
