// SPDX-License-Identifier: LGPL-2.1-or-later
// emulatorpin: which host CPUs run what a domain needs besides its virtual CPUs.
#include "commands/commands.hpp"

#include "base/cpu_map.hpp"
#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/host_cpus.hpp"
#include "base/json.hpp"

namespace modvirt::cli {

namespace {

void show(Session &session, const Arguments &arguments, const Domain &domain, unsigned flags)
{
    const unsigned host_cpus = host_cpu_count(session.connection());
    CpuMap map(VIR_CPU_MAPLEN(host_cpus));
    if (virDomainGetEmulatorPinInfo(domain.get(), map.data(), static_cast<int>(map.size()), flags) < 0)
        fail();
    const std::string ranges = cpu_ranges(map, host_cpus);
    if (wants_json(session, arguments))
        return print_json(session, {{"affinity", ranges}});
    session.out.remark("emulator: CPU Affinity\n{:-<34}\n       *: ", "");
    session.out.print("{}\n", ranges);
}

void run_emulatorpin(Session &session, const Arguments &arguments)
{
    const std::optional<unsigned> affect = arguments.affect_flags();
    const auto list = arguments.text("cpulist");
    const Domain domain = find_domain(session, arguments);
    if (!list)
        return show(session, arguments, domain, affect.value_or(VIR_DOMAIN_AFFECT_CURRENT));
    CpuMap map = parse_cpu_list(*list, host_cpu_count(session.connection()));
    // Without an option it is the running emulator that is meant.
    const unsigned flags = affect.value_or(VIR_DOMAIN_AFFECT_LIVE);
    if (virDomainPinEmulator(domain.get(), map.data(), static_cast<int>(map.size()), flags) < 0)
        fail();
}

constexpr Option emulatorpin_options[] = {
    domain_option(complete_domain),
    text("cpulist", "host cpu number(s) to set, or omit option to query", nullptr, EmptyOk),
    config_option(),
    live_option(),
    current_option(),
};

} // namespace

constexpr Command emulatorpin_command{.name = "emulatorpin",
                                      .summary = "control or query domain emulator affinity",
                                      .description = "Pin domain emulator threads to host physical CPUs.",
                                      .options = emulatorpin_options,
                                      .run = run_emulatorpin,
                                      .traits = Json};

} // namespace modvirt::cli
