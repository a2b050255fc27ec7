// SPDX-License-Identifier: LGPL-2.1-or-later
// A small read-only tree of an XML document that the library gave us. It checks nothing: what people write
// is read by the library itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace modvirt::cli {

struct XmlElement;

// Blanks between elements are kept only where they are asked for; other text is, where it stands.
using XmlNode = std::variant<XmlElement, std::string>;

struct XmlElement {
    std::string name;
    std::vector<std::pair<std::string, std::string>> attributes;
    std::vector<XmlNode> nodes;

    // Null when there is none.
    [[nodiscard]] const std::string *attribute(std::string_view name) const;
    [[nodiscard]] std::string attribute_or(std::string_view name, std::string_view otherwise) const;
    [[nodiscard]] const XmlElement *child(std::string_view name) const;
    [[nodiscard]] std::vector<const XmlElement *> children(std::string_view name) const;
    [[nodiscard]] std::string text() const;
};

enum class Blanks : uint8_t { Left_out, Kept };

class XmlDocument {
public:
    // Throws Error when `text` is not well-formed.
    explicit XmlDocument(const std::string &text, Blanks blanks = Blanks::Left_out);
    [[nodiscard]] const XmlElement &root() const { return m_root; }

private:
    XmlElement m_root;
};

// `<name attribute="value">...</name>`, its inside indented unless text stands in it.
std::string serialize(const XmlElement &element, size_t indentation = 0);
// The same with nothing added: as it was laid out where blanks were kept.
std::string serialize_as_it_is(const XmlElement &element);
std::string escape_attribute(std::string_view text);
std::string escape_text(std::string_view text);

// How documents are written by hand: 'value', and ` name='value'` or nothing for an empty value.
std::string in_quotes(std::string_view value);
std::string attribute_text(std::string_view name, std::string_view value);

} // namespace modvirt::cli
