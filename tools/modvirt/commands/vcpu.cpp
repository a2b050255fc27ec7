// SPDX-License-Identifier: LGPL-2.1-or-later
// vcpuinfo, vcpupin: which host CPUs run a domain's virtual CPUs.
#include "commands/commands.hpp"

#include "base/cpu_map.hpp"
#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/host_cpus.hpp"
#include "base/json.hpp"
#include "base/library_error.hpp"
#include "base/text_table.hpp"

namespace modvirt::cli {

namespace {

const char *vcpu_state_text(int state)
{
    constexpr const char *states[] = {"offline", "running", "blocked"};
    return state >= 0 && state < VIR_VCPU_BLOCKED + 1 ? states[state] : "no state";
}

struct VcpuFacts {
    unsigned host_cpus;
    bool active;
    std::vector<virVcpuInfo> infos;
    std::vector<unsigned char> maps;
    size_t map_length;

    [[nodiscard]] std::span<const unsigned char> map(size_t vcpu) const
    {
        return std::span(maps).subspan(vcpu * map_length, map_length);
    }
};

VcpuFacts running_facts(const Domain &domain, unsigned host_cpus, unsigned vcpus)
{
    VcpuFacts facts{host_cpus, true, std::vector<virVcpuInfo>(vcpus), {}, VIR_CPU_MAPLEN(host_cpus)};
    facts.maps.resize(vcpus * facts.map_length);
    const int count = virDomainGetVcpus(domain.get(), facts.infos.data(), static_cast<int>(vcpus),
                                        facts.maps.data(), static_cast<int>(facts.map_length));
    if (count >= 0)
        facts.infos.resize(static_cast<size_t>(count));
    else
        facts.infos.clear();
    facts.active = count >= 0;
    return facts;
}

VcpuFacts configured_facts(const Domain &domain, unsigned host_cpus, unsigned vcpus)
{
    VcpuFacts facts{host_cpus, false, std::vector<virVcpuInfo>(vcpus), {}, VIR_CPU_MAPLEN(host_cpus)};
    facts.maps.resize(facts.infos.size() * facts.map_length);
    const int count = virDomainGetVcpuPinInfo(domain.get(), static_cast<int>(vcpus), facts.maps.data(),
                                              static_cast<int>(facts.map_length), VIR_DOMAIN_AFFECT_CONFIG);
    if (count < 0)
        fail();
    facts.infos.resize(static_cast<size_t>(count));
    for (size_t i = 0; i < facts.infos.size(); ++i)
        facts.infos[i].number = static_cast<unsigned>(i);
    return facts;
}

VcpuFacts gather(Session &session, const Domain &domain)
{
    const unsigned host_cpus = host_cpu_count(session.connection());
    virDomainInfo info{};
    if (virDomainGetInfo(domain.get(), &info) < 0)
        fail();
    VcpuFacts facts = running_facts(domain, host_cpus, info.nrVirtCpu);
    if (facts.active)
        return facts;
    if (info.state != VIR_DOMAIN_SHUTOFF)
        fail();
    forget_library_error();
    return configured_facts(domain, host_cpus, info.nrVirtCpu);
}

std::string cpu_text(int cpu)
{
    return cpu >= 0 ? fmt::format("{}", cpu) : cpu == VIR_VCPU_INFO_CPU_OFFLINE ? "-" : "N/A";
}

void print_vcpu(Output &out, const VcpuFacts &facts, size_t index, std::string_view affinity)
{
    const virVcpuInfo &info = facts.infos[index];
    out.print("{:<15} {}\n", "VCPU:", info.number);
    if (facts.active) {
        out.print("{:<15} {}\n", "CPU:", cpu_text(info.cpu));
        const bool idle = out.is_old() && info.state == VIR_VCPU_BLOCKED;
        out.print("{:<15} {}\n", "State:", idle ? "idle" : vcpu_state_text(info.state));
        if (info.cpuTime != 0)
            out.print("{:<15} {:.1f}s\n", "CPU time:", static_cast<double>(info.cpuTime) / 1e9);
    } else {
        // virsh leaves out the colon of this one label.
        out.print("{:<15} N/A\n{:<15} N/A\n{:<15} N/A\n", "CPU:", "State:", "CPU time");
    }
    out.print("{:<15} {}\n", "CPU Affinity:", affinity);
}

JsonValue vcpu_json(const VcpuFacts &facts, size_t index)
{
    const virVcpuInfo &info = facts.infos[index];
    JsonValue value;
    value["vcpu"] = info.number;
    value["cpu"] = facts.active && info.cpu >= 0 ? JsonValue(info.cpu) : JsonValue(nullptr);
    value["state"] = facts.active ? JsonValue(vcpu_state_text(info.state)) : JsonValue(nullptr);
    value["cpu_time_ns"] = facts.active ? JsonValue(info.cpuTime) : JsonValue(nullptr);
    value["affinity"] = cpu_ranges(facts.map(index), facts.host_cpus);
    return value;
}

void run_vcpuinfo(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const VcpuFacts facts = gather(session, domain);
    if (wants_json(session, arguments)) {
        JsonValue list = JsonValue::array();
        for (size_t i = 0; i < facts.infos.size(); ++i)
            list.push_back(vcpu_json(facts, i));
        return print_json(session, list);
    }
    for (size_t i = 0; i < facts.infos.size(); ++i) {
        if (i > 0)
            session.out.print("\n");
        const auto map = facts.map(i);
        print_vcpu(session.out, facts, i,
                   arguments.has("pretty")
                       ? fmt::format("{} (out of {})", cpu_ranges(map, facts.host_cpus), facts.host_cpus)
                       : cpu_letters(map, facts.host_cpus));
    }
}

std::string_view where_text(const Domain &domain, unsigned flags)
{
    const bool live = flags & VIR_DOMAIN_AFFECT_LIVE ||
                      (flags == VIR_DOMAIN_AFFECT_CURRENT && virDomainIsActive(domain.get()) == 1);
    return live ? "live" : "persistent";
}

void show_pinning(Session &session, const Arguments &arguments, const Domain &domain, unsigned flags)
{
    const unsigned host_cpus = host_cpu_count(session.connection());
    const int vcpus = virDomainGetVcpusFlags(domain.get(), flags | VIR_DOMAIN_VCPU_MAXIMUM);
    if (vcpus < 0)
        fail();
    const std::optional<unsigned> wanted = arguments.unsigned_integer("vcpu");
    if (wanted && *wanted >= static_cast<unsigned>(vcpus))
        fail("vcpu {} is out of range of {} cpu count {}", *wanted, where_text(domain, flags), vcpus);
    const size_t length = VIR_CPU_MAPLEN(host_cpus);
    std::vector<unsigned char> maps(length * static_cast<size_t>(vcpus));
    const int count =
        virDomainGetVcpuPinInfo(domain.get(), vcpus, maps.data(), static_cast<int>(length), flags);
    if (count < 0)
        fail();
    TextTable table({"VCPU", "CPU Affinity"});
    JsonValue list = JsonValue::array();
    for (size_t vcpu = 0; vcpu < static_cast<size_t>(count); ++vcpu) {
        if (wanted && *wanted != vcpu)
            continue;
        const std::string ranges = cpu_ranges(std::span(maps).subspan(vcpu * length, length), host_cpus);
        table.add({fmt::format("{}", vcpu), ranges});
        list.push_back({{"vcpu", vcpu}, {"affinity", ranges}});
    }
    if (wants_json(session, arguments))
        print_json(session, list);
    else
        session.out.write(table.render(session.out.is_quiet() ? Header::Left_out : Header::Shown));
}

void run_vcpupin(Session &session, const Arguments &arguments)
{
    const std::optional<unsigned> affect = arguments.affect_flags();
    const unsigned flags = affect.value_or(VIR_DOMAIN_AFFECT_CURRENT);
    const auto list = arguments.text("cpulist");
    const Domain domain = find_domain(session, arguments);
    const std::optional<unsigned> vcpu = arguments.unsigned_integer("vcpu");
    if (!list)
        return show_pinning(session, arguments, domain, flags);
    if (!vcpu)
        fail("vcpupin: Missing vCPU number in pin mode.");
    CpuMap map = parse_cpu_list(*list, host_cpu_count(session.connection()));
    const int length = static_cast<int>(map.size());
    const int result = affect ? virDomainPinVcpuFlags(domain.get(), *vcpu, map.data(), length, flags)
                              : virDomainPinVcpu(domain.get(), *vcpu, map.data(), length);
    if (result < 0)
        fail();
}

constexpr Option vcpuinfo_options[] = {
    domain_option(complete_domain),
    flag("pretty", "return human readable output"),
};
constexpr Option vcpupin_options[] = {
    domain_option(complete_domain),
    number("vcpu", "vcpu number"),
    text("cpulist", "host cpu number(s) to set, or omit option to query", nullptr, EmptyOk),
    config_option(),
    live_option(),
    current_option(),
};

} // namespace

constexpr Command vcpuinfo_command{.name = "vcpuinfo",
                                   .summary = "detailed domain vcpu information",
                                   .description = "Returns basic information about the domain virtual CPUs.",
                                   .options = vcpuinfo_options,
                                   .run = run_vcpuinfo,
                                   .traits = Json};
constexpr Command vcpupin_command{.name = "vcpupin",
                                  .summary = "control or query domain vcpu affinity",
                                  .description = "Pin domain VCPUs to host physical CPUs.",
                                  .options = vcpupin_options,
                                  .run = run_vcpupin,
                                  .traits = Json};

} // namespace modvirt::cli
