// SPDX-License-Identifier: LGPL-2.1-or-later
// What a domain needs from the file system, looked at before anything is started.
#pragma once

#include "kit/domain/config.hpp"
#include "source.hpp"

namespace modvirt::qemu::config {

// Throws SystemError that names the first file that is missing or may not be used, and what it is for. `sources` are
// those of its disks.
void check_prerequisites(const domain::Config &config, const DiskSources &sources);

} // namespace modvirt::qemu::config
