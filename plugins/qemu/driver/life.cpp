// SPDX-License-Identifier: LGPL-2.1-or-later
// The life of a domain: start, suspend and resume, reboot, and the ways to end.
#include "driver.hpp"

#include <unistd.h>

#include <fmt/format.h>

#include "flags.hpp"
#include "guest/events.hpp"
#include "guest/log.hpp"
#include "guest/monitor.hpp"
#include "guest/save_image.hpp"
#include "guest/start.hpp"
#include "guest/stop.hpp"

namespace modvirt::qemu {

namespace {

constexpr uint32_t start_known =
    start_paused | start_autodestroy | start_bypass_cache | start_force_boot | start_validate;

// virDomainShutdownFlagValues and virDomainRebootFlagValues
constexpr uint32_t by_power_button = 1;
constexpr uint32_t by_agent = 2;
constexpr uint32_t all_ways = 0x1f;

// virDomainDestroyFlagsValues
constexpr uint32_t destroy_graceful = 1;
constexpr uint32_t destroy_remove_logs = 2;

void check_way(uint32_t flags)
{
    if (flags == by_agent)
        throw Error(ErrorCode::ArgumentUnsupported, "QEMU guest agent is not configured: the qemu driver talks to none; "
                                                    "use the ACPI power button");
    if (flags != 0 && (flags & by_power_button) == 0)
        throw Error(ErrorCode::OperationUnsupported, "the qemu driver knows the ACPI power button alone");
}

guest::StartOptions options_of(uint32_t flags, int incoming = -1)
{
    guest::StartOptions options;
    options.first = (flags & start_paused) != 0 ? guest::First::Paused : guest::First::Running;
    options.incoming = incoming;
    return options;
}

} // namespace

FoundDomain Driver::start_new(const domain::ConfigPtr &config, uint32_t flags, int incoming)
{
    const auto job = store().create({config->uuid, config->name, config}, store::JobKind::Modify, "create");
    guest::start(*m_instance, job, config, options_of(flags, incoming));
    if ((flags & start_autodestroy) != 0) {
        const std::lock_guard lock(m_mutex);
        m_own_domains.insert(config->uuid);
    }
    const auto read = store().read();
    return {job.domain().id(), config->uuid, config->name};
}

FoundDomain Driver::domain_create_xml(std::string_view xml, uint32_t flags)
{
    refuse_unknown_flags(flags, start_known, "virDomainCreateXML");
    return start_new(config::define(m_instance->context(), xml,
                                    (flags & start_validate) != 0 ? config::Validation::Schema
                                                                  : config::Validation::Lenient),
                     flags, -1);
}

void Driver::domain_create_with_flags(LiveDomain &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, start_known, "virDomainCreateWithFlags");
    const store::Job job = begin(ref, "start");
    domain::ConfigPtr config;
    {
        const auto read = store().read();
        if (job.domain().is_active())
            throw Error(ErrorCode::OperationInvalid, "domain is already running");
        config = job.domain().persistent_config();
    }
    if (guest::has_managed_save(m_instance->root(), ref.name)) {
        if ((flags & start_force_boot) == 0) {
            const auto image = guest::SaveImage::open(guest::managed_save_path(m_instance->root(), ref.name));
            const bool stays_paused = (flags & start_paused) != 0 || !image.header().was_running;
            guest::start(*m_instance, job, config::load(m_instance->context(), image.header().xml),
                         options_of(stays_paused ? start_paused : 0, image.fd()));
        }
        guest::remove_managed_save(m_instance->root(), ref.name);
        if ((flags & start_force_boot) != 0)
            guest::start(*m_instance, job, config, options_of(flags));
    } else {
        guest::start(*m_instance, job, config, options_of(flags));
    }
    if ((flags & start_autodestroy) != 0) {
        const std::lock_guard lock(m_mutex);
        m_own_domains.insert(ref.uuid);
    }
    const auto read = store().read();
    ref.id = job.domain().id();
}

void Driver::domain_shutdown_flags(LiveDomain &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, all_ways, "virDomainShutdownFlags");
    const store::Job job = begin(ref, "shut down");
    const auto guest = m_instance->guest(job);
    {
        const auto read = store().read();
        if (job.domain().state() == store::State::Paused)
            throw Error(ErrorCode::OperationInvalid, "domain is not running: a guest that is paused cannot shut down");
    }
    check_way(flags);
    if (guest->take_reboot_request())
        guest->monitor()->execute(guest::usual_actions(*guest->config()));
    guest->monitor()->execute("system_powerdown");
}

// The guest is asked to power off, and when it has done so it is booted again.
void Driver::domain_reboot(LiveDomain &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, all_ways, "virDomainReboot");
    const store::Job job = begin(ref, "reboot");
    const auto guest = m_instance->guest(job);
    check_way(flags);
    guest->monitor()->execute("set-action", {{"shutdown", "pause"}});
    guest->request_reboot();
    guest->monitor()->execute("system_powerdown");
}

void Driver::domain_reset(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virDomainReset");
    const store::Job job = begin(ref, "reset");
    const auto guest = m_instance->guest(job);
    const auto monitor = guest->monitor();
    const std::vector<qmp::Command> commands = {guest::actions_of_a_reset(*guest->config()),
                                                {"system_reset"}};
    guest->expect_firmware_reset();
    const auto answers = monitor->execute_all(commands);
    for (std::size_t index = 0; index < commands.size(); ++index)
        monitor->expect(commands[index], answers[index]);
}

void Driver::domain_suspend(const DomainRef &ref)
{
    const store::Job job = begin(ref, "suspend");
    const auto guest = m_instance->guest(job);
    {
        const auto read = store().read();
        if (job.domain().state() == store::State::Paused)
            return;
        if (job.domain().state() == store::State::PmSuspended)
            throw Error(ErrorCode::OperationInvalid, "domain is pmsuspended");
    }
    guest->set_pause_reason(guest::paused_user);
    // The event of the stop comes before the answer, and has changed the domain's state by then.
    guest->monitor()->execute("stop");
}

void Driver::domain_resume(const DomainRef &ref)
{
    const store::Job job = begin(ref, "resume");
    const auto guest = m_instance->guest(job);
    {
        const auto read = store().read();
        if (job.domain().state() == store::State::Running)
            throw Error(ErrorCode::OperationInvalid, "domain is already running");
        if (job.domain().state() == store::State::PmSuspended)
            throw Error(ErrorCode::OperationInvalid, "domain is pmsuspended");
    }
    guest->monitor()->execute("cont");
}

// Takes no job: whoever has one waits for a guest that may never answer him.
void Driver::domain_destroy_flags(LiveDomain &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, destroy_graceful | destroy_remove_logs, "virDomainDestroyFlags");
    guest::destroy(m_instance->guest(ref),
                   (flags & destroy_graceful) != 0 ? guest::Force::Graceful : guest::Force::Kill);
    if ((flags & destroy_remove_logs) != 0)
        ::unlink(fmt::format("{}/{}.log", m_instance->root().log(), guest::file_base(ref.name)).c_str());
    ref.id = -1;
}

} // namespace modvirt::qemu
