// SPDX-License-Identifier: LGPL-2.1-or-later
// Finds the guests that another process has left running, and cleans up after those that ended meanwhile.
#pragma once

#include "instance/instance.hpp"

namespace modvirt::qemu::guest {

// No guest that runs is ever ended by this: one whose monitor does not answer stays listed, and is tried
// again.
void recover_all(Instance &instance);

// Tries to get the monitor of a guest back, until it answers or the guest has ended.
void reconnect_later(Instance &instance, const std::shared_ptr<Guest> &guest);

} // namespace modvirt::qemu::guest
