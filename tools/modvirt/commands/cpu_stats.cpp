// SPDX-License-Identifier: LGPL-2.1-or-later
// cpu-stats: the time that a domain has spent on each CPU of the host.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/json.hpp"
#include "base/typed_parameter.hpp"

#include <algorithm>

namespace modvirt::cli {

namespace {

constexpr unsigned long long second_ns = 1'000'000'000;
constexpr unsigned most_at_once = 128; // CPUs that one call may ask for
constexpr int whole_domain = -1;       // in place of a first CPU

// What is to be shown.
struct Range {
    unsigned start = 0;
    std::optional<unsigned> count;
    bool per_cpu;
    bool total;
};

Range range_of(const Arguments &arguments)
{
    const auto start = arguments.integer("start");
    if (start && *start < 0)
        fail("Invalid value for start CPU");
    const auto count = arguments.integer("count");
    if (count && *count < 0)
        fail("Invalid value for number of CPUs to show");
    Range range{static_cast<unsigned>(start.value_or(0)),
                {},
                start || count || !arguments.has("total"),
                arguments.has("total") || !(start || count)};
    if (count)
        range.count = static_cast<unsigned>(*count);
    return range;
}

class CpuStatistics {
public:
    CpuStatistics(const Domain &domain, std::string name) : m_domain(domain), m_name(std::move(name)) {}

    [[nodiscard]] unsigned cpu_count() const { return ask(nullptr, 0, 0, 0); }

    // The values of each CPU one after the other, `per_cpu` of them; a CPU that is offline has values without
    // a type.
    struct Values {
        TypedParameters values;
        unsigned per_cpu;

        [[nodiscard]] std::span<const virTypedParameter> of(unsigned index) const
        {
            return values.values().subspan(static_cast<size_t>(index) * per_cpu, per_cpu);
        }
    };

    [[nodiscard]] Values read(int start, unsigned count) const
    {
        const unsigned per_cpu = ask(nullptr, 0, start == whole_domain ? whole_domain : 0, 1);
        Values result{TypedParameters(static_cast<int>(per_cpu * count)), per_cpu};
        if (per_cpu > 0)
            static_cast<void>(ask(result.values.data(), per_cpu, start, count));
        return result;
    }

private:
    unsigned ask(virTypedParameterPtr values, unsigned per_cpu, int start, unsigned count) const
    {
        const int result = virDomainGetCPUStats(m_domain.get(), values, per_cpu, start, count, 0);
        if (result < 0)
            fail("Failed to retrieve CPU statistics for domain '{}'", m_name);
        return static_cast<unsigned>(result);
    }

    const Domain &m_domain;
    std::string m_name;
};

bool is_time(const virTypedParameter &value)
{
    return value.type == VIR_TYPED_PARAM_ULLONG && std::string_view(value.field).ends_with("_time");
}

void print_values(Output &out, std::span<const virTypedParameter> values)
{
    for (const virTypedParameter &value : values) {
        if (is_time(value))
            out.print("\t{:<12} {:>9}.{:09} seconds\n", value.field, value.value.ul / second_ns,
                      value.value.ul % second_ns);
        else
            out.print("\t{:<12} {}\n", value.field, parameter_text(value));
    }
}

// Times are in nanoseconds.
JsonValue json_of_values(std::span<const virTypedParameter> values)
{
    JsonValue object = JsonValue::object();
    for (const virTypedParameter &value : values)
        object[is_time(value) ? std::string(value.field) + "_ns" : value.field] = json_of(value);
    return object;
}

// How many CPUs there are to show from `range.start` on.
unsigned available(Session &session, const Arguments &arguments, const Range &range, unsigned cpus)
{
    if (range.start >= cpus)
        fail("Start CPU {} is out of range (min: 0, max: {})", range.start, static_cast<long>(cpus) - 1);
    const unsigned most = cpus - range.start;
    if (!range.count)
        return most;
    if (*range.count > most && !wants_json(session, arguments))
        session.out.print("Only {} CPUs available to show\n", cpus);
    return std::min(*range.count, most);
}

// Calls `show` with the number and the values of each CPU that is online.
template <typename Show>
void for_each_cpu(const CpuStatistics &statistics, unsigned start, unsigned count, Show show)
{
    while (count > 0) {
        const unsigned some = std::min(count, most_at_once);
        const auto values = statistics.read(static_cast<int>(start), some);
        if (values.per_cpu == 0)
            fail("No per-CPU stats available");
        for (unsigned i = 0; i < some; ++i)
            if (values.of(i).front().type != 0)
                show(start + i, values.of(i));
        start += some;
        count -= some;
    }
}

void run_cpu_stats(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const Range range = range_of(arguments);
    const CpuStatistics statistics(domain, domain_name(domain));
    const bool as_json = wants_json(session, arguments);
    JsonValue cpus = JsonValue::array();
    if (range.per_cpu)
        for_each_cpu(statistics, range.start, available(session, arguments, range, statistics.cpu_count()),
                     [&](unsigned cpu, std::span<const virTypedParameter> values) {
                         if (!as_json) {
                             session.out.print("CPU{}:\n", cpu);
                             return print_values(session.out, values);
                         }
                         JsonValue entry{{"cpu", cpu}};
                         entry.update(json_of_values(values));
                         cpus.push_back(std::move(entry));
                     });
    JsonValue total = nullptr;
    if (range.total) {
        const auto values = statistics.read(whole_domain, 1);
        total = json_of_values(values.of(0));
        if (!as_json && values.per_cpu == 0)
            fail("No total stats available");
        if (!as_json) {
            session.out.print("Total:\n");
            print_values(session.out, values.of(0));
        }
    }
    if (as_json)
        print_json(session, {{"cpus", std::move(cpus)}, {"total", std::move(total)}});
}

constexpr Option cpu_stats_options[] = {
    domain_option(complete_active_domain),
    flag("total", "Show total statistics only"),
    number("start", "Show statistics from this CPU"),
    number("count", "Number of shown CPUs at most"),
};

} // namespace

constexpr Command cpu_stats_command{.name = "cpu-stats",
                                    .summary = "show domain cpu statistics",
                                    .description =
                                        "Display per-CPU and total statistics about the domain's CPUs",
                                    .options = cpu_stats_options,
                                    .run = run_cpu_stats,
                                    .traits = Json};

} // namespace modvirt::cli
