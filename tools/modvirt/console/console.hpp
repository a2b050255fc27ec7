// SPDX-License-Identifier: LGPL-2.1-or-later
// A guest's console on this terminal.
#pragma once

#include "base/handles.hpp"
#include "base/session.hpp"

#include <string>

namespace modvirt::cli {

struct ConsoleRequest {
    std::string device; // alias of a character device; empty for the first console
    unsigned flags = 0; // VIR_DOMAIN_CONSOLE_*
};

// Connects standard input and output to the console until the escape character is typed, the guest ends or
// input ends. Throws when there is no console to connect to.
void run_console(Session &session, const Domain &domain, const ConsoleRequest &request);

} // namespace modvirt::cli
