// SPDX-License-Identifier: LGPL-2.1-or-later
// Definitions: making, dropping and renaming them, their autostart mark, and their XML.
#include "driver.hpp"

#include "config/live.hpp"
#include "flags.hpp"
#include "guest/save_image.hpp"

namespace modvirt::qemu {

namespace {

constexpr uint32_t define_validate = 1; // virDomainDefineFlags

// virDomainUndefineFlagsValues. There are no snapshots, checkpoints, NVRAM or TPM state here to keep or to
// drop.
constexpr uint32_t undefine_managed_save = 1;
constexpr uint32_t undefine_known = 0x7f;

// virDomainXMLFlags
constexpr uint32_t xml_secure = 1;
constexpr uint32_t xml_inactive = 2;
constexpr uint32_t xml_update_cpu = 4;
constexpr uint32_t xml_migratable = 8;

store::Definition definition_of(const domain::ConfigPtr &config)
{
    return {config->uuid, config->name, config};
}

} // namespace

FoundDomain Driver::domain_define_xml_flags(std::string_view xml, uint32_t flags)
{
    refuse_unknown_flags(flags, define_validate, "virDomainDefineXMLFlags");
    const auto config = config::define(m_instance->context(), xml,
                                       (flags & define_validate) != 0 ? config::Validation::Schema
                                                                      : config::Validation::Lenient);
    store().define(definition_of(config));
    const auto read = store().read();
    const store::Domain *domain = read.find(config->uuid);
    return {domain != nullptr ? domain->id() : -1, config->uuid, config->name};
}

void Driver::domain_undefine_flags(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, undefine_known, "virDomainUndefineFlags");
    const store::Job job = begin(ref, "undefine");
    {
        const auto read = store().read();
        if (!job.domain().is_persistent())
            throw Error(ErrorCode::OperationInvalid, "cannot undefine transient domain");
    }
    if (guest::has_managed_save(m_instance->root(), ref.name)) {
        if ((flags & undefine_managed_save) == 0)
            throw Error(ErrorCode::OperationInvalid,
                        "Refusing to undefine while domain managed save image exists");
        guest::remove_managed_save(m_instance->root(), ref.name);
    }
    store().undefine(ref.uuid, ref.name);
    const auto read = store().read();
    if (!job.domain().is_active())
        m_instance->statuses().unmark(ref.uuid);
}

void Driver::domain_rename(const DomainRef &ref, std::string_view new_name, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virDomainRename");
    const store::Job job = begin(ref, "rename");
    domain::ConfigPtr config;
    {
        const auto read = store().read();
        if (!job.domain().is_active())
            config = job.domain().persistent_config();
    }
    if (!config)
        throw Error(ErrorCode::OperationInvalid, "cannot rename active domain");
    if (guest::has_managed_save(m_instance->root(), ref.name))
        throw Error(ErrorCode::OperationInvalid, "cannot rename a domain with a managed save image");
    store().rename(ref.uuid, ref.name, definition_of(domain::with_name(*config, new_name)));
}

bool Driver::domain_get_autostart(const DomainRef &domain)
{
    return store().read().get(domain.uuid, domain.name).is_autostarted();
}

void Driver::domain_set_autostart(const DomainRef &ref, int32_t autostart)
{
    const store::Job job = begin(ref, "set autostart of");
    store().set_autostart(ref.uuid, ref.name, autostart != 0);
}

std::string Driver::domain_get_xml_desc(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, xml_secure | xml_inactive | xml_update_cpu | xml_migratable,
                         "virDomainGetXMLDesc");
    const bool with_secrets = (flags & xml_secure) != 0;
    std::shared_ptr<guest::Guest> guest;
    domain::ConfigPtr config;
    int32_t id = -1;
    {
        const auto read = store().read();
        const store::Domain &domain = read.get(ref.uuid, ref.name);
        const bool wants_inactive = (flags & (xml_inactive | xml_migratable)) != 0;
        if (domain.is_active() && !wants_inactive)
            guest = domain.data<guest::Guest>();
        config = wants_inactive && domain.persistent_config() ? domain.persistent_config()
                                                              : domain.current_config();
        id = domain.id();
    }
    if (guest)
        return config::format_live(*config, id, guest->facts(), guest->memory_kib(),
                                   with_secrets ? config::Secrets::Include : config::Secrets::Omit);
    domain::FormatOptions options;
    options.secrets = with_secrets ? domain::Secrets::Include : domain::Secrets::Omit;
    return domain::format(*config, options);
}

} // namespace modvirt::qemu
