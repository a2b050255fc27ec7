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
#include "kit/xml/formatter.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::catalog {

namespace {

using Parser = modvirt_xml_v1;
using Options = xml::ReadOptions;

std::string rewrite_domain(const Parser &parser, std::string_view text, const Options &options)
{
    domain::FormatOptions everything;
    everything.secrets = domain::Secrets::Include;
    return domain::format(*domain::parse(parser, text, {}, {options.strictness, options.findings}), everything);
}

std::string rewrite_network(const Parser &parser, std::string_view text, const Options &options)
{
    return network::format(*network::parse(parser, text, {}, options));
}

std::string rewrite_network_port(const Parser &parser, std::string_view text, const Options &options)
{
    return network::format(*network::parse_port(parser, text, options));
}

std::string rewrite_pool(const Parser &parser, std::string_view text, const Options &options)
{
    return storage::format(*storage::parse_pool(parser, text, {}, options));
}

std::string rewrite_volume(const Parser &parser, std::string_view text, const Options &options)
{
    return storage::format(*storage::parse_volume(parser, text, {}, options));
}

std::string rewrite_interface(const Parser &parser, std::string_view text, const Options &options)
{
    return interface::format(*interface::parse(parser, text, options));
}

std::string rewrite_node_device(const Parser &parser, std::string_view text, const Options &options)
{
    return nodedev::format(*nodedev::parse(parser, text, options));
}

std::string rewrite_secret(const Parser &parser, std::string_view text, const Options &options)
{
    return secret::format(*secret::parse(parser, text, {}, options));
}

std::string rewrite_filter(const Parser &parser, std::string_view text, const Options &options)
{
    return nwfilter::format(*nwfilter::parse_filter(parser, text, {}, options));
}

std::string rewrite_binding(const Parser &parser, std::string_view text, const Options &options)
{
    return nwfilter::format(*nwfilter::parse_binding(parser, text, options));
}

// A wish is valid too, and needs less.
std::string rewrite_snapshot(const Parser &parser, std::string_view text, const Options &options)
{
    domain::FormatOptions everything;
    everything.secrets = domain::Secrets::Include;
    return moment::format(*moment::parse_snapshot(parser, text, moment::Told::Wish, {}, options), everything);
}

std::string rewrite_checkpoint(const Parser &parser, std::string_view text, const Options &options)
{
    return moment::format(*moment::parse_checkpoint(parser, text, moment::Told::Wish, {}, options),
                          moment::WithDomain::Yes, domain::Secrets::Include);
}

// What needs no more than its tables.
template <const xml::Schema &(*schema)()>
std::string rewrite(const Parser &parser, std::string_view text, const Options &options)
{
    return xml::format(xml::parse(parser, text, schema(), options), {xml::Secrets::Include, {}, {}});
}

constexpr Kind all_kinds[] = {
    {"domain", domain::schema, rewrite_domain},
    {"network", network::schema, rewrite_network},
    {"storagepool", storage::pool_schema, rewrite_pool},
    {"storagevol", storage::volume_schema, rewrite_volume},
    {"interface", interface::schema, rewrite_interface},
    {"nodedev", nodedev::schema, rewrite_node_device},
    {"secret", secret::schema, rewrite_secret},
    {"networkport", network::port_schema, rewrite_network_port},
    {"nwfilter", nwfilter::filter_schema, rewrite_filter},
    {"nwfilterbinding", nwfilter::binding_schema, rewrite_binding},
    {"domainsnapshot", moment::snapshot_schema, rewrite_snapshot},
    {"domaincheckpoint", moment::checkpoint_schema, rewrite_checkpoint},
    {"capability", capabilities::host_schema, rewrite<capabilities::host_schema>},
    {"domaincaps", capabilities::domain_schema, rewrite<capabilities::domain_schema>},
    {"domainbackup", moment::backup_schema, rewrite<moment::backup_schema>},
};

// The name of the first element, behind the declaration and comments; a view into the text.
std::string_view root_name(std::string_view text)
{
    while (true) {
        const std::size_t open = text.find('<');
        if (open == std::string_view::npos || open + 1 == text.size())
            return text.substr(0, 0);
        text.remove_prefix(open);
        const bool comment = text.starts_with("<!--");
        if (!comment && text[1] != '?')
            return text.substr(1, text.find_first_of(" \t\r\n/>", 1) - 1);
        const std::string_view end = comment ? "-->" : "?>";
        const std::size_t close = text.find(end);
        if (close == std::string_view::npos)
            return text.substr(0, 0);
        text.remove_prefix(close + end.size());
    }
}

std::string unknown_root(std::string_view text)
{
    const std::string_view name = root_name(text);
    const std::string_view before = text.substr(0, static_cast<std::size_t>(name.data() - text.data()));
    const auto line = static_cast<uint32_t>(1 + std::ranges::count(before, '\n'));
    const auto column = static_cast<uint32_t>(before.size() - (before.rfind('\n') + 1));
    std::vector<std::string_view> roots;
    for (const Kind &kind : all_kinds)
        roots.push_back(kind.schema().root->name);
    std::string message =
        fmt::format("'{}' is not the root of a document: it is one of {}",
                    name.substr(0, std::min<std::size_t>(name.size(), 80)), fmt::join(roots, ", "));
    if (const auto meant = xml::suggestion(name, roots))
        message += fmt::format("; did you mean '{}'?", *meant);
    return xml::describe({line, std::max(column, 1U), message});
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
        verdict.error = unknown_root(text);
        return verdict;
    }
    try {
        verdict.kind->rewrite(parser, text, {xml::Strictness::Lenient, &verdict.dropped});
    } catch (const Error &error) {
        verdict.error = error.message();
    }
    return verdict;
}

} // namespace modvirt::catalog
