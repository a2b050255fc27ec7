// SPDX-License-Identifier: LGPL-2.1-or-later
// The memory of a guest to a file and back.
#pragma once

#include "guest.hpp"

namespace modvirt::qemu::guest {

// Writes the memory and the state of all devices from the file's position on. The guest is stopped when it
// returns, and nothing has changed for it when it throws.
void save_memory(Guest &guest, int file);

// Writes the memory down for a debugger, in a format of QEMU's name; the guest goes on after it.
void dump_memory(Guest &guest, int file, const char *format);

// Reads them into a guest that was started to take them.
void load_memory(Guest &guest, int file);

} // namespace modvirt::qemu::guest
