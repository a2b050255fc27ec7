// SPDX-License-Identifier: LGPL-2.1-or-later
// How a domain is.
#include "driver.hpp"

#include "kit/process/identity.hpp"

namespace modvirt::qemu {

DomainInfo Driver::domain_get_info(const DomainRef &ref)
{
    DomainInfo info;
    std::shared_ptr<guest::Guest> guest;
    {
        const auto read = store().read();
        const store::Domain &domain = read.get(ref.uuid, ref.name);
        const auto &config = domain.current_config();
        info.state = static_cast<uint32_t>(domain.state());
        info.max_memory_kib = config->memory_kib;
        info.memory_kib = config->current_memory_kib;
        info.vcpus = config->vcpus;
        if (domain.is_active())
            guest = domain.data<guest::Guest>();
    }
    if (guest) {
        info.memory_kib = guest->memory_kib();
        info.cpu_time_ns = process::cpu_time_ns(guest->process().pid).value_or(0);
    }
    return info;
}

DomainState Driver::domain_get_state(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virDomainGetState");
    const auto read = store().read();
    const store::Domain &domain = read.get(ref.uuid, ref.name);
    return {static_cast<int32_t>(domain.state()), domain.reason()};
}

DomainControl Driver::domain_get_control_info(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virDomainGetControlInfo");
    constexpr uint32_t control_ok = 0;
    constexpr uint32_t control_error = 3;
    constexpr uint32_t by_monitor = 2;
    const auto monitor = m_instance->guest(ref)->find_monitor();
    DomainControl control;
    control.state = monitor && monitor->is_open() ? control_ok : control_error;
    control.details = control.state == control_ok ? 0 : by_monitor;
    return control;
}

std::string Driver::domain_get_os_type(const DomainRef &ref)
{
    return std::string(store().read().get(ref.uuid, ref.name).current_config()->os_type);
}

SecurityLabel Driver::domain_get_security_label(const DomainRef &ref)
{
    (void)store().read().get(ref.uuid, ref.name); // guests have none, whether they run or not
    return {"", false};
}

} // namespace modvirt::qemu
