// SPDX-License-Identifier: LGPL-2.1-or-later
// The definitions that wait in save images and in managed saves: read, replaced, and what takes them.
#include "driver.hpp"

#include "flags.hpp"
#include "parameters.hpp"
#include "save_image.hpp"

namespace modvirt::test {

namespace {

constexpr uint32_t image_secure = 1; // virDomainSaveImageXMLFlags
constexpr uint32_t save_running = 2; // virDomainSaveRestoreFlags
constexpr uint32_t save_paused = 4;

constexpr KnownParameter known_parameters[] = {{"file", ValueType::String}, {"dxml", ValueType::String}};

std::string waiting_text(const domain::Config &config, bool with_secrets)
{
    domain::FormatOptions options;
    options.secrets = with_secrets ? domain::Secrets::Include : domain::Secrets::Omit;
    return domain::format(config, options);
}

std::optional<std::string_view> text_of(const Parameters &params, std::string_view name)
{
    const std::string *text = find_value<std::string>(params, name);
    return text == nullptr ? std::nullopt : std::optional<std::string_view>(*text);
}

// The guest finds the machine that it left, under the name by which it is found.
void check_same_guest(const domain::Config &saved, const domain::Config &changed)
{
    if (saved.name != changed.name || saved.uuid != changed.uuid)
        throw Error(ErrorCode::ConfigUnsupported,
                    "the saved domain '" + saved.name + "' cannot become another one: name and uuid must stay");
}

domain::ConfigPtr waiting_config(const store::Domain &domain)
{
    if (!Machine::has_managed_save(domain))
        throw Error(ErrorCode::OperationInvalid, "domain '" + domain.name() + "' does not have managed save image");
    const domain::ConfigPtr &saved = domain.peek<Guest>()->managed_save->config;
    return saved ? saved : domain.persistent_config();
}

} // namespace

std::string Driver::domain_save_image_get_xml_desc(std::string_view file, uint32_t flags)
{
    refuse_unknown_flags(flags, image_secure, "testDomainSaveImageGetXMLDesc");
    const auto config = domain::parse(xml_parser(), read_save_image(std::string(file)));
    return waiting_text(*config, (flags & image_secure) != 0);
}

// libvirt's test driver lets the image become any other domain, and so does this one.
void Driver::domain_save_image_define_xml(std::string_view file, std::string_view dxml, uint32_t flags)
{
    refuse_unknown_flags(flags, save_running | save_paused, "testDomainSaveImageDefineXML");
    m_machine->complete();
    const std::string path(file);
    static_cast<void>(read_save_image(path));
    const auto config = domain::parse(xml_parser(), dxml);
    domain::FormatOptions options;
    options.secrets = domain::Secrets::Include;
    write_save_image(path, config->name, domain::format(*config, options));
}

std::string Driver::domain_managed_save_get_xml_desc(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, image_secure, "testDomainManagedSaveGetXMLDesc");
    m_machine->complete();
    domain::ConfigPtr config;
    {
        const auto read = store().read();
        config = waiting_config(read.get(ref.uuid, ref.name));
    }
    return waiting_text(*config, (flags & image_secure) != 0);
}

void Driver::domain_managed_save_define_xml(const DomainRef &ref, std::string_view dxml, uint32_t flags)
{
    refuse_unknown_flags(flags, save_running | save_paused, "testDomainManagedSaveDefineXML");
    m_machine->complete();
    const auto config = domain::parse(xml_parser(), dxml);
    const store::Job job = begin(ref, "managedsave-define");
    const auto write = store().write();
    check_same_guest(*waiting_config(job.domain()), *config);
    ManagedSave &saved = *Machine::guest(job.domain()).managed_save;
    saved.config = config;
    saved.is_replaced = true;
    if (flags != 0)
        saved.starts_paused = (flags & save_paused) != 0;
}

// Without a file it is a managed save.
void Driver::domain_save_params(LiveDomain &domain, const Parameters &params, uint32_t flags)
{
    check_parameters(params, known_parameters);
    if (const auto file = text_of(params, "file"))
        domain_save_flags(domain, *file, text_of(params, "dxml"), flags);
    else
        domain_managed_save(domain, flags);
}

void Driver::domain_restore_params(const Parameters &params, uint32_t flags)
{
    check_parameters(params, known_parameters);
    const auto file = text_of(params, "file");
    if (!file)
        throw Error(ErrorCode::InvalidArg, "missing parameter 'file': the image to restore");
    domain_restore_flags(*file, text_of(params, "dxml"), flags);
}

} // namespace modvirt::test
