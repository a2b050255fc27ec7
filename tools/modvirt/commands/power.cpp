// SPDX-License-Identifier: LGPL-2.1-or-later
// dompmsuspend, dompmwakeup, nodesuspend: puts a guest or the host to sleep as its own power management does.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/power_target.hpp"

namespace modvirt::cli {

namespace {

void run_dompmsuspend(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const std::string name = domain_name(domain);
    const unsigned long long duration_s = arguments.large_integer("duration").value_or(0);
    const unsigned target = power_target(arguments);
    if (virDomainPMSuspendForDuration(domain.get(), target, duration_s, 0) < 0)
        fail("Domain '{}' could not be suspended", name);
    session.out.remark("Domain '{}' successfully suspended", name);
}

void run_dompmwakeup(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const std::string name = domain_name(domain);
    if (virDomainPMWakeup(domain.get(), 0) < 0)
        fail("Domain '{}' could not be woken up", name);
    session.out.remark("Domain '{}' successfully woken up", name);
}

void run_nodesuspend(Session &session, const Arguments &arguments)
{
    static_cast<void>(arguments.required_text("target"));
    const long long duration_s = arguments.long_integer("duration").value();
    const unsigned target = power_target(arguments);
    if (duration_s < 0)
        fail("Invalid duration");
    if (virNodeSuspendForDuration(session.connection(), target, static_cast<unsigned long long>(duration_s),
                                  0) < 0)
        fail("The host was not suspended");
}

constexpr Option dompmsuspend_options[] = {
    domain_option(complete_active_domain),
    power_target_option(complete_power_target),
    number("duration", "duration in seconds", NamedOnly),
};
constexpr Option dompmwakeup_options[] = {domain_option(complete_active_domain)};
constexpr Option nodesuspend_options[] = {
    power_target_option(complete_power_target),
    number("duration", "Suspend duration in seconds, at least 60", Required),
};

} // namespace

constexpr Command dompmsuspend_command{
    .name = "dompmsuspend",
    .summary = "suspend a domain gracefully using power management functions",
    .description =
        "Suspends a running domain using guest OS's power management. (Note: This requires a guest agent "
        "configured and running in the guest OS).",
    .options = dompmsuspend_options,
    .run = run_dompmsuspend};
constexpr Command dompmwakeup_command{
    .name = "dompmwakeup",
    .summary = "wakeup a domain from pmsuspended state",
    .description = "Wakeup a domain that was previously suspended by power management.",
    .options = dompmwakeup_options,
    .run = run_dompmwakeup};
constexpr Command nodesuspend_command{
    .name = "nodesuspend",
    .summary = "suspend the host node for a given time duration",
    .description = "Suspend the host node for a given time duration and attempt to resume thereafter.",
    .options = nodesuspend_options,
    .run = run_nodesuspend};

} // namespace modvirt::cli
