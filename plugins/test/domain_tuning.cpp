// SPDX-License-Identifier: LGPL-2.1-or-later
// How a domain shares the host with others: scheduler, memory limits, NUMA nodes and performance counters.
#include "driver.hpp"

#include <algorithm>
#include <array>

#include "flags.hpp"
#include "kit/xml/value.hpp"
#include "parameters.hpp"
#include "tunables.hpp"

namespace modvirt::test {

namespace {

// The scheduler shares fairly, whatever weight a domain asks for.
constexpr uint32_t scheduler_weight = 50;
constexpr KnownParameter scheduler_parameters[] = {{"weight", ValueType::UInt}};

constexpr uint64_t unlimited = 9007199254740991; // VIR_DOMAIN_MEMORY_PARAM_UNLIMITED

constexpr std::array<std::string_view, 4> numa_modes = {"strict", "preferred", "interleave",
                                                        "restrictive"}; // virDomainNumatuneMemMode

constexpr KnownParameter perf_events[] = {
    {"cmt", ValueType::Boolean},
    {"mbmt", ValueType::Boolean},
    {"mbml", ValueType::Boolean},
    {"cpu_cycles", ValueType::Boolean},
    {"instructions", ValueType::Boolean},
    {"cache_references", ValueType::Boolean},
    {"cache_misses", ValueType::Boolean},
    {"branch_instructions", ValueType::Boolean},
    {"branch_misses", ValueType::Boolean},
    {"bus_cycles", ValueType::Boolean},
    {"stalled_cycles_frontend", ValueType::Boolean},
    {"stalled_cycles_backend", ValueType::Boolean},
    {"ref_cpu_cycles", ValueType::Boolean},
    {"cpu_clock", ValueType::Boolean},
    {"task_clock", ValueType::Boolean},
    {"page_faults", ValueType::Boolean},
    {"context_switches", ValueType::Boolean},
    {"cpu_migrations", ValueType::Boolean},
    {"page_faults_min", ValueType::Boolean},
    {"page_faults_maj", ValueType::Boolean},
    {"alignment_faults", ValueType::Boolean},
    {"emulation_faults", ValueType::Boolean},
};

uint64_t limit_of(const domain::Config &config, std::string_view name)
{
    const auto tune = config.document.root().child("memtune");
    const auto text = tune ? tune->child_text(name) : std::nullopt;
    return text ? xml::parse_unsigned(*text).value_or(unlimited) : unlimited;
}

// What more than fits is left out would let a guest swap itself to death.
void check_limits(const Parameters &given, const domain::Config &config)
{
    const auto *hard = find_value<uint64_t>(given, "hard_limit");
    const auto *swap = find_value<uint64_t>(given, "swap_hard_limit");
    const uint64_t new_hard = hard ? *hard : limit_of(config, "hard_limit");
    const uint64_t new_swap = swap ? *swap : limit_of(config, "swap_hard_limit");
    if ((hard || swap) && new_hard > new_swap)
        throw Error(ErrorCode::InvalidArg,
                    "memory hard_limit tunable value must be lower than or equal to swap_hard_limit");
}

void set_limit(xml::Node root, const std::string &name, uint64_t kib)
{
    xml::Node tune = root.child_or_new("memtune");
    if (kib < unlimited) {
        xml::Node limit = tune.child_or_new(name);
        limit.set_attribute("unit", "KiB");
        limit.set_text(std::to_string(kib));
    } else if (auto limit = tune.child(name)) {
        limit->remove();
    }
}

std::optional<xml::Element> numa_memory_of(const domain::Config &config)
{
    const auto tune = config.document.root().child("numatune");
    return tune ? tune->child("memory") : std::nullopt;
}

int32_t numa_mode_of(const domain::Config &config)
{
    const auto memory = numa_memory_of(config);
    const auto mode = memory ? memory->attribute_or("mode", "strict") : "strict";
    return static_cast<int32_t>(std::find(numa_modes.begin(), numa_modes.end(), mode) - numa_modes.begin());
}

std::string nodeset_of(const domain::Config &config)
{
    const auto memory = numa_memory_of(config);
    return std::string(memory ? memory->attribute_or("nodeset", "") : "");
}

void check_numa(const Parameters &given)
{
    const auto *mode = find_value<int32_t>(given, "numa_mode");
    if (mode && (*mode < 0 || static_cast<std::size_t>(*mode) >= numa_modes.size()))
        throw Error(ErrorCode::InvalidArg, "unsupported numatune mode: '" + std::to_string(*mode) + "'");
    const auto *nodes = find_value<std::string>(given, "numa_nodeset");
    if (nodes && (nodes->empty() || nodes->find_first_not_of("0123456789,-^") != nodes->npos))
        throw Error(ErrorCode::InvalidArg, "Failed to parse bitmap '" + *nodes + "'", ErrorDomain::Nowhere);
}

void set_numa(xml::Node root, const domain::Config &config, const Parameters &given)
{
    const auto *mode = find_value<int32_t>(given, "numa_mode");
    const auto *nodes = find_value<std::string>(given, "numa_nodeset");
    const std::string nodeset = nodes ? *nodes : nodeset_of(config);
    if (nodeset.empty())
        throw Error(ErrorCode::ConfigUnsupported,
                    "nodeset for NUMA memory tuning must be set if 'placement' is 'static'",
                    ErrorDomain::Domain);
    xml::Node memory = root.child_or_new("numatune").child_or_new("memory");
    memory.set_attribute("mode", numa_modes[static_cast<std::size_t>(mode ? *mode : numa_mode_of(config))]);
    memory.set_attribute("nodeset", nodeset);
}

bool is_counted(const domain::Config &config, std::string_view name)
{
    const auto perf = config.document.root().child("perf");
    if (!perf)
        return false;
    for (const xml::Element event : perf->children("event")) {
        if (event.attribute("name") == name)
            return event.attribute("enabled") == "yes";
    }
    return false;
}

} // namespace

// The same for all domains, and so there is none to be found.
std::string Driver::domain_get_scheduler_type(const DomainRef &, Aside &parameters)
{
    parameters.value = std::size(scheduler_parameters);
    return "fair";
}

Parameters Driver::domain_get_scheduler_parameters_flags(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, string_okay, "testDomainGetSchedulerParametersFlags");
    static_cast<void>(store().read().get(ref.uuid, ref.name));
    return {{"weight", scheduler_weight}};
}

void Driver::domain_set_scheduler_parameters_flags(const DomainRef &ref, const Parameters &params,
                                                   uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainSetSchedulerParametersFlags");
    check_parameters(params, scheduler_parameters);
    static_cast<void>(store().read().get(ref.uuid, ref.name));
}

Parameters Driver::domain_get_memory_parameters(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, affect::any | string_okay, "testDomainGetMemoryParameters");
    const auto config = chosen_config(ref, flags);
    Parameters told;
    for (const KnownParameter &limit : memory_parameters)
        told.push_back({std::string(limit.name), limit_of(*config, limit.name)});
    return told;
}

void Driver::domain_set_memory_parameters(const DomainRef &ref, const Parameters &params, uint32_t flags)
{
    refuse_unknown_flags(flags, affect::any, "testDomainSetMemoryParameters");
    check_parameters(params, memory_parameters);
    m_machine->complete();
    const store::Job job = begin(ref, "set-memory-parameters");
    edit_configs(store(), job.domain(), flags, [&](xml::Node root, const domain::Config &config) {
        check_limits(params, config);
        for (const Parameter &limit : params)
            set_limit(root, limit.name, std::get<uint64_t>(limit.value));
    });
}

Parameters Driver::domain_get_numa_parameters(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, affect::any | string_okay, "testDomainGetNumaParameters");
    const auto config = chosen_config(ref, flags);
    return {{"numa_mode", numa_mode_of(*config)}, {"numa_nodeset", nodeset_of(*config)}};
}

void Driver::domain_set_numa_parameters(const DomainRef &ref, const Parameters &params, uint32_t flags)
{
    refuse_unknown_flags(flags, affect::any, "testDomainSetNumaParameters");
    check_parameters(params, numa_parameters);
    check_numa(params);
    m_machine->complete();
    const store::Job job = begin(ref, "set-numa-parameters");
    const bool is_active = [&] {
        const auto read = store().read();
        return job.domain().is_active();
    }();
    edit_configs(store(), job.domain(), flags, [&](xml::Node root, const domain::Config &config) {
        const auto *mode = find_value<int32_t>(params, "numa_mode");
        const bool is_live = is_active && (flags & affect::config) == 0;
        if (is_live && mode && !nodeset_of(config).empty() && *mode != numa_mode_of(config))
            throw Error(ErrorCode::OperationInvalid, "can't change numatune mode for running domain");
        set_numa(root, config, params);
    });
}

Parameters Driver::domain_get_perf_events(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, affect::any | string_okay, "testDomainGetPerfEvents");
    const auto config = chosen_config(ref, flags);
    Parameters told;
    for (const KnownParameter &event : perf_events)
        told.push_back({std::string(event.name), is_counted(*config, event.name)});
    return told;
}

void Driver::domain_set_perf_events(const DomainRef &ref, const Parameters &params, uint32_t flags)
{
    refuse_unknown_flags(flags, affect::any, "testDomainSetPerfEvents");
    check_parameters(params, perf_events);
    m_machine->complete();
    const store::Job job = begin(ref, "set-perf-events");
    edit_configs(store(), job.domain(), flags, [&](xml::Node root, const domain::Config &) {
        xml::Node perf = root.child_or_new("perf");
        for (const Parameter &each : params) {
            auto event = find_child(perf, "event", "name", each.name);
            if (!event) {
                event = perf.append("event");
                event->set_attribute("name", each.name);
            }
            event->set_attribute("enabled", std::get<bool>(each.value) ? "yes" : "no");
        }
    });
}

// None of these guests keeps its memory from the host.
Parameters Driver::domain_get_launch_security_info(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, string_okay, "testDomainGetLaunchSecurityInfo");
    static_cast<void>(store().read().get(ref.uuid, ref.name));
    return {};
}

} // namespace modvirt::test
