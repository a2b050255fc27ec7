// SPDX-License-Identifier: MIT
// The callbacks that build an Editor's tree from a parser's events by the tables. The way in is reader.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kit/xml/editor.hpp"
#include "kit/xml/foreign.hpp"
#include "kit/xml/reader.hpp"

namespace modvirt::xml {

class TreeReader {
public:
    // The document is `root`, or when `parent` is given whichever of its children the text begins with.
    TreeReader(const Schema &schema, const ElementRule &root, const ElementRule *parent,
               const ReadOptions &options);

    void start(std::string_view name, std::span<const modvirt_xml_attribute_v1> attributes,
               detail::Position position);
    void end();
    void text(std::string_view text);
    void comment(std::string_view text);

    // The tree, after the last event. Throws what a strict reader has found.
    Editor take();

private:
    struct Level {
        uint32_t entry;
        bool text_told = false; // text without meaning was reported once
    };
    using Input = std::span<const modvirt_xml_attribute_v1>;

    void start_root(std::string_view name, Input attributes, detail::Position position);
    void start_child(std::string_view name, Input attributes, detail::Position position);
    bool start_foreign(std::string_view name, Input attributes);
    void end_foreign();
    void unknown_child(const ElementRule &parent, std::string_view name, detail::Position position);
    void enter(uint32_t entry, Input attributes, detail::Position position);

    void read_attributes(uint32_t entry, Input attributes, bool conditional);
    void read_attribute(uint32_t entry, const AttributeRule &rule, const modvirt_xml_attribute_v1 &input);
    void unknown_attribute(const ElementRule &rule, const modvirt_xml_attribute_v1 &input);
    void report_unknown_attributes(const ElementRule &rule, Input attributes);
    void complete_attributes(uint32_t entry, detail::Position position);
    void expect_children(uint32_t entry);
    void finish_text(uint32_t entry);
    void measure(uint32_t entry);

    void find(detail::Position position, std::string message);
    [[noreturn]] void refuse(const Refusal &refusal, detail::Position position,
                             const std::string &message) const;
    // A fault of an entry, or of the child of that name which it would have got.
    struct Place {
        uint32_t entry;
        detail::Position position;
        std::string_view child = {};
    };
    void blame(const Refusal &refusal, const Place &place, const std::string &message);
    void refuse_value(const Refusal &refusal, const Place &place, std::string message);

    const Schema &m_schema;
    const ReadOptions &m_options;
    const ElementRule &m_root;
    const ElementRule *m_parent;
    Editor m_editor;
    ForeignMarkup m_foreign;
    std::vector<Level> m_levels;
    std::vector<Finding> m_findings;
    std::vector<std::string> m_foreign_seen; // namespaces under the current parent
    std::string m_text;
    std::string m_scratch;
    uint32_t m_skipped = 0; // depth inside an element that is dropped
    bool m_root_read = false;
};

} // namespace modvirt::xml
