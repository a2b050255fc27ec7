// SPDX-License-Identifier: LGPL-2.1-or-later
// Definitions: making, dropping and renaming them, their autostart mark, and their XML.
#include "driver.hpp"

#include "block_jobs.hpp"
#include "flags.hpp"

namespace modvirt::test {

namespace {

constexpr uint32_t define_validate = 1; // virDomainDefineFlags

// virDomainUndefineFlagsValues
constexpr uint32_t undefine_managed_save = 1;
constexpr uint32_t undefine_snapshots_metadata = 2;

// virDomainXMLFlags
constexpr uint32_t xml_secure = 1;
constexpr uint32_t xml_inactive = 2;
constexpr uint32_t xml_migratable = 8;

void refuse_managed_save(const store::Domain &domain, uint32_t flags)
{
    if ((flags & undefine_managed_save) == 0 && Machine::has_managed_save(domain))
        throw Error(ErrorCode::OperationInvalid,
                    "Refusing to undefine while domain managed save image exists");
}

// A domain that runs lives on and keeps them.
void refuse_snapshots(const store::Domain &domain, uint32_t flags)
{
    const Guest *guest = domain.peek<Guest>();
    if ((flags & undefine_snapshots_metadata) != 0 || domain.is_active() || !guest ||
        guest->snapshots.empty())
        return;
    throw Error(ErrorCode::OperationInvalid, "cannot delete inactive domain with " +
                                                 std::to_string(guest->snapshots.size()) + " snapshots");
}

} // namespace

FoundDomain Driver::domain_define_xml_flags(std::string_view xml, uint32_t flags)
{
    refuse_unknown_flags(flags, define_validate, "testDomainDefineXMLFlags");
    domain::ParseOptions options;
    if (flags & define_validate)
        options.strictness = xml::Strictness::Strict;
    m_machine->complete();
    const auto config = domain::parse(xml_parser(), xml, {}, options);
    store().define(definition_of(config));
    const auto read = store().read();
    const store::Domain *domain = read.find(config->uuid);
    return {domain ? domain->id() : -1, config->uuid, config->name};
}

void Driver::domain_undefine_flags(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, undefine_managed_save | undefine_snapshots_metadata,
                         "testDomainUndefineFlags");
    const store::Job job = begin(ref, "undefine");
    {
        auto write = store().write();
        store::Domain &domain = job.domain();
        refuse_managed_save(domain, flags);
        refuse_snapshots(domain, flags);
        Machine::drop_managed_save(domain);
        if (!domain.is_persistent()) {
            // There is nothing to drop, and clients of this driver are told so by success and an event.
            write.emit(domain, event::undefined, event::undefined_removed);
            return;
        }
    }
    store().undefine(ref.uuid, ref.name);
}

void Driver::domain_rename(const DomainRef &ref, std::string_view new_name, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainRename");
    m_machine->complete();
    const store::Job job = begin(ref, "rename");
    domain::ConfigPtr config;
    {
        const auto read = store().read();
        if (!job.domain().is_active())
            config = job.domain().persistent_config();
    }
    if (!config)
        throw Error(ErrorCode::OperationInvalid, "cannot rename active domain");
    if (new_name.find('/') != std::string_view::npos)
        throw Error(ErrorCode::XmlError, "name " + std::string(new_name) + " cannot contain '/'");
    store().rename(ref.uuid, ref.name, definition_of(domain::with_name(*config, new_name)));
}

bool Driver::domain_get_autostart(const DomainRef &domain)
{
    return store().read().get(domain.uuid, domain.name).is_autostarted();
}

void Driver::domain_set_autostart(const DomainRef &ref, int32_t autostart)
{
    // Unlike others, this driver lets a transient domain be marked; nothing comes of it.
    auto write = store().write();
    write.get(ref.uuid, ref.name).set_autostart(autostart != 0);
}

std::string Driver::domain_get_xml_desc(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, xml_secure | xml_inactive | xml_migratable, "testDomainGetXMLDesc");
    m_machine->complete();
    domain::ConfigPtr config;
    domain::FormatOptions options;
    std::vector<DiskJob> jobs;
    {
        const auto read = store().read();
        const store::Domain &domain = read.get(ref.uuid, ref.name);
        config = config_in(domain, flags & xml_inactive ? Scope::Config : Scope::Live);
        const Guest *guest = domain.peek<Guest>();
        if (guest && (flags & xml_inactive) == 0)
            jobs = guest->jobs.on_disks;
        if (domain.is_active() && (flags & xml_inactive) == 0)
            options.id = domain.id();
    }
    if (!jobs.empty())
        config = with_mirrors(config, jobs);
    if (flags & xml_secure)
        options.secrets = domain::Secrets::Include;
    return domain::format(*config, options);
}

} // namespace modvirt::test
