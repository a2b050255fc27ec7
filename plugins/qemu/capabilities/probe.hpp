// SPDX-License-Identifier: LGPL-2.1-or-later
// Asks a QEMU program what it can do, by running it with no machine.
#pragma once

#include <chrono>
#include <string>

#include "emulator.hpp"

namespace modvirt::qemu::capabilities {

inline constexpr std::chrono::milliseconds probe_deadline{20'000};

// Throws an Error that names the program: SystemError when it cannot be started, OperationFailed when it
// answers nothing useful, OperationTimeout.
Emulator probe(const std::string &path, std::chrono::milliseconds deadline = probe_deadline);

} // namespace modvirt::qemu::capabilities
