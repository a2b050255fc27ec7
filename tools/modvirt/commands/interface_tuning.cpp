// SPDX-License-Identifier: LGPL-2.1-or-later
// domiftune: how fast a network interface of a domain may send and receive.
#include "commands/commands.hpp"

#include "base/bandwidth.hpp"
#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/tuning.hpp"

#include <limits>

namespace modvirt::cli {

namespace {

struct RateParameters {
    const char *average;
    const char *peak;
    const char *burst;
    const char *floor;
};

constexpr RateParameters inbound_parameters{VIR_DOMAIN_BANDWIDTH_IN_AVERAGE, VIR_DOMAIN_BANDWIDTH_IN_PEAK,
                                            VIR_DOMAIN_BANDWIDTH_IN_BURST, VIR_DOMAIN_BANDWIDTH_IN_FLOOR};
constexpr RateParameters outbound_parameters{VIR_DOMAIN_BANDWIDTH_OUT_AVERAGE, VIR_DOMAIN_BANDWIDTH_OUT_PEAK,
                                             VIR_DOMAIN_BANDWIDTH_OUT_BURST, nullptr};

unsigned checked(unsigned long long value, Direction direction)
{
    constexpr auto most = std::numeric_limits<unsigned>::max();
    if (value > most)
        fail("{} rate larger than maximum {}", direction_name(direction), most);
    return static_cast<unsigned>(value);
}

// An average of 0 and nothing else takes the limits away.
void add_rate(ParameterChanges &changes, const Arguments &arguments, Direction direction)
{
    const auto rate = rate_of(arguments, direction);
    if (!rate)
        return;
    if (rate->peak != 0 || rate->burst != 0)
        need_average(*rate, direction);
    const RateParameters &names = direction == Direction::Inbound ? inbound_parameters : outbound_parameters;
    changes.add(names.average, checked(rate->average, direction));
    if (rate->peak != 0)
        changes.add(names.peak, checked(rate->peak, direction));
    if (rate->burst != 0)
        changes.add(names.burst, checked(rate->burst, direction));
    if (rate->floor != 0)
        changes.add(names.floor, checked(rate->floor, direction));
}

void run_domiftune(Session &session, const Arguments &arguments)
{
    const unsigned flags = arguments.affect_flags().value_or(VIR_DOMAIN_AFFECT_CURRENT);
    const Domain domain = find_domain(session, arguments);
    const std::string device = arguments.required_text("interface");
    ParameterChanges changes;
    add_rate(changes, arguments, Direction::Inbound);
    add_rate(changes, arguments, Direction::Outbound);
    const ParameterCalls calls{
        [&](virTypedParameterPtr values, int *count) {
            return virDomainGetInterfaceParameters(domain.get(), device.c_str(), values, count, flags);
        },
        [&](virTypedParameterPtr values, int count) {
            return virDomainSetInterfaceParameters(domain.get(), device.c_str(), values, count, flags);
        }};
    change_or_show(session, arguments, calls,
                   {"Unable to get number of interface parameters", "Unable to get interface parameters",
                    "Unable to set interface parameters"},
                   changes);
}

constexpr Option domiftune_options[] = {
    domain_option(complete_domain),
    argument("interface", "interface device (MAC Address)", complete_interface),
    inbound_option,
    outbound_option,
    config_option(),
    live_option(),
    current_option(),
};

} // namespace

constexpr Command domiftune_command{.name = "domiftune",
                                    .summary = "get/set parameters of a virtual interface",
                                    .description = "Get/set parameters of a domain's virtual interface.",
                                    .options = domiftune_options,
                                    .run = run_domiftune,
                                    .traits = Json};

} // namespace modvirt::cli
