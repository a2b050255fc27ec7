// SPDX-License-Identifier: LGPL-2.1-or-later
// Moves bytes between this terminal and a console until somebody ends it.
#pragma once

#include "console/link.hpp"

namespace modvirt::cli {

// Returns when `escape` is typed on a terminal, when the terminal is gone, or when the guest hangs up. Input
// from a pipe or a file may end before the guest does: what the guest says is still shown.
void run_console_loop(ConsoleLink &link, char escape);

} // namespace modvirt::cli
