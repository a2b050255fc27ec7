// SPDX-License-Identifier: LGPL-2.1-or-later
// Title, description and the metadata of applications.
#include "driver.hpp"

#include "flags.hpp"
#include "metadata.hpp"

namespace modvirt::test {

namespace {

// virDomainMetadataType
constexpr int32_t description = 0;
constexpr int32_t title = 1;
constexpr int32_t element = 2;

constexpr uint32_t known_flags = affect::live | affect::config;

// The domain's own element for a text; null for what has none.
const char *text_element(int32_t type) noexcept
{
    return type == title ? "title" : type == description ? "description" : nullptr;
}

Error not_present()
{
    return Error(ErrorCode::NoDomainMetadata, "Requested metadata element is not present",
                 ErrorDomain::Domain);
}

// Those below are nobody's: nothing is found of them and nothing kept.
void check_type(int32_t type)
{
    if (type > element)
        throw Error(ErrorCode::InvalidArg, "unknown metadata type '" + std::to_string(type) + "'",
                    ErrorDomain::Domain);
}

std::string find_element(const domain::Config &config, std::string_view uri)
{
    if (const auto metadata = config.document.root().child("metadata")) {
        for (const xml::Element each : metadata->children()) {
            if (is_in_namespace(xml_parser(), each.text(), uri))
                return strip_namespace(xml_parser(), each.text());
        }
    }
    throw not_present();
}

void set_text(xml::Node root, std::string_view name, std::optional<std::string_view> text)
{
    if (text && !text->empty())
        root.child_or_new(name).set_text(*text);
    else if (auto child = root.child(name))
        child->remove();
}

void set_element(xml::Node root, std::string_view uri, const std::optional<std::string> &markup)
{
    xml::Node metadata = root.child_or_new("metadata");
    for (auto each = metadata.first_child(); each;) {
        const auto next = each->next();
        if (is_in_namespace(xml_parser(), each->text(), uri))
            each->remove();
        each = next;
    }
    if (markup)
        metadata.append_verbatim(*markup);
    else if (!metadata.first_child())
        metadata.remove();
}

} // namespace

std::string Driver::domain_get_metadata(const DomainRef &ref, const MetadataName &name, uint32_t flags)
{
    refuse_unknown_flags(flags, known_flags, "testDomainGetMetadata");
    check_type(name.type);
    m_machine->complete();
    domain::ConfigPtr config;
    {
        const auto read = store().read();
        const store::Domain &domain = read.get(ref.uuid, ref.name);
        config = config_in(domain, one_scope(domain, flags));
    }
    if (name.type == element)
        return find_element(*config, *name.uri);
    const char *child = text_element(name.type);
    const auto text = child == nullptr ? std::nullopt : config->document.root().child_text(child);
    if (!text)
        throw not_present();
    return std::string(*text);
}

void Driver::domain_set_metadata(const DomainRef &ref, const NewMetadata &metadata, uint32_t flags)
{
    refuse_unknown_flags(flags, known_flags, "testDomainSetMetadata");
    check_type(metadata.type);
    m_machine->complete();
    std::optional<std::string> markup;
    if (metadata.type == element && metadata.text)
        markup = add_namespace(xml_parser(), *metadata.text, *metadata.key, *metadata.uri);

    const store::Job job = begin(ref, "set-metadata");
    edit_configs(store(), job.domain(), flags, [&](xml::Node root, const domain::Config &) {
        if (metadata.type == element)
            set_element(root, *metadata.uri, markup);
        else if (const char *child = text_element(metadata.type))
            set_text(root, child, metadata.text);
    });
    auto write = store().write();
    store::Event changed;
    changed.event_id = event::metadata_change;
    changed.uuid = job.domain().uuid();
    changed.name = job.domain().name();
    changed.id = job.domain().id();
    changed.type = metadata.type;
    changed.text = metadata.uri.value_or("");
    write.emit(std::move(changed));
}

} // namespace modvirt::test
