// SPDX-License-Identifier: LGPL-2.1-or-later
// What a domain is at the moment, and what is sent to its keyboard.
#include "driver.hpp"

#include "clock.hpp"
#include "flags.hpp"

namespace modvirt::test {

DomainInfo Driver::domain_get_info(const DomainRef &ref)
{
    DomainInfo info;
    {
        const auto read = store().read();
        const store::Domain &domain = read.get(ref.uuid, ref.name);
        const Figures figures = Machine::figures(domain.current_config().get());
        info.state = static_cast<uint32_t>(domain.state());
        info.max_memory_kib = figures.memory_kib;
        info.memory_kib = figures.current_memory_kib;
        info.vcpus = figures.vcpus;
    }
    info.cpu_time_ns = static_cast<uint64_t>(clock_us()) * 1000;
    return info;
}

DomainState Driver::domain_get_state(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainGetState");
    const auto read = store().read();
    const store::Domain &domain = read.get(ref.uuid, ref.name);
    return {static_cast<int32_t>(domain.state()), domain.reason()};
}

DomainControl Driver::domain_get_control_info(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainGetControlInfo");
    const auto read = store().read();
    check_active(read.get(ref.uuid, ref.name));
    return {};
}

// The same for all domains, whatever their XML says, as it always was.
std::string Driver::domain_get_os_type(const DomainRef &ref)
{
    static_cast<void>(store().read().get(ref.uuid, ref.name));
    return "linux";
}

SecurityLabel Driver::domain_get_security_label(const DomainRef &ref)
{
    if (!store().read().get(ref.uuid, ref.name).is_active())
        return {};
    return {"libvirt-test", true};
}

std::vector<SecurityLabel> Driver::domain_get_security_label_list(const DomainRef &ref)
{
    const SecurityLabel label = domain_get_security_label(ref);
    return label.label.empty() ? std::vector<SecurityLabel>() : std::vector{label};
}

void Driver::domain_send_key(const DomainRef &ref, uint32_t, uint32_t, std::span<const uint32_t>,
                             uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainSendKey");
    const auto read = store().read();
    check_active(read.get(ref.uuid, ref.name));
}

void Driver::domain_inject_nmi(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainInjectNMI");
    const auto read = store().read();
    check_active(read.get(ref.uuid, ref.name));
}

} // namespace modvirt::test
