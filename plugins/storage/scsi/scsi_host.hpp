// SPDX-License-Identifier: LGPL-2.1-or-later
// The SCSI hosts that the kernel has, as sysfs tells them. `sysfs` is "/sys", and another directory in tests.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "adapter.hpp"
#include "kit/block/scsi_unit.hpp"

namespace modvirt::storage_scsi {

bool has_host(const std::string &sysfs, uint32_t number);

// The number of the host that an adapter stands for. Throws XmlError, as libvirt does, when none is at that place or has these
// names in the fabric. A host that is named by its number need not be there.
uint32_t find_host(const std::string &sysfs, const Adapter &adapter);

// Asks the host's driver for units that are new, and waits until it has looked. Throws SystemError when there is no such host.
void scan_host(const std::string &sysfs, uint32_t number);

// Its units that have a block device.
std::vector<block::ScsiUnit> units_of_host(const std::string &sysfs, uint32_t number);

} // namespace modvirt::storage_scsi
