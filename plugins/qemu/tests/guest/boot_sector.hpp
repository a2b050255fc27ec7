// SPDX-License-Identifier: LGPL-2.1-or-later
// The smallest guest that does what a test wants: 84 bytes in the boot sector of a disk, up in a quarter of a
// second. It writes 'U' to its serial port when it is up, powers off when its power button is pressed, and
// obeys letters that come in by the serial port.
#pragma once

#include <string>

namespace modvirt::qemu::guest_test {

// The letters.
inline constexpr char power_off = 'o', reset = 'r', panic = 'c', spin = 's';

// The disk, as text that is to be written to a file.
std::string boot_disk();

} // namespace modvirt::qemu::guest_test
