// SPDX-License-Identifier: LGPL-2.1-or-later
// iothreadinfo, iothreadpin, iothreadadd, iothreadset, iothreaddel: the threads that serve a domain's disks.
#include "commands/commands.hpp"

#include "base/cpu_map.hpp"
#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/host_cpus.hpp"
#include "base/json.hpp"
#include "base/parameter_changes.hpp"
#include "base/text_table.hpp"

namespace modvirt::cli {

namespace {

// The library's list, freed at the end.
class IoThreads {
public:
    IoThreads(const Domain &domain, unsigned flags)
        : m_count(virDomainGetIOThreadInfo(domain.get(), &m_threads, flags))
    {
    }
    IoThreads(const IoThreads &) = delete;
    IoThreads &operator=(const IoThreads &) = delete;
    ~IoThreads()
    {
        for (int i = 0; i < m_count; ++i)
            virDomainIOThreadInfoFree(m_threads[i]);
        std::free(m_threads);
    }
    [[nodiscard]] bool is_known() const { return m_count >= 0; }
    [[nodiscard]] std::span<const virDomainIOThreadInfoPtr> all() const
    {
        return {m_threads, static_cast<size_t>(m_count)};
    }

private:
    virDomainIOThreadInfoPtr *m_threads = nullptr;
    int m_count;
};

std::string affinity_of(const virDomainIOThreadInfo &thread)
{
    const auto length = static_cast<size_t>(thread.cpumaplen);
    return cpu_ranges({thread.cpumap, length}, static_cast<unsigned>(length * 8));
}

void run_iothreadinfo(Session &session, const Arguments &arguments)
{
    const unsigned flags = arguments.affect_flags().value_or(VIR_DOMAIN_AFFECT_CURRENT);
    const Domain domain = find_domain(session, arguments);
    const IoThreads threads(domain, flags);
    if (!threads.is_known())
        fail("Unable to get domain IOThreads information");
    TextTable table({"IOThread ID", "CPU Affinity"});
    JsonValue list = JsonValue::array();
    for (const auto *thread : threads.all()) {
        table.add({fmt::format("{}", thread->iothread_id), affinity_of(*thread)});
        list.push_back({{"iothread", thread->iothread_id}, {"affinity", affinity_of(*thread)}});
    }
    if (wants_json(session, arguments))
        return print_json(session, list);
    if (threads.all().empty())
        return session.out.remark("No IOThreads found for the domain");
    session.out.write(table.render(session.out.is_quiet() ? Header::Left_out : Header::Shown));
}

// What the commands of one thread start with.
struct IoThread {
    unsigned flags;
    Domain domain;
    unsigned id;
};

IoThread find_iothread(Session &session, const Arguments &arguments)
{
    const unsigned flags = arguments.affect_flags().value_or(VIR_DOMAIN_AFFECT_CURRENT);
    Domain domain = find_domain(session, arguments);
    const int id = arguments.integer("id").value();
    if (id <= 0)
        fail("Invalid IOThread id value: '{}'", id);
    return {flags, std::move(domain), static_cast<unsigned>(id)};
}

void run_iothreadadd(Session &session, const Arguments &arguments)
{
    const IoThread thread = find_iothread(session, arguments);
    if (virDomainAddIOThread(thread.domain.get(), thread.id, thread.flags) < 0)
        fail();
}

void run_iothreaddel(Session &session, const Arguments &arguments)
{
    const IoThread thread = find_iothread(session, arguments);
    if (virDomainDelIOThread(thread.domain.get(), thread.id, thread.flags) < 0)
        fail();
}

void run_iothreadset(Session &session, const Arguments &arguments)
{
    const IoThread thread = find_iothread(session, arguments);
    ParameterChanges changes;
    changes.add(VIR_DOMAIN_IOTHREAD_POLL_MAX_NS, arguments.large_integer("poll-max-ns"));
    changes.add(VIR_DOMAIN_IOTHREAD_POLL_GROW, arguments.unsigned_integer("poll-grow"));
    changes.add(VIR_DOMAIN_IOTHREAD_POLL_SHRINK, arguments.unsigned_integer("poll-shrink"));
    changes.add(VIR_DOMAIN_IOTHREAD_THREAD_POOL_MIN, arguments.integer("thread-pool-min"));
    changes.add(VIR_DOMAIN_IOTHREAD_THREAD_POOL_MAX, arguments.integer("thread-pool-max"));
    if (changes.empty())
        fail("Not enough arguments passed, nothing to set");
    if (virDomainSetIOThreadParams(thread.domain.get(), thread.id, changes.data(), changes.count(),
                                   thread.flags) < 0)
        fail();
}

void run_iothreadpin(Session &session, const Arguments &arguments)
{
    const unsigned flags = arguments.affect_flags().value_or(VIR_DOMAIN_AFFECT_CURRENT);
    const Domain domain = find_domain(session, arguments);
    const unsigned id = arguments.unsigned_integer("iothread").value();
    const std::string list = arguments.required_text("cpulist");
    CpuMap map = parse_cpu_list(list, host_cpu_count(session.connection()));
    if (virDomainPinIOThread(domain.get(), id, map.data(), static_cast<int>(map.size()), flags) < 0)
        fail();
}

constexpr Option iothreadinfo_options[] = {
    domain_option(complete_domain),
    config_option(),
    live_option(),
    current_option(),
};
constexpr Option iothreadpin_options[] = {
    domain_option(complete_domain),
    number("iothread", "IOThread ID number", Required),
    argument("cpulist", "host cpu number(s) to set"),
    config_option(),
    live_option(),
    current_option(),
};
constexpr Option iothreadadd_options[] = {
    domain_option(complete_domain),
    number("id", "iothread for the new IOThread", Required),
    config_option(),
    live_option(),
    current_option(),
};
constexpr Option iothreadset_options[] = {
    domain_option(complete_domain),
    number("id", "iothread id of existing IOThread", Required),
    number("poll-max-ns", "set the maximum IOThread polling time in ns"),
    number("poll-grow", "set the value to increase the IOThread polling time"),
    number("poll-shrink", "set the value for reduction of the IOThread polling time"),
    number("thread-pool-min", "lower boundary for worker thread pool"),
    number("thread-pool-max", "upper boundary for worker thread pool"),
    config_option(),
    live_option(),
    current_option(),
};
constexpr Option iothreaddel_options[] = {
    domain_option(complete_domain),
    number("id", "iothread_id for the IOThread to delete", Required),
    config_option(),
    live_option(),
    current_option(),
};

} // namespace

constexpr Command iothreadinfo_command{.name = "iothreadinfo",
                                       .summary = "view domain IOThreads",
                                       .description = "Returns basic information about the domain IOThreads.",
                                       .options = iothreadinfo_options,
                                       .run = run_iothreadinfo,
                                       .traits = Json};
constexpr Command iothreadpin_command{.name = "iothreadpin",
                                      .summary = "control domain IOThread affinity",
                                      .description = "Pin domain IOThreads to host physical CPUs.",
                                      .options = iothreadpin_options,
                                      .run = run_iothreadpin};
constexpr Command iothreadadd_command{.name = "iothreadadd",
                                      .summary = "add an IOThread to the guest domain",
                                      .description = "Add an IOThread to the guest domain.",
                                      .options = iothreadadd_options,
                                      .run = run_iothreadadd};
constexpr Command iothreadset_command{.name = "iothreadset",
                                      .summary = "modifies an existing IOThread of the guest domain",
                                      .description = "Modifies an existing IOThread of the guest domain.",
                                      .options = iothreadset_options,
                                      .run = run_iothreadset};
constexpr Command iothreaddel_command{.name = "iothreaddel",
                                      .summary = "delete an IOThread from the guest domain",
                                      .description = "Delete an IOThread from the guest domain.",
                                      .options = iothreaddel_options,
                                      .run = run_iothreaddel};

} // namespace modvirt::cli
