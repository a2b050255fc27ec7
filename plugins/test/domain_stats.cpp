// SPDX-License-Identifier: LGPL-2.1-or-later
// Figures of many domains at once, and of the processors that a domain has used.
#include "driver.hpp"

#include <algorithm>
#include <cstdio>

#include "dirty_rate.hpp"
#include "flags.hpp"
#include "iothreads.hpp"
#include "kit/store/list_filter.hpp"

namespace modvirt::test {

namespace {

// virDomainStatsTypes
constexpr uint32_t stats_state = 1;
constexpr uint32_t stats_iothread = 128;
constexpr uint32_t stats_dirty_rate = 512;
constexpr uint32_t served_stats = stats_state | stats_iothread | stats_dirty_rate;

// virConnectGetAllDomainStatsFlags; nothing here ever waits
constexpr uint32_t enforce_stats = 1u << 31, backing = 1u << 30, nowait = 1u << 29;

// What every domain has used of each processor since ever, and of all together.
constexpr uint64_t cpu_time_ns = 24386308517;
constexpr uint64_t vcpu_time_ns = 23151740627;
constexpr uint64_t user_time_ns = 5540000000;
constexpr uint64_t system_time_ns = 6460000000;
constexpr uint64_t poll_max_ns = 32768;

void add_iothreads(Parameters &figures, const domain::Config &config)
{
    const auto threads = iothreads_of(config);
    if (threads.empty())
        return;
    figures.push_back({"iothread.count", static_cast<uint32_t>(threads.size())});
    for (const uint32_t id : threads) {
        const std::string name = "iothread." + std::to_string(id) + ".poll-";
        figures.push_back({name + "max-ns", poll_max_ns});
        figures.push_back({name + "grow", uint32_t{0}});
        figures.push_back({name + "shrink", uint32_t{0}});
    }
}

Parameters figures_of(const store::Domain &domain, uint32_t stats, Instant now)
{
    Parameters figures;
    if (stats & stats_state) {
        figures.push_back({"state.state", static_cast<int32_t>(domain.state())});
        figures.push_back({"state.reason", domain.reason()});
    }
    if (stats & stats_iothread && domain.is_active())
        add_iothreads(figures, *domain.live_config());
    if (stats & stats_dirty_rate)
        add_dirty_rate(figures, domain, now);
    return figures;
}

} // namespace

void Driver::connect_get_all_domain_stats(const std::vector<DomainRef> &domains, uint32_t stats,
                                          StatsSink &sink, uint32_t flags)
{
    refuse_unknown_flags(flags, store::ListFilter::known_flags | enforce_stats | backing | nowait,
                         "testConnectGetAllDomainStats");
    if ((flags & enforce_stats) != 0 && (stats & ~served_stats) != 0) {
        char digits[16];
        std::snprintf(digits, sizeof digits, "0x%x", stats & ~served_stats);
        throw Error(ErrorCode::ArgumentUnsupported,
                    std::string("Stats types bits ") + digits + " are not supported by this daemon");
    }
    const uint32_t wanted = stats == 0 ? served_stats : stats;
    m_machine->complete();
    const store::ListFilter filter(flags & ~enforce_stats);
    const Instant now = m_machine->clock().now();
    const auto read = store().read();
    const auto tell = [&](const store::Domain &domain) {
        if (filter.accepts(domain, {.has_managed_save = Machine::has_managed_save(domain)}))
            sink.put({domain.id(), domain.uuid(), domain.name()}, figures_of(domain, wanted, now));
    };
    if (domains.empty()) {
        for (const auto &domain : read.all())
            tell(*domain);
    }
    for (const DomainRef &ref : domains) {
        // One that has gone meanwhile has no figures.
        if (const store::Domain *domain = read.find(ref.uuid))
            tell(*domain);
    }
}

void Driver::domain_get_cpu_stats(const DomainRef &ref, CpuStatsRequest &request, uint32_t flags)
{
    refuse_unknown_flags(flags, string_okay, "testDomainGetCPUStats");
    {
        const auto read = store().read();
        check_active(read.get(ref.uuid, ref.name));
    }
    const uint32_t cpus = m_machine->node().cpus;
    if (request.first == -1) {
        const uint64_t all = cpu_time_ns * cpus + uint64_t{cpus} * (cpus - 1) / 2;
        request.figures.put(
            {{"cpu_time", all}, {"user_time", user_time_ns}, {"system_time", system_time_ns}});
        return;
    }
    const auto first = static_cast<uint32_t>(request.first);
    if (first >= cpus)
        throw Error(ErrorCode::InvalidArg, "start_cpu " + std::to_string(first) + " larger than maximum of " +
                                               std::to_string(cpus - 1));
    const uint32_t count = request.count == 0 ? cpus - first : std::min(request.count, cpus - first);
    for (uint32_t cpu = first; cpu < first + count; ++cpu) {
        if (!request.figures.put({{"cpu_time", cpu_time_ns + cpu}, {"vcpu_time", vcpu_time_ns + cpu}}))
            return;
    }
}

} // namespace modvirt::test
