// SPDX-License-Identifier: LGPL-2.1-or-later
// Boost's property tree does the reading; it stays inside this file.
#include "base/xml_tree.hpp"

#include "base/failure.hpp"

#include <boost/property_tree/xml_parser.hpp>

#include <algorithm>
#include <cstdint>
#include <sstream>

namespace modvirt::cli {

namespace {

using Tree = boost::property_tree::ptree;

bool is_blank(const XmlNode &node)
{
    const auto *text = std::get_if<std::string>(&node);
    return text && text->find_first_not_of(" \t\r\n") == std::string::npos;
}

bool is_element(const XmlNode &node)
{
    return std::holds_alternative<XmlElement>(node);
}

XmlElement convert(const std::string &name, const Tree &tree, Blanks blanks)
{
    XmlElement element{name, {}, {}};
    for (const auto &[key, value] : tree) {
        if (key == "<xmlattr>") {
            for (const auto &[attribute, content] : value)
                element.attributes.emplace_back(attribute, content.data());
        } else if (key == "<xmltext>") {
            element.nodes.emplace_back(value.data());
        } else if (key != "<xmlcomment>") {
            element.nodes.emplace_back(convert(key, value, blanks));
        }
    }
    if (blanks == Blanks::Left_out && std::any_of(element.nodes.begin(), element.nodes.end(), is_element))
        std::erase_if(element.nodes, is_blank);
    return element;
}

enum class Layout : uint8_t { Indented, AsItIs };

void append(std::string &out, const XmlElement &element, size_t indentation, Layout layout)
{
    out += "<" + element.name;
    for (const auto &[name, value] : element.attributes)
        out += fmt::format(" {}=\"{}\"", name, escape_attribute(value));
    if (element.nodes.empty()) {
        out += "/>";
        return;
    }
    out += ">";
    if (!std::all_of(element.nodes.begin(), element.nodes.end(), is_element))
        layout = Layout::AsItIs;
    const auto new_line = [&out, layout](size_t columns) {
        if (layout == Layout::Indented)
            out.append("\n").append(columns, ' ');
    };
    for (const XmlNode &node : element.nodes) {
        new_line(indentation + 2);
        if (const auto *child = std::get_if<XmlElement>(&node))
            append(out, *child, indentation + 2, layout);
        else
            out += escape_text(std::get<std::string>(node));
    }
    new_line(indentation);
    out += "</" + element.name + ">";
}

} // namespace

const std::string *XmlElement::attribute(std::string_view wanted) const
{
    for (const auto &[key, value] : attributes)
        if (key == wanted)
            return &value;
    return nullptr;
}

std::string XmlElement::attribute_or(std::string_view wanted, std::string_view otherwise) const
{
    const std::string *value = attribute(wanted);
    return value ? *value : std::string(otherwise);
}

const XmlElement *XmlElement::child(std::string_view wanted) const
{
    for (const XmlNode &node : nodes) {
        const auto *element = std::get_if<XmlElement>(&node);
        if (element && element->name == wanted)
            return element;
    }
    return nullptr;
}

std::vector<const XmlElement *> XmlElement::children(std::string_view wanted) const
{
    std::vector<const XmlElement *> found;
    for (const XmlNode &node : nodes) {
        const auto *element = std::get_if<XmlElement>(&node);
        if (element && element->name == wanted)
            found.push_back(element);
    }
    return found;
}

std::string XmlElement::text() const
{
    std::string all;
    for (const XmlNode &node : nodes)
        if (const auto *part = std::get_if<std::string>(&node))
            all += *part;
    return all;
}

XmlDocument::XmlDocument(const std::string &text, Blanks blanks)
{
    namespace parser = boost::property_tree::xml_parser;
    std::istringstream stream(text);
    Tree tree;
    try {
        parser::read_xml(stream, tree, parser::no_concat_text | parser::no_comments);
    } catch (const boost::property_tree::xml_parser_error &error) {
        fail("cannot read the XML at line {}: {}", error.line(), error.message());
    }
    if (tree.empty())
        fail("the XML document is empty");
    m_root = convert(tree.front().first, tree.front().second, blanks);
}

std::string serialize(const XmlElement &element, size_t indentation)
{
    std::string out;
    append(out, element, indentation, Layout::Indented);
    return out;
}

std::string serialize_as_it_is(const XmlElement &element)
{
    std::string out;
    append(out, element, 0, Layout::AsItIs);
    return out;
}

std::string in_quotes(std::string_view value)
{
    std::string text;
    for (const char letter : escape_attribute(value))
        text += letter == '\'' ? std::string("&apos;") : std::string(1, letter);
    return "'" + text + "'";
}

std::string attribute_text(std::string_view name, std::string_view value)
{
    return value.empty() ? std::string() : fmt::format(" {}={}", name, in_quotes(value));
}

std::string escape_attribute(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '"')
            out += "&quot;";
        else if (c == '\n')
            out += "&#10;";
        else
            out += escape_text({&c, 1});
    }
    return out;
}

std::string escape_text(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '&')
            out += "&amp;";
        else
            out += c;
    }
    return out;
}

} // namespace modvirt::cli
