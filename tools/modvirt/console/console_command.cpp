// SPDX-License-Identifier: LGPL-2.1-or-later
// console: the command.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "console/console.hpp"

#include <unistd.h>

namespace modvirt::cli {

namespace {

void run_console_command(Session &session, const Arguments &arguments)
{
    ConsoleRequest request;
    request.device = arguments.text("devname").value_or("");
    if (arguments.has("force"))
        request.flags |= VIR_DOMAIN_CONSOLE_FORCE;
    if (arguments.has("safe"))
        request.flags |= VIR_DOMAIN_CONSOLE_SAFE;
    const Domain domain = find_domain(session, arguments);
    run_console(session, domain, request);
}

constexpr Option console_options[] = {
    domain_option(complete_active_domain),
    text("devname", "character device name"),
    flag("force", "force console connection (disconnect already connected sessions)"),
    flag("safe", "only connect if safe console handling is supported"),
};

} // namespace

constexpr Command console_command{.name = "console",
                                  .summary = "connect to the guest console",
                                  .description = "Connect the virtual serial console for the guest",
                                  .options = console_options,
                                  .run = run_console_command,
                                  .traits = Waits};

} // namespace modvirt::cli
