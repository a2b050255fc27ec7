// SPDX-License-Identifier: LGPL-2.1-or-later
// Devices that come, go and change, in the definition, in the running guest, or in both.
#include "driver.hpp"

#include <functional>

#include "block_jobs.hpp"
#include "devices.hpp"
#include "flags.hpp"
#include "kit/domain/device.hpp"

namespace modvirt::test {

namespace {

using domain::DeviceChange;
using domain::Side;

constexpr uint32_t force = 4; // virDomainDeviceModifyFlags: also out of a drive that the guest holds shut

using Change = std::function<DeviceChange(const domain::Config &config, Side side)>;

void tell(store::Write &write, const store::Domain &domain, int32_t event_id, const std::string &device,
          int32_t type = 0)
{
    store::Event told;
    told.event_id = event_id;
    told.uuid = domain.uuid();
    told.name = domain.name();
    told.id = domain.id();
    told.device = device;
    told.type = type;
    write.emit(std::move(told));
}

// The drive opens for another medium, and closes upon it.
void tell_of_medium(store::Write &write, const store::Domain &domain, const std::string &device)
{
    tell(write, domain, event::tray_change, device, event::tray_open);
    tell(write, domain, event::tray_change, device, event::tray_closed);
}

// A domain's devices while they change: what the caller meant is settled before anything is read or done.
class ChangingDevices {
public:
    ChangingDevices(store::Store &store, store::Domain &domain, uint32_t flags) : m_store(store), m_domain(domain)
    {
        const auto read = store.read();
        const Scopes scopes = all_scopes(domain, flags);
        if (scopes.live)
            m_live = domain.live_config();
        if (scopes.config)
            m_config = domain.persistent_config();
    }

    // Both configurations or none: a change that one of them refuses is made in neither. Tells of the device
    // with `event_id`, if the change has an event.
    void change(const Change &change, std::optional<int32_t> event_id)
    {
        DeviceChange config;
        DeviceChange live;
        if (m_config)
            config = change(*m_config, Side::Config);
        if (m_live) {
            live = change(*m_live, Side::Live);
            check_kept_disks(*live.config);
        }
        if (m_config)
            set_config(m_store, m_domain, Scope::Config, std::move(config.config));
        if (!m_live)
            return;
        auto write = m_store.write();
        write.set_live_config(m_domain, std::move(live.config));
        if (live.is_medium)
            tell_of_medium(write, m_domain, live.alias);
        else if (event_id && !live.alias.empty() && !live.was_there)
            tell(write, m_domain, *event_id, live.alias);
    }

private:
    // A job needs its disk to the end.
    void check_kept_disks(const domain::Config &changed) const
    {
        const auto read = m_store.read();
        const Guest *guest = m_domain.peek<Guest>();
        if (guest == nullptr)
            return;
        for (const DiskJob &job : guest->jobs.on_disks)
            if (!find_disk(changed, job.disk))
                check_no_disk_job(m_domain, job.disk);
    }

    store::Store &m_store;
    store::Domain &m_domain;
    domain::ConfigPtr m_live;
    domain::ConfigPtr m_config;
};

} // namespace

void Driver::domain_attach_device_flags(const DomainRef &ref, std::string_view xml, uint32_t flags)
{
    refuse_unknown_flags(flags, affect::any, "testDomainAttachDeviceFlags");
    m_machine->complete();
    const store::Job job = begin(ref, "attach-device");
    ChangingDevices devices(store(), job.domain(), flags);
    const auto device = domain::parse_new_device(xml_parser(), xml, {});
    devices.change(
        [&](const domain::Config &config, Side side) { return domain::with_device(config, device, side); },
        event::device_added);
}

void Driver::domain_detach_device_flags(const DomainRef &ref, std::string_view xml, uint32_t flags)
{
    refuse_unknown_flags(flags, affect::any, "testDomainDetachDeviceFlags");
    m_machine->complete();
    const store::Job job = begin(ref, "detach-device");
    ChangingDevices devices(store(), job.domain(), flags);
    const auto device = domain::parse_device(xml_parser(), xml);
    devices.change(
        [&](const domain::Config &config, Side side) { return domain::without_device(config, device, side); },
        event::device_removed);
}

void Driver::domain_detach_device_alias(const DomainRef &ref, std::string_view alias, uint32_t flags)
{
    refuse_unknown_flags(flags, affect::any, "testDomainDetachDeviceAlias");
    m_machine->complete();
    const store::Job job = begin(ref, "detach-device");
    ChangingDevices devices(store(), job.domain(), flags);
    devices.change(
        [&](const domain::Config &config, Side side) { return domain::without_alias(config, alias, side); },
        event::device_removed);
}

void Driver::domain_update_device_flags(const DomainRef &ref, std::string_view xml, uint32_t flags)
{
    refuse_unknown_flags(flags, affect::any | force, "testDomainUpdateDeviceFlags");
    m_machine->complete();
    const store::Job job = begin(ref, "update-device");
    ChangingDevices devices(store(), job.domain(), flags);
    const auto device = domain::parse_device(xml_parser(), xml);
    devices.change(
        [&](const domain::Config &config, Side side) {
            return domain::with_changed_device(config, device, side);
        },
        std::nullopt);
}

} // namespace modvirt::test
