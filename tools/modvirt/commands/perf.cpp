// SPDX-License-Identifier: LGPL-2.1-or-later
// perf: which events of a domain the host's kernel counts.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/tuning.hpp"

#include <algorithm>

namespace modvirt::cli {

namespace {

// The names of a list with commas; an empty one is passed over.
void add_events(ParameterChanges &changes, const std::optional<std::string> &list, bool enabled)
{
    size_t start = 0;
    while (list && start < list->size()) {
        const size_t comma = std::min(list->find(',', start), list->size());
        if (comma > start)
            changes.add(list->substr(start, comma - start).c_str(), enabled);
        start = comma + 1;
    }
}

void print_events(Session &session, std::span<const virTypedParameter> events)
{
    for (const virTypedParameter &event : events)
        session.out.remark("{:<15}: {}\n", event.field, event.value.b ? "enabled" : "disabled");
}

void run_perf(Session &session, const Arguments &arguments)
{
    const unsigned flags = arguments.affect_flags().value_or(VIR_DOMAIN_AFFECT_CURRENT);
    const auto enabled = arguments.text("enable");
    const auto disabled = arguments.text("disable");
    const Domain domain = find_domain(session, arguments);
    ParameterChanges changes;
    add_events(changes, enabled, true);
    add_events(changes, disabled, false);
    if (!changes.empty()) {
        if (virDomainSetPerfEvents(domain.get(), changes.data(), changes.count(), flags) < 0)
            fail("Unable to enable/disable perf events");
        return print_events(session, changes.values());
    }
    ParameterList events;
    if (virDomainGetPerfEvents(domain.get(), events.array(), events.count(), flags) < 0)
        fail("Unable to get perf events");
    if (wants_json(session, arguments))
        return print_json(session, json_of(events.values()));
    print_events(session, events.values());
}

constexpr Option perf_options[] = {
    domain_option(complete_domain),
    text("enable", "perf events which will be enabled"),
    text("disable", "perf events which will be disabled"),
    config_option(),
    live_option(),
    current_option(),
};

} // namespace

constexpr Command perf_command{.name = "perf",
                               .summary = "Get or set perf event",
                               .description = "Get or set the current perf events for a guest domain.\n"
                                              "    To get the perf events list use following command: \n\n"
                                              "    modvirt # perf <domain>",
                               .options = perf_options,
                               .run = run_perf,
                               .traits = Json};

} // namespace modvirt::cli
