// SPDX-License-Identifier: MIT
#include "kit/network/port.hpp"

#include "kit/network/schema.hpp"
#include "kit/xml/formatter.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::network {

namespace {

using xml::Node;

void require(Node parent, std::string_view element, const char *what)
{
    const auto child = parent.child(element);
    if (!child || (child->rule()->content == xml::Content::Text && child->text().empty()))
        document::refuse(ErrorCode::InternalError, ErrorDomain::Network, parent,
                         std::string("network port has no ") + what);
}

document::Uuid uuid_of(const xml::Element &element)
{
    return xml::parse_uuid(element.child_text("uuid").value_or("")).value_or(document::Uuid{});
}

} // namespace

PortPtr complete_port(xml::Editor &editor)
{
    Node root = editor.root();
    require(root, "uuid", "uuid");
    require(root, "owner", "owner");
    require(*root.child("owner"), "name", "owner name");
    require(*root.child("owner"), "uuid", "owner UUID");
    require(root, "mac", "mac");
    document::complete_traffic(root, document::TrafficOf::Port, {});

    auto port = std::make_shared<Port>();
    port->document = editor.finish();
    const xml::Element element = port->document.root();
    port->uuid = uuid_of(element);
    const auto owner = element.child("owner");
    port->owner = owner->child_text("name").value_or("");
    port->owner_uuid = uuid_of(*owner);
    port->mac = element.child("mac")->attribute_or("address", "");
    if (const auto plug = element.child("plug"))
        port->plug = plug->attribute_or("type", "");
    return port;
}

PortPtr parse_port(const modvirt_xml_v1 &parser, std::string_view text, const xml::ReadOptions &read_options)
{
    xml::Editor editor = xml::read(parser, text, port_schema(), read_options);
    return complete_port(editor);
}

std::string format(const Port &port)
{
    return xml::format(port.document);
}

} // namespace modvirt::network
