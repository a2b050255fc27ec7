// SPDX-License-Identifier: MIT
#include "kit/storage/pool.hpp"

#include <algorithm>
#include <iterator>

#include "kit/storage/completion.hpp"
#include "kit/storage/schema.hpp"
#include "kit/xml/formatter.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::storage {

namespace {

// In the order of the enumeration.
constexpr std::string_view pool_type_names[] = {"dir",      "fs",           "netfs", "logical", "disk",
                                           "iscsi",    "iscsi-direct", "scsi",  "mpath",   "rbd",
                                           "sheepdog", "gluster",      "zfs",   "vstorage"}; // and those of others

void describe_source(Pool &pool, const xml::Element &source)
{
    pool.source_name = source.child_text("name").value_or("");
    if (const auto host = source.child("host"))
        pool.source_host = host->attribute_or("name", "");
    for (const char *place : {"dir", "device"})
        if (const auto found = source.child(place))
            pool.source_path = found->attribute_or("path", "");
}

// The values of a complete document.
PoolPtr describe_pool(xml::Document document)
{
    auto pool = std::make_shared<Pool>();
    pool->document = std::move(document);
    const xml::Element root = pool->document.root();
    pool->name = root.child_text("name").value_or("");
    pool->uuid = xml::parse_uuid(root.child_text("uuid").value_or("")).value_or(Uuid{});
    pool->type_name = root.attribute_or("type", "");
    pool->type = pool_type_named(pool->type_name).value_or(PoolType::Other);
    if (const auto source = root.child("source"))
        describe_source(*pool, *source);
    if (const auto target = root.child("target"))
        pool->target_path = target->child_text("path").value_or("");
    return pool;
}

const xml::Schema &schema_of(const Pool &pool)
{
    return pool.type == PoolType::Other ? other_pool_schema() : pool_schema();
}

// Null when the text is none of such a pool.
PoolPtr parse_other(const modvirt_xml_v1 &parser, std::string_view text, const PoolOptions &options,
                    const xml::ReadOptions &read_options)
{
    if (!options.is_other_type)
        return nullptr;
    xml::ReadOptions lenient = read_options;
    lenient.strictness = xml::Strictness::Lenient;
    std::optional<xml::Editor> editor;
    try {
        editor.emplace(xml::read(parser, text, other_pool_schema(), lenient));
    } catch (const Error &) {
        return nullptr; // what is wrong is told by the tables of the pools that are known
    }
    const std::string_view type = editor->root().attribute_or("type", "");
    if (pool_type_named(type) || !options.is_other_type(type))
        return nullptr;
    return complete_pool(*editor, options);
}

std::string format_with(xml::Editor editor, const Usage &usage)
{
    document::remove_children(editor.root(), {"capacity", "allocation", "available"});
    const auto tell = [&](std::string_view element, uint64_t bytes) {
        xml::Node node = editor.root().append(element);
        node.set_attribute("unit", "bytes");
        node.set_text(std::to_string(bytes));
    };
    tell("capacity", usage.capacity);
    tell("allocation", usage.allocation);
    tell("available", usage.available);
    return xml::format(editor.finish());
}

} // namespace

PoolPtr complete_pool(xml::Editor &editor, const PoolOptions &options)
{
    complete_pool_document(editor, options);
    return describe_pool(editor.finish());
}

PoolPtr parse_pool(const modvirt_xml_v1 &parser, std::string_view text, const PoolOptions &options,
                   const xml::ReadOptions &read_options)
{
    try {
        xml::Editor editor = xml::read(parser, text, pool_schema(), read_options);
        return complete_pool(editor, options);
    } catch (const Error &) {
        if (const PoolPtr other = parse_other(parser, text, options, read_options))
            return other;
        throw;
    }
}

std::string format(const Pool &pool, const Usage &usage)
{
    return format_with(xml::Editor(schema_of(pool), pool.document), usage);
}

std::string format_described(const modvirt_xml_v1 &parser, const Pool &pool, std::string_view described,
                             const Usage &usage)
{
    return format_with(xml::read(parser, described, schema_of(pool)), usage);
}

PoolPtr with_edit(const Pool &pool, const PoolOptions &options,
                  const std::function<void(xml::Editor &)> &edit)
{
    xml::Editor editor(schema_of(pool), pool.document);
    edit(editor);
    return complete_pool(editor, options);
}

std::optional<PoolType> pool_type_named(std::string_view name)
{
    const auto *const found = std::ranges::find(pool_type_names, name);
    if (found == std::end(pool_type_names))
        return std::nullopt;
    return static_cast<PoolType>(found - std::begin(pool_type_names));
}

std::string_view name_of(PoolType type)
{
    return type == PoolType::Other ? "other" : pool_type_names[static_cast<std::size_t>(type)];
}

} // namespace modvirt::storage
