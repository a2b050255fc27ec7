// SPDX-License-Identifier: LGPL-2.1-or-later
// The library's reports, kept back so that a command can put its own sentence in front of them.
#pragma once

#include <libvirt/virterror.h>
#include <string>

namespace modvirt::cli {

// Stops the library from printing by itself.
void silence_library();

// The message of the last report of this thread, or nothing. Forgets it.
std::string take_library_error();
// The same as the library of virsh 0.4.6 printed it: a line of its own, such as `libvir: Test error : MESSAGE`.
std::string take_library_line();
void forget_library_error();

// VIR_ERR_OK when nothing was reported.
int last_library_code();

} // namespace modvirt::cli
