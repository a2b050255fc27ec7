// SPDX-License-Identifier: MIT
#include "kit/xml/foreign.hpp"

#include <algorithm>

namespace modvirt::xml {

namespace {

// Inside double quotes, as libxml2 writes values: apostrophes stay, blanks other than ' ' do not.
void append_attribute_value(std::string &out, std::string_view value)
{
    for (const char character : value) {
        switch (character) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\n':
            out += "&#10;";
            break;
        case '\t':
            out += "&#9;";
            break;
        case '\r':
            out += "&#13;";
            break;
        default:
            out += character;
        }
    }
}

void append_text(std::string &out, std::string_view value)
{
    for (const char character : value) {
        switch (character) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '\r':
            out += "&#13;";
            break;
        default:
            out += character;
        }
    }
}

bool all_blank(std::string_view text)
{
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

} // namespace

void ForeignMarkup::note_namespace(std::string_view name,
                                   std::span<const modvirt_xml_attribute_v1> attributes)
{
    const std::size_t colon = name.find(':');
    const std::string declaration =
        colon == std::string_view::npos ? "xmlns" : "xmlns:" + std::string(name.substr(0, colon));
    m_namespace.clear();
    for (const modvirt_xml_attribute_v1 &attribute : attributes)
        if (attribute.name == declaration)
            m_namespace.assign(attribute.value, attribute.value_size);
}

void ForeignMarkup::start(std::string_view name, std::span<const modvirt_xml_attribute_v1> attributes)
{
    if (m_depth++ == 0) {
        m_items.clear();
        m_open.clear();
        note_namespace(name, attributes);
    }
    m_in_text = false;
    m_open.push_back(static_cast<uint32_t>(m_items.size()));
    Item item{Kind::Element, false, 0, std::string(name), {}};
    for (const modvirt_xml_attribute_v1 &attribute : attributes) {
        item.attributes += ' ';
        item.attributes.append(attribute.name, attribute.name_size);
        item.attributes += "=\"";
        append_attribute_value(item.attributes, {attribute.value, attribute.value_size});
        item.attributes += '"';
    }
    m_items.push_back(std::move(item));
}

void ForeignMarkup::text(std::string_view text)
{
    // A text may come in pieces.
    if (m_in_text) {
        append_text(m_items.back().name, text);
    } else {
        Item item{Kind::Text, false, static_cast<uint32_t>(m_items.size() + 1), {}, {}};
        append_text(item.name, text);
        m_items.push_back(std::move(item));
        m_in_text = true;
    }
    if (!all_blank(text))
        m_items[m_open.back()].mixed = true;
}

void ForeignMarkup::comment(std::string_view text)
{
    m_in_text = false;
    m_items.push_back(
        {Kind::Comment, false, static_cast<uint32_t>(m_items.size() + 1), std::string(text), {}});
}

bool ForeignMarkup::end()
{
    m_in_text = false;
    m_items[m_open.back()].end = static_cast<uint32_t>(m_items.size());
    m_open.pop_back();
    return --m_depth == 0;
}

void ForeignMarkup::write(std::string &out, uint32_t index, uint32_t level, bool indented) const
{
    const Item &item = m_items[index];
    if (item.kind == Kind::Text) {
        out += item.name;
        return;
    }
    if (item.kind == Kind::Comment) {
        out += "<!--" + item.name + "-->";
        return;
    }
    out += "<" + item.name + item.attributes;
    // Blanks between tags are layout, unless they are all that the element holds beside text.
    const bool lay_out = indented && !item.mixed;
    bool empty = true;
    for (uint32_t child = index + 1; child < item.end; child = m_items[child].end) {
        const bool layout_blank = m_items[child].kind == Kind::Text && !item.mixed;
        if (layout_blank)
            continue;
        if (empty)
            out += '>';
        empty = false;
        if (lay_out) {
            out += '\n';
            out.append(std::size_t{2} * (level + 1), ' ');
        }
        write(out, child, level + 1, lay_out);
    }
    if (empty) {
        out += "/>";
        return;
    }
    if (lay_out) {
        out += '\n';
        out.append(std::size_t{2} * level, ' ');
    }
    out += "</" + item.name + ">";
}

std::string ForeignMarkup::markup(uint32_t level) const
{
    std::string out;
    write(out, 0, level, true);
    return out;
}

} // namespace modvirt::xml
