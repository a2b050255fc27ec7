// SPDX-License-Identifier: MIT
#include "kit/catalog/catalog.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "kit/capabilities/schema.hpp"
#include "kit/domain/config.hpp"
#include "kit/domain/schema.hpp"
#include "kit/interface/config.hpp"
#include "kit/interface/schema.hpp"
#include "kit/moment/checkpoint.hpp"
#include "kit/moment/schema.hpp"
#include "kit/moment/snapshot.hpp"
#include "kit/network/config.hpp"
#include "kit/network/port.hpp"
#include "kit/network/schema.hpp"
#include "kit/nodedev/config.hpp"
#include "kit/nodedev/schema.hpp"
#include "kit/nwfilter/binding.hpp"
#include "kit/nwfilter/filter.hpp"
#include "kit/nwfilter/schema.hpp"
#include "kit/secret/config.hpp"
#include "kit/secret/schema.hpp"
#include "kit/storage/pool.hpp"
#include "kit/storage/schema.hpp"
#include "kit/storage/volume.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::catalog {

namespace {

using Parser = modvirt_xml_v1;
using Options = xml::ReadOptions;

void check_domain(const Parser &parser, std::string_view text, const Options &options)
{
    domain::parse(parser, text, {}, {options.strictness, options.findings});
}

// A wish is valid too, and needs less.
void check_snapshot(const Parser &parser, std::string_view text, const Options &options)
{
    moment::parse_snapshot(parser, text, moment::Told::Wish, {}, options);
}

void check_checkpoint(const Parser &parser, std::string_view text, const Options &options)
{
    moment::parse_checkpoint(parser, text, moment::Told::Wish, {}, options);
}

constexpr Kind all_kinds[] = {
    {"domain", domain::schema, check_domain},
    {"network", network::schema,
     [](const Parser &parser, std::string_view text, const Options &options) {
         network::parse(parser, text, {}, options);
     }},
    {"storagepool", storage::pool_schema,
     [](const Parser &parser, std::string_view text, const Options &options) {
         storage::parse_pool(parser, text, {}, options);
     }},
    {"storagevol", storage::volume_schema,
     [](const Parser &parser, std::string_view text, const Options &options) {
         storage::parse_volume(parser, text, {}, options);
     }},
    {"interface", interface::schema,
     [](const Parser &parser, std::string_view text, const Options &options) {
         interface::parse(parser, text, options);
     }},
    {"nodedev", nodedev::schema,
     [](const Parser &parser, std::string_view text, const Options &options) {
         nodedev::parse(parser, text, options);
     }},
    {"secret", secret::schema,
     [](const Parser &parser, std::string_view text, const Options &options) {
         secret::parse(parser, text, {}, options);
     }},
    {"networkport", network::port_schema,
     [](const Parser &parser, std::string_view text, const Options &options) {
         network::parse_port(parser, text, options);
     }},
    {"nwfilter", nwfilter::filter_schema,
     [](const Parser &parser, std::string_view text, const Options &options) {
         nwfilter::parse_filter(parser, text, {}, options);
     }},
    {"nwfilterbinding", nwfilter::binding_schema,
     [](const Parser &parser, std::string_view text, const Options &options) {
         nwfilter::parse_binding(parser, text, options);
     }},
    {"domainsnapshot", moment::snapshot_schema, check_snapshot},
    {"domaincheckpoint", moment::checkpoint_schema, check_checkpoint},
    {"capability", capabilities::host_schema,
     [](const Parser &parser, std::string_view text, const Options &options) {
         xml::read(parser, text, capabilities::host_schema(), options);
     }},
    {"domaincaps", capabilities::domain_schema,
     [](const Parser &parser, std::string_view text, const Options &options) {
         xml::read(parser, text, capabilities::domain_schema(), options);
     }},
    {"domainbackup", moment::backup_schema,
     [](const Parser &parser, std::string_view text, const Options &options) {
         xml::read(parser, text, moment::backup_schema(), options);
     }},
};

// The name of the first element, behind the declaration and comments.
std::string_view root_name(std::string_view text)
{
    while (true) {
        const std::size_t open = text.find('<');
        if (open == std::string_view::npos || open + 1 == text.size())
            return {};
        text.remove_prefix(open);
        const bool comment = text.starts_with("<!--");
        if (!comment && text[1] != '?')
            return text.substr(1, text.find_first_of(" \t\r\n/>", 1) - 1);
        const std::string_view end = comment ? "-->" : "?>";
        const std::size_t close = text.find(end);
        if (close == std::string_view::npos)
            return {};
        text.remove_prefix(close + end.size());
    }
}

std::string unknown_root(std::string_view name)
{
    std::vector<std::string_view> roots;
    for (const Kind &kind : all_kinds)
        roots.push_back(kind.schema().root->name);
    std::string message =
        fmt::format("'{}' is not the root of a document: it is one of {}",
                    name.substr(0, std::min<std::size_t>(name.size(), 80)), fmt::join(roots, ", "));
    if (const auto meant = xml::suggestion(name, roots))
        message += fmt::format("; did you mean '{}'?", *meant);
    return message;
}

} // namespace

std::span<const Kind> kinds()
{
    return all_kinds;
}

const Kind *find(std::string_view name)
{
    const auto *const found = std::ranges::find(all_kinds, name, &Kind::name);
    return found == std::end(all_kinds) ? nullptr : found;
}

const Kind *kind_of(std::string_view text)
{
    const std::string_view root = root_name(text);
    for (const Kind &kind : all_kinds)
        if (kind.schema().root->name == root)
            return &kind;
    return nullptr;
}

Verdict validate(const modvirt_xml_v1 &parser, std::string_view text, const Kind *kind)
{
    Verdict verdict;
    verdict.kind = kind != nullptr ? kind : kind_of(text);
    if (verdict.kind == nullptr) {
        verdict.error = unknown_root(root_name(text));
        return verdict;
    }
    try {
        verdict.kind->check(parser, text, {xml::Strictness::Lenient, &verdict.dropped});
    } catch (const Error &error) {
        verdict.error = error.message();
    }
    return verdict;
}

} // namespace modvirt::catalog
