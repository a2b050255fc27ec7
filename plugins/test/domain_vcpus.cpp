// SPDX-License-Identifier: LGPL-2.1-or-later
// How many virtual processors a domain may have, and has, and where they run.
#include "driver.hpp"

#include <algorithm>

#include "clock.hpp"
#include "cpu_set.hpp"
#include "flags.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::test {

namespace {

constexpr uint32_t vcpu_maximum = 4; // virDomainVcpuFlags
constexpr uint32_t most_vcpus = 32;
constexpr int32_t vcpu_running = 1; // virVcpuState

void check_amount(uint32_t wanted, uint32_t most)
{
    if (wanted > most)
        throw Error(ErrorCode::InvalidArg, "requested cpu amount exceeds maximum (" + std::to_string(wanted) +
                                               " > " + std::to_string(most) + ")");
}

std::optional<xml::Element> find_pin(const domain::Config &config, uint32_t vcpu)
{
    const auto tune = config.document.root().child("cputune");
    if (!tune)
        return std::nullopt;
    const std::string number = std::to_string(vcpu);
    for (const xml::Element pin : tune->children("vcpupin")) {
        if (pin.attribute("vcpu") == number)
            return pin;
    }
    return std::nullopt;
}

// Where the virtual processor may run: by its own pin, by that of all, or anywhere.
CpuSet cpus_of(const domain::Config &config, uint32_t vcpu, uint32_t host_cpus)
{
    if (const auto pin = find_pin(config, vcpu))
        return CpuSet::parse(pin->attribute_or("cpuset", ""), host_cpus);
    const auto vcpus = config.document.root().child("vcpu");
    if (const auto all = vcpus ? vcpus->attribute("cpuset") : std::nullopt)
        return CpuSet::parse(*all, host_cpus);
    return CpuSet::all(host_cpus);
}

domain::ConfigPtr with_pin(const domain::Config &config, uint32_t vcpu, const std::string &cpuset)
{
    return domain::with_edit(config, {}, [&](xml::Editor &editor) {
        const std::string number = std::to_string(vcpu);
        xml::Node tune = editor.root().child_or_new("cputune");
        for (auto pin = tune.child("vcpupin"); pin; pin = pin->next_of_kind()) {
            if (pin->attribute("vcpu") == number) {
                pin->set_attribute("cpuset", cpuset);
                return;
            }
        }
        xml::Node pin = tune.append("vcpupin");
        pin.set_attribute("vcpu", number);
        pin.set_attribute("cpuset", cpuset);
    });
}

// The pins of virtual processors that are no longer possible go with them.
domain::ConfigPtr with_maximum(const domain::Config &config, uint32_t most)
{
    auto changed = domain::with_vcpus(config, most, std::min(most, config.vcpus));
    bool has_lost_pins = false;
    for (uint32_t vcpu = most; vcpu < config.vcpus_max; ++vcpu)
        has_lost_pins = has_lost_pins || find_pin(config, vcpu);
    if (!has_lost_pins)
        return changed;
    return domain::with_edit(*changed, {}, [&](xml::Editor &editor) {
        auto tune = editor.root().child("cputune");
        for (auto pin = tune->child("vcpupin"); pin;) {
            const auto next = pin->next_of_kind();
            if (xml::parse_unsigned(pin->attribute_or("vcpu", "0")).value_or(0) >= most)
                pin->remove();
            pin = next;
        }
        if (!tune->first_child())
            tune->remove();
    });
}

} // namespace

void Driver::domain_set_vcpus_flags(const DomainRef &ref, uint32_t vcpus, uint32_t flags)
{
    refuse_unknown_flags(flags, affect::live | affect::config | vcpu_maximum, "testDomainSetVcpusFlags");
    if (vcpus == 0)
        throw Error(ErrorCode::InvalidArg, "a domain cannot do without a vcpu", ErrorDomain::Domain);
    if ((flags & vcpu_maximum) != 0 && (flags & affect::config) == 0)
        throw Error(ErrorCode::InvalidArg,
                    "Flag 'VIR_DOMAIN_AFFECT_CONFIG' is required by flag 'VIR_DOMAIN_VCPU_MAXIMUM'",
                    ErrorDomain::Domain);
    if (vcpus > most_vcpus)
        throw Error(ErrorCode::InvalidArg, "requested cpu amount exceeds maximum supported amount (" +
                                               std::to_string(vcpus) + " > " + std::to_string(most_vcpus) +
                                               ")");
    m_machine->complete();
    const store::Job job = begin(ref, "set-vcpus");
    domain::ConfigPtr live;
    domain::ConfigPtr config;
    {
        const auto read = store().read();
        const Scopes scopes = all_scopes(job.domain(), flags);
        if (scopes.live)
            live = job.domain().live_config();
        if (scopes.config)
            config = job.domain().persistent_config();
    }
    const bool is_maximum = (flags & vcpu_maximum) != 0;
    if (is_maximum && live)
        throw Error(ErrorCode::OperationInvalid, "cannot adjust maximum vcpus on running domain");
    if (live)
        check_amount(vcpus, live->vcpus_max);
    if (config && !is_maximum)
        check_amount(vcpus, config->vcpus_max);
    if (live)
        live = domain::with_vcpus(*live, live->vcpus_max, vcpus);
    if (config)
        set_config(store(), job.domain(), Scope::Config,
                   is_maximum ? with_maximum(*config, vcpus)
                              : domain::with_vcpus(*config, config->vcpus_max, vcpus));
    if (live)
        set_config(store(), job.domain(), Scope::Live, std::move(live));
}

int32_t Driver::domain_get_vcpus_flags(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, affect::live | affect::config | vcpu_maximum, "testDomainGetVcpusFlags");
    const auto read = store().read();
    const store::Domain &domain = read.get(ref.uuid, ref.name);
    const Figures figures = Machine::figures(config_in(domain, one_scope(domain, flags)).get());
    return static_cast<int32_t>(flags & vcpu_maximum ? figures.vcpus_max : figures.vcpus);
}

void Driver::domain_get_vcpus(const DomainRef &ref, VcpuSink &vcpus)
{
    m_machine->complete();
    domain::ConfigPtr config;
    {
        const auto read = store().read();
        const store::Domain &domain = read.get(ref.uuid, ref.name);
        if (!domain.is_active())
            throw Error(ErrorCode::OperationInvalid, "cannot list vcpus for an inactive domain");
        config = domain.live_config();
    }
    const auto time_ns = static_cast<uint64_t>(clock_us() / 10);
    for (uint32_t number = 0; number < config->vcpus; ++number) {
        const CpuSet cpus = cpus_of(*config, number, m_machine->node().cpus);
        if (!vcpus.put({number, vcpu_running, cpus.last(), time_ns, cpus.bytes()}))
            return;
    }
}

void Driver::domain_pin_vcpu_flags(const DomainRef &ref, uint32_t vcpu, CpuMap cpumap, uint32_t flags)
{
    refuse_unknown_flags(flags, affect::live, "testDomainPinVcpuFlags");
    m_machine->complete();
    const store::Job job = begin(ref, "pin-vcpu");
    domain::ConfigPtr config;
    {
        const auto read = store().read();
        if (!job.domain().is_active())
            throw Error(ErrorCode::OperationInvalid, "cannot pin vcpus on an inactive domain");
        config = job.domain().live_config();
    }
    if (vcpu >= config->vcpus)
        throw Error(ErrorCode::InvalidArg,
                    "requested vcpu '" + std::to_string(vcpu) + "' is not present in the domain");
    const CpuSet cpus = CpuSet::of_bytes(cpumap, m_machine->node().cpus);
    if (cpus.last() < 0)
        throw Error(ErrorCode::InvalidArg, "the processor map for vcpu '" + std::to_string(vcpu) +
                                               "' names no processor of the host");
    set_config(store(), job.domain(), Scope::Live, with_pin(*config, vcpu, cpus.text()));
}

void Driver::domain_get_vcpu_pin_info(const DomainRef &ref, VcpuSink &vcpus, uint32_t flags)
{
    refuse_unknown_flags(flags, affect::live | affect::config, "testDomainGetVcpuPinInfo");
    m_machine->complete();
    domain::ConfigPtr config;
    {
        const auto read = store().read();
        const store::Domain &domain = read.get(ref.uuid, ref.name);
        config = config_in(domain, one_scope(domain, flags));
    }
    for (uint32_t number = 0; number < config->vcpus_max; ++number) {
        const CpuSet cpus = cpus_of(*config, number, m_machine->node().cpus);
        if (!vcpus.put({number, vcpu_running, -1, 0, cpus.bytes()}))
            return;
    }
}

} // namespace modvirt::test
