// SPDX-License-Identifier: LGPL-2.1-or-later
// setvcpu, guestvcpus: which virtual CPUs are there, for the hypervisor and for the guest.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/tuning.hpp"

namespace modvirt::cli {

namespace {

void run_setvcpu(Session &session, const Arguments &arguments)
{
    arguments.refuse_both("enable", "disable");
    const unsigned flags = arguments.affect_flags().value_or(VIR_DOMAIN_AFFECT_CURRENT);
    const bool enable = arguments.has("enable");
    if (!enable && !arguments.has("disable"))
        fail("one of --enable, --disable is required");
    const std::string list = arguments.required_text("vcpulist");
    const Domain domain = find_domain(session, arguments);
    if (virDomainSetVcpu(domain.get(), list.c_str(), enable ? 1 : 0, flags) < 0)
        fail();
}

void run_guestvcpus(Session &session, const Arguments &arguments)
{
    arguments.refuse_both("enable", "disable");
    arguments.need_with("cpulist", "enable");
    arguments.need_with("cpulist", "disable");
    const auto list = arguments.text("cpulist");
    const bool enable = arguments.has("enable");
    if (list && !enable && !arguments.has("disable"))
        fail("One of options --enable or --disable is required by option --cpulist");
    const Domain domain = find_domain(session, arguments);
    if (list) {
        if (virDomainSetGuestVcpus(domain.get(), list->c_str(), enable ? 1 : 0, 0) < 0)
            fail();
        return;
    }
    ParameterList state;
    unsigned count = 0;
    if (virDomainGetGuestVcpus(domain.get(), state.array(), &count, 0) < 0)
        fail();
    *state.count() = static_cast<int>(count);
    show_parameters(session, arguments, state.values());
}

constexpr Option setvcpu_options[] = {
    domain_option(complete_domain),
    argument("vcpulist", "ids of vcpus to manipulate"),
    flag("enable", "enable cpus specified by cpumap"),
    flag("disable", "disable cpus specified by cpumap"),
    config_option(),
    live_option(),
    current_option(),
};
constexpr Option guestvcpus_options[] = {
    domain_option(complete_active_domain),
    text("cpulist", "list of cpus to enable or disable"),
    flag("enable", "enable cpus specified by cpulist"),
    flag("disable", "disable cpus specified by cpulist"),
};

} // namespace

constexpr Command setvcpu_command{.name = "setvcpu",
                                  .summary = "attach/detach vcpu or groups of threads",
                                  .description = "Add or remove vcpus",
                                  .options = setvcpu_options,
                                  .run = run_setvcpu};
constexpr Command guestvcpus_command{
    .name = "guestvcpus",
    .summary = "query or modify state of vcpu in the guest (via agent)",
    .description = "Use the guest agent to query or set cpu state from guest's point of view",
    .options = guestvcpus_options,
    .run = run_guestvcpus,
    .traits = Json};

} // namespace modvirt::cli
