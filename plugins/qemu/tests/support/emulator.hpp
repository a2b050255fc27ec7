// SPDX-License-Identifier: LGPL-2.1-or-later
// A QEMU that never changes, for tests of what is made from its answers.
#pragma once

#include "capabilities/emulator.hpp"

namespace modvirt::qemu::support {

// QEMU 7.2 with the devices that the driver may use.
capabilities::Emulator emulator(const std::string &path);

} // namespace modvirt::qemu::support
