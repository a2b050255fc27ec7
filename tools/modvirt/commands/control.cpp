// SPDX-License-Identifier: LGPL-2.1-or-later
// domcontrol: whether the hypervisor answers for a domain.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/json.hpp"

#include <iterator>

namespace modvirt::cli {

namespace {

// In the order of virDomainControlState.
constexpr const char *states[] = {"ok", "background job", "occupied", "error"};
// In the order of virDomainControlErrorReason; nothing is known about the first.
constexpr const char *reasons[] = {"", "unknown", "monitor failure", "internal (locking) error"};

const char *state_text(unsigned state)
{
    return state < std::size(states) ? states[state] : "unknown";
}

const char *reason_text(unsigned reason)
{
    return reason < std::size(reasons) ? reasons[reason] : "unknown";
}

void run_domcontrol(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    virDomainControlInfo info{};
    if (virDomainGetControlInfo(domain.get(), &info, 0) < 0)
        fail();
    const std::string state = state_text(info.state);
    const bool failed = info.state == VIR_DOMAIN_CONTROL_ERROR;
    const std::string reason = failed ? reason_text(info.details) : "";
    if (wants_json(session, arguments))
        return print_json(session, {{"state", state},
                                    {"reason", reason.empty() ? JsonValue(nullptr) : JsonValue(reason)},
                                    {"state_time_ms", info.stateTime}});
    if (failed || info.state == VIR_DOMAIN_CONTROL_OK)
        return session.out.print("{}{}{}\n", state, reason.empty() ? "" : ": ", reason);
    session.out.print("{} ({}.{:03}s)\n", state, info.stateTime / 1000, info.stateTime % 1000);
}

constexpr Option domcontrol_options[] = {
    domain_option(complete_active_domain),
};

} // namespace

constexpr Command domcontrol_command{.name = "domcontrol",
                                     .summary = "domain control interface state",
                                     .description = "Returns state of a control interface to the domain.",
                                     .options = domcontrol_options,
                                     .run = run_domcontrol,
                                     .traits = Json};

} // namespace modvirt::cli
