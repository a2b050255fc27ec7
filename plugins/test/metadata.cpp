// SPDX-License-Identifier: LGPL-2.1-or-later
#include "metadata.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

#include "events.hpp"
#include "modvirt/error.hpp"

namespace modvirt::test {

namespace {

constexpr const char *origin = "(metadata_xml)";

std::string_view prefix_of(std::string_view name)
{
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? std::string_view() : name.substr(0, colon);
}

std::string declaration_of(std::string_view prefix)
{
    return prefix.empty() ? "xmlns" : "xmlns:" + std::string(prefix);
}

modvirt_xml_attribute_v1 attribute(std::string_view name, std::string_view value)
{
    return {name.data(),
            value.data(),
            static_cast<uint32_t>(name.size()),
            static_cast<uint32_t>(value.size()),
            0,
            0};
}

// Learns what namespace the root element is of.
class NamespaceOfRoot : public XmlHandler {
public:
    void start(std::string_view name, Attributes attributes, uint32_t) override
    {
        if (m_depth++ == 0)
            uri = find_attribute(attributes, declaration_of(prefix_of(name))).value_or("");
    }
    void end(std::string_view) override { --m_depth; }
    void text(std::string_view) override {}

    std::string uri;

private:
    unsigned m_depth = 0;
};

class AddNamespace : public XmlHandler {
public:
    AddNamespace(std::string_view key, std::string_view uri) : m_key(key), m_uri(uri) {}

    void start(std::string_view name, Attributes attributes, uint32_t line) override
    {
        if (m_depth++ > 0) {
            m_writer.start(name, attributes, line);
            return;
        }
        if (!prefix_of(name).empty() || find_attribute(attributes, "xmlns") ||
            find_attribute(attributes, declaration_of(m_key)))
            throw Error(ErrorCode::InvalidArg,
                        "the metadata element '" + std::string(name) +
                            "' has a namespace of its own; give it without, the key and the URI make it");
        m_root = std::string(m_key) + ":" + std::string(name);
        m_declaration = declaration_of(m_key);
        std::vector<modvirt_xml_attribute_v1> all = {attribute(m_declaration, m_uri)};
        all.insert(all.end(), attributes.begin(), attributes.end());
        m_writer.start(m_root, all, line);
    }
    void end(std::string_view name) override
    {
        m_writer.end(--m_depth == 0 ? std::string_view(m_root) : name);
    }
    void text(std::string_view text) override { m_writer.text(text); }
    [[nodiscard]] std::string take() { return m_writer.take(); }

private:
    MarkupWriter m_writer;
    std::string_view m_key;
    std::string_view m_uri;
    std::string m_root;
    std::string m_declaration;
    unsigned m_depth = 0;
};

class StripNamespace : public XmlHandler {
public:
    void start(std::string_view name, Attributes attributes, uint32_t line) override
    {
        if (m_depth++ == 0)
            m_prefix = prefix_of(name);
        const std::string declaration = declaration_of(m_prefix);
        std::vector<modvirt_xml_attribute_v1> others;
        for (const auto &each : attributes) {
            if (std::string_view(each.name, each.name_size) != declaration)
                others.push_back(each);
        }
        m_writer.start(without_prefix(name), others, line);
    }
    void end(std::string_view name) override
    {
        --m_depth;
        m_writer.end(without_prefix(name));
    }
    void text(std::string_view text) override { m_writer.text(text); }
    [[nodiscard]] std::string take() { return m_writer.take(); }

private:
    [[nodiscard]] std::string_view without_prefix(std::string_view name) const
    {
        return !m_prefix.empty() && prefix_of(name) == m_prefix ? name.substr(m_prefix.size() + 1) : name;
    }

    MarkupWriter m_writer;
    std::string m_prefix;
    unsigned m_depth = 0;
};

} // namespace

namespace {

// As a name in XML may be, without a colon. Bytes beyond ASCII are letters here.
bool is_prefix(std::string_view key)
{
    constexpr std::string_view never_first = "-.0123456789";
    const auto fits = [](char each) {
        const auto byte = static_cast<unsigned char>(each);
        return byte >= 0x80 || std::isalnum(byte) != 0 || byte == '_' || byte == '-' || byte == '.';
    };
    return !key.empty() && never_first.find(key.front()) == key.npos &&
           std::all_of(key.begin(), key.end(), fits);
}

} // namespace

std::string add_namespace(const modvirt_xml_v1 &parser, std::string_view markup, std::string_view key,
                          std::string_view uri)
{
    if (!is_prefix(key))
        throw Error(ErrorCode::InternalError,
                    "failed to validate prefix for a new XML namespace: '" + std::string(key) +
                        "' is no name; write one such as 'app'",
                    ErrorDomain::Xml);
    AddNamespace handler(key, uri);
    read_events(parser, markup, origin, ErrorDomain::Domain, handler);
    return handler.take();
}

bool is_in_namespace(const modvirt_xml_v1 &parser, std::string_view markup, std::string_view uri)
{
    NamespaceOfRoot handler;
    read_events(parser, markup, origin, ErrorDomain::Domain, handler);
    return handler.uri == uri;
}

std::string strip_namespace(const modvirt_xml_v1 &parser, std::string_view markup)
{
    StripNamespace handler;
    read_events(parser, markup, origin, ErrorDomain::Domain, handler);
    return handler.take();
}

} // namespace modvirt::test
