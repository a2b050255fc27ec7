// SPDX-License-Identifier: LGPL-2.1-or-later
// The images below a disk's, as their headers name them.
#pragma once

#include "source.hpp"

namespace modvirt::qemu::config {

enum class Breaks : uint8_t { Refuse, Accept };

// Fills in what the image of that format stands on. Throws SystemError for a backing file that is missing or cannot be read,
// and InternalError for a chain without an end, unless breaks are accepted.
void read_chain(DiskSource &source, std::string_view format, Breaks breaks);

} // namespace modvirt::qemu::config
