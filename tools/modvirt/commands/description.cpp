// SPDX-License-Identifier: LGPL-2.1-or-later
// desc, metadata: what people and programs note about a domain.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/editor.hpp"
#include "base/failure.hpp"
#include "base/json.hpp"
#include "base/library_error.hpp"

namespace modvirt::cli {

namespace {

// ---- desc

struct Note {
    int kind;
    std::string_view lower;
};

constexpr Note description_note{VIR_DOMAIN_METADATA_DESCRIPTION, "description"};
constexpr Note title_note{VIR_DOMAIN_METADATA_TITLE, "title"};

// Empty when there is none.
std::string read_note(const Domain &domain, const Note &note, unsigned flags)
{
    // Only one of the two can be read at a time, and the configuration is the one that lasts.
    if (flags & VIR_DOMAIN_AFFECT_CONFIG)
        flags = VIR_DOMAIN_AFFECT_CONFIG;
    const LibraryText text(virDomainGetMetadata(domain.get(), note.kind, nullptr, flags));
    if (!text) {
        if (last_library_code() != VIR_ERR_NO_DOMAIN_METADATA)
            fail();
        forget_library_error();
        return {};
    }
    return text.get();
}

std::string joined(const std::vector<std::string> &parts)
{
    return fmt::format("{}", fmt::join(parts, " "));
}

void show_note(Session &session, const Arguments &arguments, const Domain &domain, const Note &note,
               const std::string &text)
{
    if (wants_json(session, arguments))
        print_json(session, {{std::string(note.lower), text.empty() ? JsonValue(nullptr) : json_text(text)}});
    else if (text.empty())
        session.out.remark("No {} for domain: {}", note.lower, domain_name(domain));
    else
        session.out.write(text);
}

void store_note(Session &session, const Domain &domain, const Note &note, const std::string &text,
                unsigned flags)
{
    if (virDomainSetMetadata(domain.get(), note.kind, text.c_str(), nullptr, nullptr, flags) < 0)
        fail("Failed to set new domain {}", note.lower);
    session.out.remark("Domain {} updated successfully", note.lower);
}

void edit_note(Session &session, const Domain &domain, const Note &note, const std::string &before, unsigned flags)
{
    bool changed = false;
    const auto store = [&](std::string text, Validation) {
        // Editors end the last line, which is none of the text's business.
        if (text.ends_with('\n'))
            text.pop_back();
        changed = text != before;
        if (changed)
            store_note(session, domain, note, text, flags);
    };
    static_cast<void>(edit_until_stored(session, before, Validation::Off, store, ""));
    if (!changed)
        session.out.remark("Domain {} not changed\n", note.lower);
}

void run_desc(Session &session, const Arguments &arguments)
{
    const unsigned flags = arguments.affect_flags().value_or(VIR_DOMAIN_AFFECT_CURRENT);
    const Domain domain = find_domain(session, arguments);
    const Note &note = arguments.has("title") ? title_note : description_note;
    const std::vector<std::string> words = arguments.all("new-desc");
    const bool edit = arguments.has("edit");
    const std::string text = words.empty() && edit ? read_note(domain, note, flags) : joined(words);
    if (edit)
        return edit_note(session, domain, note, text, flags);
    if (words.empty())
        return show_note(session, arguments, domain, note, read_note(domain, note, flags));
    store_note(session, domain, note, text, flags);
}

// ---- metadata

std::string read_element(const Domain &domain, const std::string &uri, unsigned flags)
{
    const LibraryText text(
        virDomainGetMetadata(domain.get(), VIR_DOMAIN_METADATA_ELEMENT, uri.c_str(), flags));
    if (!text)
        fail();
    return text.get();
}

void write_element(const Domain &domain, const std::string &uri, const std::string *element,
                   const std::string *key, unsigned flags)
{
    if (virDomainSetMetadata(domain.get(), VIR_DOMAIN_METADATA_ELEMENT, element ? element->c_str() : nullptr,
                             key ? key->c_str() : nullptr, uri.c_str(), flags) < 0)
        fail();
}

void edit_element(Session &session, const Domain &domain, const std::string &uri, const std::string &key,
                  unsigned flags)
{
    const LibraryText old(
        virDomainGetMetadata(domain.get(), VIR_DOMAIN_METADATA_ELEMENT, uri.c_str(), flags));
    forget_library_error();
    const std::string before = old ? old.get() : "\n";
    const auto store = [&](const std::string &text, Validation) {
        write_element(domain, uri, &text, &key, flags);
    };
    const EditResult result = edit_until_stored(session, before, Validation::Off, store);
    session.out.remark(fmt::runtime(result == EditResult::Stored ? sentence("Metadata modified\n")
                                                                 : sentence("Metadata not changed")));
}

void run_metadata(Session &session, const Arguments &arguments)
{
    const unsigned flags = arguments.affect_flags().value_or(VIR_DOMAIN_AFFECT_CURRENT);
    arguments.refuse_both("edit", "set");
    arguments.refuse_both("remove", "set");
    arguments.refuse_both("remove", "edit");
    const Domain domain = find_domain(session, arguments);
    const std::string uri = arguments.required_text("uri");
    const auto key = arguments.text("key");
    const auto element = arguments.text("set");
    if ((element || arguments.has("edit")) && !key)
        fail("namespace key is required when modifying metadata");
    if (element) {
        write_element(domain, uri, &*element, &*key, flags);
        return session.out.remark("Metadata modified\n");
    }
    if (arguments.has("remove")) {
        write_element(domain, uri, nullptr, nullptr, flags);
        return session.out.remark("Metadata removed\n");
    }
    if (arguments.has("edit"))
        return edit_element(session, domain, uri, *key, flags);
    print_member(session, arguments, "xml", read_element(domain, uri, flags));
}

constexpr Option desc_options[] = {
    domain_option(complete_domain),
    live_option("modify/get running state"),
    config_option("modify/get persistent configuration"),
    current_option("modify/get current state configuration"),
    flag("title", "modify/get the title instead of description"),
    flag("edit", "open an editor to modify the description"),
    words("new-desc", "message", EmptyOk),
};
constexpr Option metadata_options[] = {
    domain_option(complete_domain),
    argument("uri", "URI of the namespace"),
    live_option("modify/get running state"),
    config_option("modify/get persistent configuration"),
    current_option("modify/get current state configuration"),
    flag("edit", "use an editor to change the metadata"),
    text("key", "key to be used as a namespace identifier"),
    text("set", "new metadata to set"),
    flag("remove", "remove the metadata corresponding to an uri"),
};

} // namespace

constexpr Command desc_command{.name = "desc",
                               .summary = "show or set domain's description or title",
                               .description =
                                   "Allows setting or modifying the description or title of a domain.",
                               .options = desc_options,
                               .run = run_desc,
                               .traits = Json};
constexpr Command metadata_command{.name = "metadata",
                                   .summary = "show or set domain's custom XML metadata",
                                   .description = "Shows or modifies the XML metadata of a domain.",
                                   .options = metadata_options,
                                   .run = run_metadata,
                                   .traits = Json};

} // namespace modvirt::cli
