// SPDX-License-Identifier: LGPL-2.1-or-later
// memtune, numatune: how much memory of the host a domain may use, and of which nodes.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/numbers.hpp"
#include "base/tuning.hpp"

#include <cstring>
#include <iterator>
#include <limits>

namespace modvirt::cli {

namespace {

constexpr unsigned long long unlimited = VIR_DOMAIN_MEMORY_PARAM_UNLIMITED;

// In KiB, rounded up; a number below zero takes the limit away, whatever follows it.
unsigned long long memory_limit(const std::string &option, std::string text)
{
    constexpr unsigned long long kib = 1024;
    constexpr unsigned long long limit = std::numeric_limits<long long>::max();
    const size_t minus = text.find_first_not_of(" \t");
    if (minus != std::string::npos && text[minus] == '-' && text.find_first_of("0123456789") == minus + 1) {
        const size_t digit = text.find_first_not_of('0', minus + 1);
        if (digit != std::string::npos && text[digit] >= '1' && text[digit] <= '9')
            return unlimited;
        text.erase(minus, 1);
    }
    const Scaled scaled = parse_scaled(text, kib, limit);
    if (!scaled.bytes)
        fail("Unable to parse integer parameter {}{}{}", option,
             scaled.reason.empty() ? "" : "\nerror: ", scaled.reason);
    return (*scaled.bytes + kib - 1) / kib;
}

ParameterChanges memory_changes(const Arguments &arguments)
{
    constexpr std::pair<const char *, const char *> limits[] = {
        {"hard-limit", VIR_DOMAIN_MEMORY_HARD_LIMIT},
        {"soft-limit", VIR_DOMAIN_MEMORY_SOFT_LIMIT},
        {"swap-hard-limit", VIR_DOMAIN_MEMORY_SWAP_HARD_LIMIT},
        {"min-guarantee", VIR_DOMAIN_MEMORY_MIN_GUARANTEE}};
    ParameterChanges changes;
    for (const auto &[option, parameter] : limits)
        for (const std::string &text : arguments.all(option))
            changes.add(parameter, memory_limit(option, text));
    return changes;
}

bool is_unlimited(const virTypedParameter &value)
{
    return value.type == VIR_TYPED_PARAM_ULLONG && value.value.ul == unlimited;
}

std::string memory_text(const virTypedParameter &value)
{
    return is_unlimited(value) ? "unlimited" : parameter_text(value);
}

JsonValue memory_json(std::span<const virTypedParameter> values)
{
    JsonValue object = JsonValue::object();
    for (const virTypedParameter &value : values)
        object[std::string(value.field) + "_kib"] = is_unlimited(value) ? JsonValue(nullptr) : json_of(value);
    return object;
}

void run_memtune(Session &session, const Arguments &arguments)
{
    const unsigned flags = arguments.affect_flags().value_or(VIR_DOMAIN_AFFECT_CURRENT);
    const Domain domain = find_domain(session, arguments);
    const ParameterCalls calls{[&](virTypedParameterPtr values, int *count) {
                                   return virDomainGetMemoryParameters(domain.get(), values, count, flags);
                               },
                               [&](virTypedParameterPtr values, int count) {
                                   return virDomainSetMemoryParameters(domain.get(), values, count, flags);
                               }};
    change_or_show(session, arguments, calls,
                   {"Unable to get number of memory parameters", "Unable to get memory parameters",
                    "Unable to change memory parameters"},
                   memory_changes(arguments), {memory_text, memory_json});
}

// In the order of virDomainNumatuneMemMode.
constexpr std::string_view numa_modes[] = {"strict", "preferred", "interleave", "restrictive"};

int numa_mode(const std::string &text)
{
    for (size_t i = 0; i < std::size(numa_modes); ++i)
        if (numa_modes[i] == text)
            return static_cast<int>(i);
    // A mode that is newer than this table.
    const auto number = parse_integer<int>(text);
    if (!number)
        fail("Invalid mode: {}", text);
    return *number;
}

ParameterChanges numa_changes(const Arguments &arguments)
{
    ParameterChanges changes;
    const auto nodes = arguments.text("nodeset");
    changes.add(VIR_DOMAIN_NUMA_NODESET, nodes);
    if (const auto mode = arguments.text("mode"))
        changes.add(VIR_DOMAIN_NUMA_MODE, numa_mode(*mode));
    return changes;
}

bool is_known_mode(const virTypedParameter &value)
{
    return value.type == VIR_TYPED_PARAM_INT && std::strcmp(value.field, VIR_DOMAIN_NUMA_MODE) == 0 &&
           value.value.i >= 0 && static_cast<size_t>(value.value.i) < std::size(numa_modes);
}

std::string numa_text(const virTypedParameter &value)
{
    return is_known_mode(value) ? std::string(numa_modes[static_cast<size_t>(value.value.i)])
                                : parameter_text(value);
}

JsonValue numa_json(std::span<const virTypedParameter> values)
{
    JsonValue object = JsonValue::object();
    for (const virTypedParameter &value : values)
        object[value.field] = is_known_mode(value) ? json_text(numa_text(value)) : json_of(value);
    return object;
}

void run_numatune(Session &session, const Arguments &arguments)
{
    const unsigned flags = arguments.affect_flags().value_or(VIR_DOMAIN_AFFECT_CURRENT);
    const Domain domain = find_domain(session, arguments);
    const ParameterCalls calls{[&](virTypedParameterPtr values, int *count) {
                                   return virDomainGetNumaParameters(domain.get(), values, count, flags);
                               },
                               [&](virTypedParameterPtr values, int count) {
                                   return virDomainSetNumaParameters(domain.get(), values, count, flags);
                               }};
    change_or_show(session, arguments, calls,
                   {"Unable to get numa parameters", "Unable to get numa parameters",
                    "Unable to change numa parameters"},
                   numa_changes(arguments), {numa_text, numa_json});
}

std::vector<std::string> complete_numa_mode(Session &, const Arguments &)
{
    return {std::begin(numa_modes), std::end(numa_modes)};
}

constexpr Option memtune_options[] = {
    domain_option(complete_domain),
    number("hard-limit", "Max memory, as scaled integer (default KiB)"),
    number("soft-limit", "Memory during contention, as scaled integer (default KiB)"),
    number("swap-hard-limit", "Max memory plus swap, as scaled integer (default KiB)"),
    number("min-guarantee", "Min guaranteed memory, as scaled integer (default KiB)"),
    config_option(),
    live_option(),
    current_option(),
};
constexpr Option numatune_options[] = {
    domain_option(complete_domain),
    text("mode",
         "NUMA mode, one of strict, preferred and interleave \nor a number from the virDomainNumatuneMemMode "
         "enum",
         complete_numa_mode),
    text("nodeset", "NUMA node selections to set"),
    config_option(),
    live_option(),
    current_option(),
};

} // namespace

constexpr Command memtune_command{.name = "memtune",
                                  .summary = "Get or set memory parameters",
                                  .description =
                                      "Get or set the current memory parameters for a guest domain.\n"
                                      "    To get the memory parameters use following command: \n\n"
                                      "    modvirt # memtune <domain>",
                                  .options = memtune_options,
                                  .run = run_memtune,
                                  .traits = Json};
constexpr Command numatune_command{.name = "numatune",
                                   .summary = "Get or set numa parameters",
                                   .description =
                                       "Get or set the current numa parameters for a guest domain.\n"
                                       "    To get the numa parameters use following command: \n\n"
                                       "    modvirt # numatune <domain>",
                                   .options = numatune_options,
                                   .run = run_numatune,
                                   .traits = Json};

} // namespace modvirt::cli
