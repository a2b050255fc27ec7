// SPDX-License-Identifier: LGPL-2.1-or-later
// Virtual processors.
#include "driver.hpp"

#include <vector>

#include <sched.h>

#include <fmt/format.h>

#include "flags.hpp"
#include "guest/monitor.hpp"
#include "kit/process/identity.hpp"

namespace modvirt::qemu {

namespace {

// virDomainVcpuFlags
constexpr uint32_t maximum = 4;
constexpr uint32_t by_guest = 8;

constexpr int32_t vcpu_running = 1; // virVcpuState

// Where the thread may run, as a bit for each processor of the host.
std::vector<uint8_t> affinity_of(pid_t thread, uint32_t host_cpus)
{
    std::vector<uint8_t> map((host_cpus + 7) / 8, 0);
    cpu_set_t set;
    CPU_ZERO(&set);
    if (::sched_getaffinity(thread, sizeof set, &set) != 0)
        return map;
    for (uint32_t cpu = 0; cpu < host_cpus && cpu < CPU_SETSIZE; ++cpu) {
        if (CPU_ISSET(cpu, &set))
            map[cpu / 8] = static_cast<uint8_t>(map[cpu / 8] | (1U << (cpu % 8)));
    }
    return map;
}

void refuse_agent(uint32_t flags)
{
    if ((flags & by_guest) != 0)
        throw Error(ErrorCode::ArgumentUnsupported, "QEMU guest agent is not configured: the qemu driver talks to none");
}

} // namespace

void Driver::domain_set_vcpus_flags(const DomainRef &ref, uint32_t vcpus, uint32_t flags)
{
    refuse_unknown_flags(flags, affect_live | affect_config | maximum | by_guest, "virDomainSetVcpusFlags");
    refuse_agent(flags);
    const store::Job job = begin(ref, "set the processors of");
    Scopes scopes;
    domain::ConfigPtr kept;
    domain::ConfigPtr live;
    {
        const auto read = store().read();
        scopes = scopes_of(job.domain(), flags);
        kept = job.domain().persistent_config();
        live = job.domain().live_config();
    }
    if (scopes.live && (flags & maximum) != 0)
        throw Error(ErrorCode::InvalidArg,
                    "cannot change the maximum number of processors of a running domain");
    if (scopes.live && vcpus > live->vcpus_max)
        throw Error(ErrorCode::InvalidArg,
                    fmt::format("requested vcpus is greater than max allowable vcpus for the live "
                                "domain: {} > {}",
                                vcpus, live->vcpus_max));
    if (scopes.live && vcpus != live->vcpus)
        throw Error(ErrorCode::OperationUnsupported,
                    "the qemu driver does not change the processors of a running domain: use --config");
    if (!scopes.config)
        return;
    const bool sets_maximum = (flags & maximum) != 0;
    if (!sets_maximum && vcpus > kept->vcpus_max)
        throw Error(ErrorCode::InvalidArg,
                    fmt::format("requested vcpus is greater than max allowable vcpus for the "
                                "persistent domain: {} > {}",
                                vcpus, kept->vcpus_max));
    const auto changed = sets_maximum ? domain::with_vcpus(*kept, vcpus, std::min(vcpus, kept->vcpus))
                                      : domain::with_vcpus(*kept, kept->vcpus_max, vcpus);
    store().update({changed->uuid, changed->name, changed});
}

int32_t Driver::domain_get_vcpus_flags(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, affect_live | affect_config | maximum | by_guest, "virDomainGetVcpusFlags");
    refuse_agent(flags);
    if ((flags & affect_live) != 0 && (flags & affect_config) != 0)
        throw Error(ErrorCode::InvalidArg,
                    "the number of processors is asked either of the running domain or of its "
                    "definition, so LIVE and CONFIG exclude each other",
                    ErrorDomain::Domain);
    const auto read = store().read();
    const store::Domain &domain = read.get(ref.uuid, ref.name);
    const Scopes scopes = scopes_of(domain, flags);
    const auto &config = scopes.config ? domain.persistent_config() : domain.current_config();
    return static_cast<int32_t>((flags & maximum) != 0 ? config->vcpus_max : config->vcpus);
}

void Driver::domain_get_vcpus(const DomainRef &ref, VcpuSink &vcpus)
{
    std::shared_ptr<guest::Guest> guest;
    {
        const auto read = store().read();
        const store::Domain &domain = read.get(ref.uuid, ref.name);
        if (!domain.is_active())
            throw Error(ErrorCode::OperationInvalid, "cannot retrieve vcpu information for inactive domain");
        guest = domain.data<guest::Guest>();
    }
    const uint32_t host_cpus = m_instance->host().node_info().cpus;
    uint32_t number = 0;
    for (const pid_t thread : guest::vcpu_threads(*guest)) {
        const auto time = process::thread_time(guest->process().pid, thread).value_or(process::ThreadTime{});
        const auto affinity = affinity_of(thread, host_cpus);
        Vcpu vcpu;
        vcpu.number = number++;
        vcpu.state = vcpu_running;
        vcpu.cpu = time.last_cpu;
        vcpu.cpu_time_ns = time.cpu_time_ns;
        vcpu.cpumap = affinity;
        if (!vcpus.put(vcpu))
            return;
    }
}

} // namespace modvirt::qemu
