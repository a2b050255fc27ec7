// SPDX-License-Identifier: MIT
#include "kit/network/config.hpp"

#include <algorithm>

#include "kit/network/completion.hpp"
#include "kit/network/schema.hpp"
#include "kit/xml/formatter.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::network {

namespace {

// The values of a complete document.
ConfigPtr describe(xml::Document document)
{
    auto config = std::make_shared<Config>();
    config->document = std::move(document);
    const xml::Element network = config->document.root();
    config->name = network.child_text("name").value_or("");
    config->uuid = xml::parse_uuid(network.child_text("uuid").value_or("")).value_or(Uuid{});
    const auto forward = network.child("forward");
    config->forward = forward_named(forward ? forward->attribute_or("mode", "") : "");
    if (const auto bridge = network.child("bridge"))
        config->bridge = bridge->attribute_or("name", "");
    if (const auto domain = network.child("domain"))
        config->dns_domain = domain->attribute_or("name", "");
    return config;
}

} // namespace

ConfigPtr complete(xml::Editor &editor, const Options &options)
{
    complete_document(editor, options);
    return describe(editor.finish());
}

ConfigPtr parse(const modvirt_xml_v1 &parser, std::string_view text, const Options &options,
                const xml::ReadOptions &read_options)
{
    xml::ReadOptions reading = read_options;
    reading.faults = xml::Faults::Leave;
    xml::Editor editor = xml::read(parser, text, schema(), reading);
    return complete(editor, options);
}

std::string format(const Config &config, std::optional<uint32_t> connections)
{
    if (!connections || *connections == 0)
        return xml::format(config.document);
    xml::Editor editor(schema(), config.document);
    editor.root().set_attribute("connections", std::to_string(*connections));
    return xml::format(editor.finish());
}

ConfigPtr with_edit(const Config &config, const Options &options,
                    const std::function<void(xml::Editor &)> &edit)
{
    xml::Editor editor(schema(), config.document);
    edit(editor);
    return complete(editor, options);
}

} // namespace modvirt::network
