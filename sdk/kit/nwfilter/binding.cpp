// SPDX-License-Identifier: MIT
#include "kit/nwfilter/binding.hpp"

#include "kit/document/completion.hpp"
#include "kit/nwfilter/parameters.hpp"
#include "kit/nwfilter/schema.hpp"
#include "kit/xml/formatter.hpp"

namespace modvirt::nwfilter {

namespace {

using xml::Node;

void require(Node binding, std::string_view element, const char *what)
{
    const auto child = binding.child(element);
    const bool is_blank = child && child->rule()->content == xml::Content::Text && child->text().empty();
    if (!child || is_blank)
        document::refuse(ErrorCode::InternalError, ErrorDomain::NwFilter, binding,
                         std::string("filter binding has no ") + what);
}

void complete_parameters(Node binding)
{
    Node reference = *binding.child("filterref");
    bool told = false;
    document::for_each_child(reference, "parameter",
                             [&](Node parameter) { told |= parameter.attribute("name") == "MAC"; });
    if (!told) {
        const std::string address(binding.child("mac")->attribute_or("address", ""));
        Node parameter = reference.append("parameter");
        parameter.set_attribute("name", "MAC");
        parameter.set_attribute("value", address);
    }
    sort_parameters(reference);
}

} // namespace

BindingPtr parse_binding(const modvirt_xml_v1 &parser, std::string_view text,
                         const xml::ReadOptions &read_options)
{
    xml::Editor editor = xml::read(parser, text, binding_schema(), read_options);
    Node root = editor.root();
    require(root, "portdev", "port dev name");
    require(root, "mac", "MAC address");
    require(root, "filterref", "filter reference");
    require(root, "owner", "owner");
    const Node owner = *root.child("owner");
    require(owner, "name", "owner name");
    require(owner, "uuid", "owner UUID");
    complete_parameters(root);

    auto binding = std::make_shared<Binding>();
    binding->document = editor.finish();
    const xml::Element element = binding->document.root();
    binding->port_device = element.child("portdev")->attribute_or("name", "");
    binding->filter = element.child("filterref")->attribute_or("filter", "");
    return binding;
}

std::string format(const Binding &binding)
{
    return xml::format(binding.document);
}

} // namespace modvirt::nwfilter
