// SPDX-License-Identifier: MIT
#include "kit/secret/config.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "kit/secret/schema.hpp"
#include "kit/xml/formatter.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::secret {

namespace {

using xml::Node;

struct UsageKind {
    std::string_view type;
    std::string_view element; // which names the object that is protected
};

// In the order of the enumeration.
constexpr UsageKind usages[] = {{"none", ""},        {"volume", "volume"}, {"ceph", "name"},
                                {"iscsi", "target"}, {"tls", "name"},      {"vtpm", "name"}};

const UsageKind &kind_of(std::string_view type)
{
    const auto *const found = std::ranges::find(usages, type, &UsageKind::type);
    return found == std::end(usages) ? usages[0] : *found;
}

void complete_usage(Node secret)
{
    auto usage = secret.child("usage");
    if (!usage)
        return;
    const auto type = usage->attribute("type");
    if (!type)
        document::refuse(ErrorCode::XmlError, ErrorDomain::Secret, *usage,
                         "unknown secret usage type: say <usage type='...'>");
    if (*type == "none")
        return usage->remove();
    const UsageKind &kind = kind_of(*type);
    const auto id = usage->child(kind.element);
    if (!id || id->text().empty())
        document::refuse(ErrorCode::InternalError, ErrorDomain::Secret, *usage,
                         fmt::format("{} usage specified, but <{}> is missing", *type, kind.element));
}

// The values of a complete document.
ConfigPtr describe(xml::Document document)
{
    auto config = std::make_shared<Config>();
    config->document = std::move(document);
    const xml::Element secret = config->document.root();
    config->uuid = xml::parse_uuid(secret.child_text("uuid").value_or("")).value_or(Uuid{});
    config->ephemeral = secret.attribute("ephemeral") == "yes";
    config->private_value = secret.attribute("private") == "yes";
    if (const auto usage = secret.child("usage")) {
        const UsageKind &kind = kind_of(usage->attribute_or("type", ""));
        config->usage = static_cast<Usage>(&kind - std::begin(usages));
        config->usage_id = usage->child_text(kind.element).value_or("");
    }
    return config;
}

} // namespace

ConfigPtr complete(xml::Editor &editor, const Options &options)
{
    complete_usage(editor.root());
    document::complete_uuid(editor.root(), options.random);
    return describe(editor.finish());
}

ConfigPtr parse(const modvirt_xml_v1 &parser, std::string_view text, const Options &options,
                const xml::ReadOptions &read_options)
{
    xml::Editor editor = xml::read(parser, text, schema(), read_options);
    return complete(editor, options);
}

std::string format(const Config &config)
{
    return xml::format(config.document);
}

} // namespace modvirt::secret
