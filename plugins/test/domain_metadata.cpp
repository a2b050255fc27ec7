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

Error not_present()
{
    return Error(ErrorCode::NoDomainMetadata, "Requested metadata element is not present",
                 ErrorDomain::Domain);
}

// Elements belong to a namespace, and title and description to none.
void check_uri(int32_t type, std::optional<std::string_view> uri)
{
    if (type < description || type > element)
        throw Error(ErrorCode::InvalidArg, "unknown metadata type '" + std::to_string(type) + "'",
                    ErrorDomain::Domain);
    if (type == element && (!uri || uri->empty()))
        throw Error(ErrorCode::InvalidArg, "a metadata element needs the URI of its namespace",
                    ErrorDomain::Domain);
    if (type != element && uri)
        throw Error(ErrorCode::InvalidArg, "a title or description has no namespace; give no URI",
                    ErrorDomain::Domain);
}

// What an element that is set needs besides, and what a title must not have.
void check_new(int32_t type, std::optional<std::string_view> metadata, std::optional<std::string_view> key)
{
    if (type == element && metadata &&
        (!key || key->empty() || key->find_first_of(": \t\r\n<>&'\"=/") != key->npos))
        throw Error(ErrorCode::InvalidArg, "a metadata element needs a key, a prefix such as 'app'",
                    ErrorDomain::Domain);
    if (type == title && metadata && metadata->find('\n') != std::string_view::npos)
        throw Error(ErrorCode::InvalidArg, "metadata title can't contain newlines", ErrorDomain::Domain);
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

std::string Driver::domain_get_metadata(const DomainRef &ref, int32_t type,
                                        std::optional<std::string_view> uri, uint32_t flags)
{
    refuse_unknown_flags(flags, known_flags, "testDomainGetMetadata");
    check_uri(type, uri);
    m_machine->complete();
    domain::ConfigPtr config;
    {
        const auto read = store().read();
        const store::Domain &domain = read.get(ref.uuid, ref.name);
        config = config_in(domain, one_scope(domain, flags));
    }
    if (type == element)
        return find_element(*config, *uri);
    const auto text = config->document.root().child_text(type == title ? "title" : "description");
    if (!text)
        throw not_present();
    return std::string(*text);
}

void Driver::domain_set_metadata(const DomainRef &ref, int32_t type, std::optional<std::string_view> metadata,
                                 std::optional<std::string_view> key, std::optional<std::string_view> uri,
                                 uint32_t flags)
{
    refuse_unknown_flags(flags, known_flags, "testDomainSetMetadata");
    check_uri(type, uri);
    check_new(type, metadata, key);
    m_machine->complete();
    std::optional<std::string> markup;
    if (type == element && metadata)
        markup = add_namespace(xml_parser(), *metadata, *key, *uri);

    const auto edit = [&](xml::Editor &editor) {
        if (type == element)
            set_element(editor.root(), *uri, markup);
        else
            set_text(editor.root(), type == title ? "title" : "description", metadata);
    };
    const store::Job job = begin(ref, "set-metadata");
    store::ConfigPtr live;
    store::ConfigPtr config;
    {
        const auto read = store().read();
        const Scopes scopes = all_scopes(job.domain(), flags);
        if (scopes.live)
            live = job.domain().live_config();
        if (scopes.config)
            config = job.domain().persistent_config();
    }
    if (live)
        live = domain::with_edit(*live, {}, edit);
    if (config)
        set_config(store(), job.domain(), Scope::Config, domain::with_edit(*config, {}, edit));
    if (live)
        set_config(store(), job.domain(), Scope::Live, std::move(live));
}

} // namespace modvirt::test
