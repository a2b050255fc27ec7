// SPDX-License-Identifier: LGPL-2.1-or-later
// Saving to a file and back, managed save, and core dumps.
#include "driver.hpp"

#include "flags.hpp"
#include "save_image.hpp"

namespace modvirt::test {

namespace {

constexpr uint32_t managed_save_flags = 7; // virDomainSaveRestoreFlags: bypass cache, running, paused
constexpr uint32_t dump_crash = 1;         // virDomainCoreDumpFlags
constexpr uint32_t dump_format_raw = 0;    // virDomainCoreDumpFormat

void refuse_changed_xml(std::optional<std::string_view> xml)
{
    if (xml)
        throw Error(ErrorCode::ArgumentUnsupported, "xml modification unsupported");
}

// The text that goes into a save image: the domain as it runs.
std::string saved_text(store::Store &store, const store::Domain &domain)
{
    domain::ConfigPtr config;
    domain::FormatOptions options;
    {
        const auto read = store.read();
        check_active(domain);
        config = domain.live_config();
        options.id = domain.id();
    }
    options.secrets = domain::Secrets::Include;
    return domain::format(*config, options);
}

} // namespace

void Driver::domain_save_flags(LiveDomain &ref, std::string_view path, std::optional<std::string_view> xml,
                               uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainSaveFlags");
    refuse_changed_xml(xml);
    m_machine->complete();
    const store::Job job = begin(ref, "save");
    const Instant begun = m_machine->clock().now();
    write_save_image(std::string(path), ref.name, saved_text(store(), job.domain()));
    auto write = store().write();
    note_done_job(*m_machine, job.domain(), Operation::Save, begun);
    stop(write, job.domain(), reason::shutoff_saved, event::stopped_saved);
    ref.id = -1;
}

void Driver::domain_restore_flags(std::string_view path, std::optional<std::string_view> xml, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainRestoreFlags");
    refuse_changed_xml(xml);
    m_machine->complete();
    const auto config = domain::parse(xml_parser(), read_save_image(std::string(path)));
    const store::Job job = store().create(definition_of(config), store::JobKind::Modify, "restore");
    auto write = store().write();
    write.start(job.domain(), config, store::State::Running, reason::running_restored);
    write.emit(job.domain(), event::started, event::started_restored);
}

void Driver::domain_managed_save(LiveDomain &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, managed_save_flags, "testDomainManagedSave");
    const store::Job job = begin(ref, "managedsave");
    auto write = store().write();
    store::Domain &domain = job.domain();
    check_active(domain);
    if (!domain.is_persistent())
        throw Error(ErrorCode::OperationInvalid, "cannot do managed save for transient domain");
    Machine::keep_managed_save(domain, domain.live_config());
    note_done_job(*m_machine, domain, Operation::Save, m_machine->clock().now());
    stop(write, domain, reason::shutoff_saved, event::stopped_saved);
    ref.id = -1;
}

bool Driver::domain_has_managed_save_image(const DomainRef &domain, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainHasManagedSaveImage");
    const auto read = store().read();
    return Machine::has_managed_save(read.get(domain.uuid, domain.name));
}

void Driver::domain_managed_save_remove(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainManagedSaveRemove");
    const store::Job job = begin(ref, "managedsave-remove");
    const auto write = store().write();
    Machine::drop_managed_save(job.domain());
}

void Driver::domain_core_dump_with_format(LiveDomain &ref, std::string_view path, uint32_t format,
                                          uint32_t flags)
{
    refuse_unknown_flags(flags, dump_crash, "testDomainCoreDumpWithFormat");
    const store::Job job = begin(ref, "dump");
    {
        const auto read = store().read();
        check_active(job.domain());
    }
    if (format != dump_format_raw)
        throw Error(ErrorCode::OperationUnsupported, "kdump-compressed format is not supported here");
    const Instant begun = m_machine->clock().now();
    write_core_dump(std::string(path), ref.name);
    auto write = store().write();
    note_done_job(*m_machine, job.domain(), Operation::Dump, begun);
    if ((flags & dump_crash) == 0)
        return;
    stop(write, job.domain(), reason::shutoff_crashed, event::stopped_crashed);
    ref.id = -1;
}

} // namespace modvirt::test
