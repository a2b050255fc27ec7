// SPDX-License-Identifier: MIT
#include "kit/xml/writer.hpp"

namespace modvirt::xml {

namespace {

// The replacement for a character, or nothing when it stands for itself. libvirt's writer replaces both
// kinds of quotes everywhere, in text too.
std::string_view replacement(char character, Escaping where)
{
    switch (character) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '\'':
        return "&apos;";
    case '"':
        return "&quot;";
    case '\r':
        return "&#xD;";
    case '\n':
        return where == Escaping::Attribute ? "&#xA;" : std::string_view{};
    case '\t':
        return where == Escaping::Attribute ? "&#x9;" : std::string_view{};
    default:
        return {};
    }
}

} // namespace

void append_escaped(std::string &out, std::string_view value, Escaping where)
{
    std::size_t plain = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const unsigned char character = static_cast<unsigned char>(value[i]);
        if (character > '>' || (character > '\'' && character < '<'))
            continue;
        const std::string_view instead = replacement(value[i], where);
        if (instead.empty())
            continue;
        out.append(value, plain, i - plain).append(instead);
        plain = i + 1;
    }
    out.append(value, plain, value.size() - plain);
}

void Writer::end_tag()
{
    if (m_state == State::InTag)
        m_out += ">\n";
    m_state = State::Between;
}

void Writer::indent()
{
    m_out.append(std::size_t{2} * m_depth, ' ');
}

Writer &Writer::open(std::string_view name)
{
    end_tag();
    indent();
    m_out += '<';
    m_out += name;
    m_state = State::InTag;
    ++m_depth;
    return *this;
}

Writer &Writer::attribute(std::string_view name, std::string_view value)
{
    m_out += ' ';
    m_out += name;
    m_out += "='";
    append_escaped(m_out, value, Escaping::Attribute);
    m_out += '\'';
    return *this;
}

Writer &Writer::text(std::string_view value)
{
    if (m_state == State::InTag)
        m_out += '>';
    append_escaped(m_out, value, Escaping::Text);
    m_state = State::AfterText;
    return *this;
}

Writer &Writer::close(std::string_view name)
{
    --m_depth;
    if (m_state == State::InTag) {
        m_out += "/>\n";
        m_state = State::Between;
        return *this;
    }
    if (m_state == State::Between)
        indent();
    m_out += "</";
    m_out += name;
    m_out += ">\n";
    m_state = State::Between;
    return *this;
}

Writer &Writer::close_open(std::string_view name)
{
    end_tag();
    return close(name);
}

Writer &Writer::verbatim(std::string_view markup)
{
    end_tag();
    indent();
    m_out += markup;
    m_out += '\n';
    return *this;
}

} // namespace modvirt::xml
