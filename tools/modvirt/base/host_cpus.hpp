// SPDX-License-Identifier: LGPL-2.1-or-later
// How many CPUs the host has, which is how long a map of them is.
#pragma once

#include <libvirt/libvirt.h>

namespace modvirt::cli {

// Falls back on the topology where the driver has no map of its CPUs.
unsigned host_cpu_count(virConnectPtr connection);

} // namespace modvirt::cli
