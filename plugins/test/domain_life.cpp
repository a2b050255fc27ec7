// SPDX-License-Identifier: LGPL-2.1-or-later
// The life of a domain: start, suspend and resume, reboot, and the ways to end.
#include "driver.hpp"

#include "flags.hpp"

namespace modvirt::test {

namespace {

// virDomainCreateFlags. Starting paused is more than libvirt's test driver does.
constexpr uint32_t create_paused = 1;
constexpr uint32_t create_validate = 16;

constexpr uint32_t destroy_graceful = 1; // virDomainDestroyFlagsValues
constexpr uint32_t reboot_ways = 0x1f;   // virDomainRebootFlagValues

void boot(store::Write &write, store::Domain &domain, store::ConfigPtr config, uint32_t flags)
{
    write.start(domain, std::move(config), store::State::Running, reason::running_booted);
    Machine::drop_managed_save(domain);
    write.emit(domain, event::started, event::started_booted);
    if (flags & create_paused) {
        write.set_state(domain, store::State::Paused, reason::paused_user);
        write.emit(domain, event::suspended, event::suspended_paused);
    }
}

void boot_defined(store::Write &write, store::Domain &domain, uint32_t flags)
{
    const Guest *guest = domain.peek<Guest>();
    if (guest == nullptr || !guest->managed_save || !guest->managed_save->is_replaced)
        boot(write, domain, domain.persistent_config(), flags);
    else
        boot(write, domain, guest->managed_save->config,
             guest->managed_save->starts_paused ? flags | create_paused : flags);
}

// What the guest's own shutdown or reboot leads to.
void follow(store::Write &write, store::Domain &domain, domain::Action action)
{
    if (action == domain::Action::Restart || action == domain::Action::RestartRename)
        write.set_state(domain, store::State::Running, reason::running_booted);
    else
        stop(write, domain, reason::shutoff_shutdown, event::stopped_shutdown);
}

domain::Action on_poweroff(const store::Domain &domain)
{
    const auto &config = domain.live_config();
    return config ? config->on_poweroff : domain::Action::Destroy;
}

domain::Action on_reboot(const store::Domain &domain)
{
    const auto &config = domain.live_config();
    return config ? config->on_reboot : domain::Action::Restart;
}

} // namespace

FoundDomain Driver::domain_create_xml(std::string_view xml, uint32_t flags)
{
    refuse_unknown_flags(flags, create_paused | create_validate, "testDomainCreateXML");
    domain::ParseOptions options;
    if (flags & create_validate)
        options.strictness = xml::Strictness::Strict;
    m_machine->complete();
    const auto config = domain::parse(xml_parser(), xml, {}, options);
    const store::Job job = store().create(definition_of(config), store::JobKind::Modify, "create");
    auto write = store().write();
    boot(write, job.domain(), config, flags);
    return {job.domain().id(), config->uuid, config->name};
}

void Driver::domain_create_with_flags(LiveDomain &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, create_paused, "testDomainCreateWithFlags");
    const store::Job job = begin(ref, "start");
    auto write = store().write();
    store::Domain &domain = job.domain();
    if (domain.is_active())
        throw Error(ErrorCode::InternalError, "Domain '" + domain.name() + "' is already running");
    boot_defined(write, domain, flags);
    ref.id = domain.id();
}

// Nobody is there to take the files.
void Driver::domain_create_with_files(LiveDomain &ref, std::span<const int32_t>, uint32_t flags)
{
    domain_create_with_flags(ref, flags);
}

FoundDomain Driver::domain_create_xml_with_files(std::string_view xml, std::span<const int32_t>, uint32_t flags)
{
    return domain_create_xml(xml, flags);
}

void Driver::domain_shutdown_flags(LiveDomain &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainShutdownFlags");
    const store::Job job = begin(ref, "shutdown");
    auto write = store().write();
    store::Domain &domain = job.domain();
    if (!domain.is_active())
        throw Error(ErrorCode::InternalError, "domain '" + domain.name() + "' not running");
    follow(write, domain, on_poweroff(domain));
    ref.id = domain.id();
}

void Driver::domain_reboot(LiveDomain &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, reboot_ways, "testDomainReboot");
    const store::Job job = begin(ref, "reboot");
    auto write = store().write();
    check_active(job.domain());
    follow(write, job.domain(), on_reboot(job.domain()));
    ref.id = job.domain().id();
}

void Driver::domain_reset(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainReset");
    const store::Job job = begin(ref, "reset");
    const auto read = store().read();
    check_active(job.domain());
}

void Driver::domain_suspend(const DomainRef &ref)
{
    // Also while the domain is sent away: then the guest no longer changes what was sent.
    const store::Job job = store().begin(ref.uuid, ref.name, store::JobKind::Query, "suspend");
    auto write = store().write();
    store::Domain &domain = job.domain();
    if (!domain.is_active() || domain.state() == store::State::Paused)
        throw Error(ErrorCode::InternalError, "domain '" + domain.name() + "' not running");
    write.set_state(domain, store::State::Paused, reason::paused_user);
    write.emit(domain, event::suspended, event::suspended_paused);
}

void Driver::domain_resume(const DomainRef &ref)
{
    const store::Job job = begin(ref, "resume");
    auto write = store().write();
    store::Domain &domain = job.domain();
    if (domain.state() != store::State::Paused)
        throw Error(ErrorCode::InternalError, "domain '" + domain.name() + "' not paused");
    write.set_state(domain, store::State::Running, reason::running_unpaused);
    write.emit(domain, event::resumed, event::resumed_unpaused);
    if (Guest *guest = domain.peek<Guest>())
        guest->disks.tell_of_passed(write, domain);
}

void Driver::domain_destroy_flags(LiveDomain &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, destroy_graceful, "testDomainDestroyFlags");
    const store::Job job = store().begin(ref.uuid, ref.name, store::JobKind::Destroy, "destroy");
    auto write = store().write();
    check_active(job.domain());
    stop(write, job.domain(), reason::shutoff_destroyed, event::stopped_destroyed);
    ref.id = -1;
}

} // namespace modvirt::test
