// SPDX-License-Identifier: MIT
#include "driver.hpp"

#include <algorithm>

namespace @name_@ {

using modvirt::Error;
using modvirt::ErrorCode;

namespace {

// Of virDomainEventID, and of virDomainEventType.
constexpr uint32_t lifecycle_event = 0;
constexpr int32_t event_started = 2, event_suspended = 3, event_resumed = 4, event_stopped = 5;

// What a list may be narrowed to, as virConnectListAllDomainsFlags: a machine is listed when it has one of the
// traits of every group that the caller names.
constexpr uint32_t groups[] = {0x3, 0xc, 0xf0, 0x300, 0xc00, 0x3000, 0xc000};

uint32_t traits(const Machine &machine)
{
    constexpr uint32_t active = 1, inactive = 2, persistent = 4, running = 16, paused = 32, shut_off = 64;
    constexpr uint32_t no_managed_save = 512, no_autostart = 2048, no_snapshot = 8192, no_checkpoint = 32768;
    constexpr uint32_t always = persistent | no_managed_save | no_autostart | no_snapshot | no_checkpoint;
    switch (machine.state) {
    case Machine::State::Running:
        return always | active | running;
    case Machine::State::Paused:
        return always | active | paused;
    case Machine::State::Shutoff:
        break;
    }
    return always | inactive | shut_off;
}

modvirt::FoundDomain found(const Machine &machine)
{
    return {machine.id(), machine.uuid, machine.name};
}

} // namespace

std::unique_ptr<Driver> Driver::open(const modvirt::OpenRequest &request)
{
    if (request.path() != "/default")
        throw Error(ErrorCode::InvalidArg, "there is no '" + std::string(request.uri()) + "': use @name@:///default");
    return std::make_unique<Driver>(request.connection());
}

void Driver::connect_list_all_domains(modvirt::DomainSink &domains, uint32_t flags)
{
    const uint32_t has = traits(m_machine);
    const bool is_listed = std::all_of(std::begin(groups), std::end(groups), [&](uint32_t group) {
        return (flags & group) == 0 || (flags & group & has) != 0;
    });
    if (is_listed)
        domains.put(found(m_machine));
}

modvirt::FoundDomain Driver::domain_lookup_by_id(int32_t id)
{
    if (!m_machine.is_active() || m_machine.id() != id)
        throw Error(ErrorCode::NoDomain, "no domain with matching id " + std::to_string(id));
    return found(m_machine);
}

modvirt::FoundDomain Driver::domain_lookup_by_uuid(const modvirt::Uuid &uuid)
{
    if (m_machine.uuid != uuid)
        throw Error(ErrorCode::NoDomain, "no domain with matching uuid");
    return found(m_machine);
}

modvirt::FoundDomain Driver::domain_lookup_by_name(std::string_view name)
{
    if (m_machine.name != name)
        throw Error(ErrorCode::NoDomain, "no domain with matching name '" + std::string(name) + "'");
    return found(m_machine);
}

modvirt::DomainInfo Driver::domain_get_info(const modvirt::DomainRef &domain)
{
    const Machine &machine = find(domain);
    return {.state = static_cast<uint32_t>(machine.state),
            .max_memory_kib = machine.memory_kib,
            .memory_kib = machine.memory_kib,
            .vcpus = machine.vcpus,
            .cpu_time_ns = 0};
}

modvirt::DomainState Driver::domain_get_state(const modvirt::DomainRef &domain, uint32_t flags)
{
    modvirt::refuse_unknown_flags(flags, 0, "virDomainGetState");
    return {.state = static_cast<int32_t>(find(domain).state), .reason = 0};
}

std::string Driver::domain_get_xml_desc(const modvirt::DomainRef &domain, uint32_t)
{
    const Machine &machine = find(domain);
    char uuid[37];
    const auto &u = machine.uuid;
    std::snprintf(uuid, sizeof uuid, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", u[0], u[1],
                  u[2], u[3], u[4], u[5], u[6], u[7], u[8], u[9], u[10], u[11], u[12], u[13], u[14], u[15]);
    const std::string id = machine.is_active() ? " id='" + std::to_string(machine.id()) + "'" : "";
    return "<domain type='@name@'" + id + ">\n  <name>" + machine.name + "</name>\n  <uuid>" + uuid +
           "</uuid>\n  <memory unit='KiB'>" + std::to_string(machine.memory_kib) + "</memory>\n  <vcpu>" +
           std::to_string(machine.vcpus) + "</vcpu>\n  <os>\n    <type>hvm</type>\n  </os>\n</domain>\n";
}

bool Driver::domain_is_active(const modvirt::DomainRef &domain)
{
    return find(domain).is_active();
}

bool Driver::domain_is_persistent(const modvirt::DomainRef &)
{
    return true;
}

void Driver::domain_create_with_flags(modvirt::LiveDomain &domain, uint32_t flags)
{
    modvirt::refuse_unknown_flags(flags, 0, "virDomainCreateWithFlags");
    Machine &machine = find(domain);
    if (machine.is_active())
        throw Error(ErrorCode::OperationInvalid, "domain '" + machine.name + "' is already running");
    change(machine, Machine::State::Running, event_started);
    domain.id = machine.id();
}

void Driver::domain_suspend(const modvirt::DomainRef &domain)
{
    Machine &machine = find(domain);
    if (machine.state != Machine::State::Running)
        throw Error(ErrorCode::OperationInvalid, "domain '" + machine.name + "' is not running");
    change(machine, Machine::State::Paused, event_suspended);
}

void Driver::domain_resume(const modvirt::DomainRef &domain)
{
    Machine &machine = find(domain);
    if (machine.state != Machine::State::Paused)
        throw Error(ErrorCode::OperationInvalid, "domain '" + machine.name + "' is not paused");
    change(machine, Machine::State::Running, event_resumed);
}

void Driver::domain_destroy_flags(modvirt::LiveDomain &domain, uint32_t flags)
{
    modvirt::refuse_unknown_flags(flags, 0, "virDomainDestroyFlags");
    Machine &machine = find(domain);
    if (!machine.is_active())
        throw Error(ErrorCode::OperationInvalid, "domain '" + machine.name + "' is not running");
    change(machine, Machine::State::Shutoff, event_stopped);
    domain.id = -1;
}

Machine &Driver::find(const modvirt::DomainRef &domain)
{
    if (m_machine.uuid != domain.uuid)
        throw Error(ErrorCode::NoDomain, "no domain with matching name '" + std::string(domain.name) + "'");
    return m_machine;
}

// The state first, then the event: who hears of a change finds it made.
void Driver::change(Machine &machine, Machine::State state, int32_t event_type)
{
    machine.state = state;
    modvirt::emit(m_connection, lifecycle_event, {machine.id(), machine.uuid, machine.name}, {.type = event_type});
}

} // namespace @name_@
