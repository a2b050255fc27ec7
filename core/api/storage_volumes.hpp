// SPDX-License-Identifier: LGPL-2.1-or-later
// The interface "storage-volumes/1": finds, for a hypervisor's driver, the volumes of whatever serves storage beside it.
#pragma once

#include <modvirt/storage_volumes.h>

namespace modvirt {

// Handed to plugins; lives as long as the process.
const modvirt_storage_volumes_v1 &storage_volumes() noexcept;

} // namespace modvirt
