// SPDX-License-Identifier: LGPL-2.1-or-later
// send-process-signal: a signal for a process in a guest.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/numbers.hpp"
#include "base/signal_names.hpp"

namespace modvirt::cli {

namespace {

void run_send_process_signal(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const std::string process = arguments.all("pid").front();
    const auto number = parse_integer<long long>(process);
    if (!number)
        fail("Numeric value '{}' for <pid> option is malformed or out of range", process);
    const std::string name = arguments.required_text("signame");
    const auto signal = signal_number(name);
    if (!signal)
        fail("malformed signal name: {}", name);
    if (virDomainSendProcessSignal(domain.get(), *number, *signal, 0) < 0)
        fail();
}

std::vector<std::string> complete_signal(Session &, const Arguments &)
{
    return signal_names();
}

constexpr Option send_process_signal_options[] = {
    domain_option(complete_active_domain),
    argument("pid", "the process ID"),
    argument("signame", "the signal number or name", complete_signal),
};

} // namespace

constexpr Command send_process_signal_command{.name = "send-process-signal",
                                              .summary = "Send signals to processes",
                                              .description = "Send signals to processes in the guest",
                                              .options = send_process_signal_options,
                                              .run = run_send_process_signal};

} // namespace modvirt::cli
