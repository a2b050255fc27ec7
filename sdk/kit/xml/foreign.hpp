// SPDX-License-Identifier: MIT
// Markup of other namespaces, collected while a document is read and written back as libvirt keeps it:
// double quotes, and indented where no text stands between the tags.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modvirt/xml.h"

namespace modvirt::xml {

class ForeignMarkup {
public:
    [[nodiscard]] bool active() const { return m_depth > 0; }
    // The namespace of the outermost element, as its own xmlns declarations say; empty when there is none.
    [[nodiscard]] const std::string &name_space() const { return m_namespace; }

    void start(std::string_view name, std::span<const modvirt_xml_attribute_v1> attributes);
    void text(std::string_view text);
    void comment(std::string_view text);
    // True when this was the end of the outermost element.
    bool end();

    // What was collected, for a place `level` levels deep in its document.
    [[nodiscard]] std::string markup(uint32_t level) const;

private:
    enum class Kind : uint8_t { Element, Text, Comment };
    struct Item {
        Kind kind;
        bool mixed = false; // holds text that is more than blanks
        uint32_t end = 0;   // the first item behind this one's content
        std::string name;   // or the text, escaped
        std::string attributes;
    };

    void write(std::string &out, uint32_t item, uint32_t level, bool indented) const;
    void note_namespace(std::string_view name, std::span<const modvirt_xml_attribute_v1> attributes);

    std::vector<Item> m_items;
    std::vector<uint32_t> m_open;
    std::string m_namespace;
    uint32_t m_depth = 0;
    bool m_in_text = false; // the last item is a text that may go on
};

} // namespace modvirt::xml
