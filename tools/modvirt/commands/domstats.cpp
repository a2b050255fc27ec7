// SPDX-License-Identifier: LGPL-2.1-or-later
// domstats: everything that can be measured about many domains in one call.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/json.hpp"
#include "base/typed_parameter.hpp"

namespace modvirt::cli {

namespace {

struct Choice {
    std::string_view option;
    unsigned flag;
};

constexpr Choice stats_choices[] = {
    {"state", VIR_DOMAIN_STATS_STATE},
    {"cpu-total", VIR_DOMAIN_STATS_CPU_TOTAL},
    {"balloon", VIR_DOMAIN_STATS_BALLOON},
    {"vcpu", VIR_DOMAIN_STATS_VCPU},
    {"interface", VIR_DOMAIN_STATS_INTERFACE},
    {"block", VIR_DOMAIN_STATS_BLOCK},
    {"perf", VIR_DOMAIN_STATS_PERF},
    {"iothread", VIR_DOMAIN_STATS_IOTHREAD},
    {"memory", VIR_DOMAIN_STATS_MEMORY},
    {"dirtyrate", VIR_DOMAIN_STATS_DIRTYRATE},
    {"vm", VIR_DOMAIN_STATS_VM},
};

constexpr Choice flag_choices[] = {
    {"list-active", VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE},
    {"list-inactive", VIR_CONNECT_GET_ALL_DOMAINS_STATS_INACTIVE},
    {"list-persistent", VIR_CONNECT_GET_ALL_DOMAINS_STATS_PERSISTENT},
    {"list-transient", VIR_CONNECT_GET_ALL_DOMAINS_STATS_TRANSIENT},
    {"list-running", VIR_CONNECT_GET_ALL_DOMAINS_STATS_RUNNING},
    {"list-paused", VIR_CONNECT_GET_ALL_DOMAINS_STATS_PAUSED},
    {"list-shutoff", VIR_CONNECT_GET_ALL_DOMAINS_STATS_SHUTOFF},
    {"list-other", VIR_CONNECT_GET_ALL_DOMAINS_STATS_OTHER},
    {"enforce", VIR_CONNECT_GET_ALL_DOMAINS_STATS_ENFORCE_STATS},
    {"backing", VIR_CONNECT_GET_ALL_DOMAINS_STATS_BACKING},
    {"nowait", VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT},
};

unsigned chosen(const Arguments &arguments, std::span<const Choice> choices)
{
    unsigned flags = 0;
    for (const Choice &choice : choices)
        if (arguments.has(choice.option))
            flags |= choice.flag;
    return flags;
}

struct FreeRecords {
    void operator()(virDomainStatsRecordPtr *records) const { virDomainStatsRecordListFree(records); }
};
using Records = std::unique_ptr<virDomainStatsRecordPtr, FreeRecords>;

// Of the named domains, or of all when none is named.
Records get_records(Session &session, const Arguments &arguments)
{
    const unsigned stats = chosen(arguments, stats_choices);
    const unsigned flags = chosen(arguments, flag_choices);
    std::vector<Domain> domains;
    std::vector<virDomainPtr> pointers;
    for (const std::string &name : arguments.all("domain")) {
        domains.push_back(find_domain(session, name));
        pointers.push_back(domains.back().get());
    }
    virDomainStatsRecordPtr *raw = nullptr;
    int result = 0;
    if (pointers.empty()) {
        result = virConnectGetAllDomainStats(session.connection(), stats, &raw, flags);
    } else {
        pointers.push_back(nullptr);
        result = virDomainListGetStats(pointers.data(), stats, &raw, flags);
    }
    Records records(raw);
    if (result < 0)
        fail();
    return records;
}

void print_record(Session &session, const virDomainStatsRecord &record)
{
    session.out.print("Domain: '{}'\n", virDomainGetName(record.dom));
    for (int i = 0; i < record.nparams; ++i)
        session.out.print("  {}={}\n", record.params[i].field, parameter_text(record.params[i]));
}

void run_domstats(Session &session, const Arguments &arguments)
{
    const Records records = get_records(session, arguments);
    JsonValue list = JsonValue::array();
    for (virDomainStatsRecordPtr *record = records.get(); record && *record; ++record) {
        const virDomainStatsRecord &entry = **record;
        if (wants_json(session, arguments)) {
            const std::span values(entry.params, static_cast<size_t>(entry.nparams));
            list.push_back({{"domain", virDomainGetName(entry.dom)}, {"stats", json_of(values)}});
            continue;
        }
        if (record != records.get())
            session.out.print("\n");
        print_record(session, entry);
    }
    if (wants_json(session, arguments))
        print_json(session, list);
}

constexpr Option domstats_options[] = {
    flag("state", "report domain state"),
    flag("cpu-total", "report domain physical cpu usage"),
    flag("balloon", "report domain balloon statistics"),
    flag("vcpu", "report domain virtual cpu information"),
    flag("interface", "report domain network interface information"),
    flag("block", "report domain block device statistics"),
    flag("perf", "report domain perf event statistics"),
    flag("iothread", "report domain IOThread information"),
    flag("memory", "report domain memory usage"),
    flag("dirtyrate", "report domain dirty rate information"),
    flag("vm", "report hypervisor-specific statistics"),
    flag("list-active", "list only active domains"),
    flag("list-inactive", "list only inactive domains"),
    flag("list-persistent", "list only persistent domains"),
    flag("list-transient", "list only transient domains"),
    flag("list-running", "list only running domains"),
    flag("list-paused", "list only paused domains"),
    flag("list-shutoff", "list only shutoff domains"),
    flag("list-other", "list only domains in other states"),
    flag("raw", "do not pretty-print the fields"),
    flag("enforce", "enforce requested stats parameters"),
    flag("backing", "add backing chain information to block stats"),
    flag("nowait", "report only stats that are accessible instantly"),
    words("domain", "list of domains to get stats for", Unnamed, complete_domain),
};

} // namespace

constexpr Command domstats_command{.name = "domstats",
                                   .summary = "get statistics about one or multiple domains",
                                   .description = "Gets statistics about one or more (or all) domains",
                                   .options = domstats_options,
                                   .run = run_domstats,
                                   .traits = Json};

} // namespace modvirt::cli
