// SPDX-License-Identifier: MIT
#include "kit/interface/config.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "kit/document/completion.hpp"
#include "kit/interface/schema.hpp"
#include "kit/xml/formatter.hpp"

namespace modvirt::interface {

namespace {

using xml::Node;

// In the order of the enumeration. All but the first say in an element of that name what they stand on.
constexpr std::string_view types[] = {"ethernet", "bridge", "bond", "vlan"};

[[noreturn]] void refuse(Node node, const std::string &message)
{
    document::refuse(ErrorCode::XmlError, ErrorDomain::Interface, node, message);
}

void check(Node interface)
{
    const std::string_view type = interface.attribute_or("type", "");
    if (type == types[0])
        return;
    const auto below = interface.child(type);
    if (!below)
        refuse(interface, fmt::format("{0} interface misses the {0} element", type));
    if (type == "vlan" && !below->child("interface"))
        refuse(*below, "vlan interface misses name attribute: add <interface name='...'/>");
    // Bonds and bridges name their parts, which may stand on others in turn.
    document::for_each_child(*below, "interface", [&](Node part) {
        if (type != "vlan")
            check(part);
    });
}

// The values of a complete document.
ConfigPtr describe(xml::Document document)
{
    auto config = std::make_shared<Config>();
    config->document = std::move(document);
    const xml::Element interface = config->document.root();
    config->name = interface.attribute_or("name", "");
    const auto *const type = std::ranges::find(types, interface.attribute_or("type", types[0]));
    config->type = static_cast<Type>(type - std::begin(types));
    if (const auto mac = interface.child("mac"))
        config->mac = mac->attribute_or("address", "");
    return config;
}

} // namespace

ConfigPtr complete(xml::Editor &editor)
{
    check(editor.root());
    document::for_each_child(editor.root(), "protocol", [](Node protocol) {
        document::for_each_child(protocol, "ip", [](Node ip) {
            if (!ip.attribute("address"))
                ip.remove();
        });
    });
    return describe(editor.finish());
}

ConfigPtr parse(const modvirt_xml_v1 &parser, std::string_view text, const xml::ReadOptions &read_options)
{
    xml::Editor editor = xml::read(parser, text, schema(), read_options);
    return complete(editor);
}

std::string format(const Config &config)
{
    return xml::format(config.document);
}

} // namespace modvirt::interface
