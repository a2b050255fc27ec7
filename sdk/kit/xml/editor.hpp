// SPDX-License-Identifier: MIT
// A document while it changes: made from a schema or from a Document, edited node by node, and finished into
// a new Document whose children stand in the order of the tables.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kit/xml/document.hpp"
#include "kit/xml/schema.hpp"
#include "modvirt/error.hpp"

namespace modvirt::xml {

class Editor;
class Packer;

// What finish() does with the places of the elements in the source.
enum class Positions : uint8_t { Keep, Drop };

// A handle on one node of an Editor; valid as long as the Editor lives and is not moved. The views it
// returns are valid until the Editor is next changed.
class Node {
public:
    [[nodiscard]] std::string_view name() const;
    [[nodiscard]] const ElementRule *rule() const;
    [[nodiscard]] std::optional<std::string_view> attribute(std::string_view name) const;
    [[nodiscard]] std::string_view attribute_or(std::string_view name, std::string_view otherwise) const;
    [[nodiscard]] std::string_view text() const;
    [[nodiscard]] detail::Position position() const;

    [[nodiscard]] std::optional<Node> parent() const;
    [[nodiscard]] std::optional<Node> first_child() const;
    [[nodiscard]] std::optional<Node> next() const;
    [[nodiscard]] std::optional<Node> child(std::string_view name) const;
    // The next sibling of the same name.
    [[nodiscard]] std::optional<Node> next_of_kind() const;

    // Names that the tables do not have here are a mistake of the caller: throws InternalError. Attributes
    // that others depend on (type) come first. A new element has the attributes that its table says are
    // meant.
    void set_attribute(std::string_view name, std::string_view value);
    void remove_attribute(std::string_view name);
    void set_text(std::string_view text);
    Node append(std::string_view name);
    Node insert_before(Node sibling, std::string_view name);
    // The child of that name, made when there is none.
    Node child_or_new(std::string_view name);
    // Appends an element that is kept and written exactly as it is given.
    void append_verbatim(std::string_view markup);
    // Appends a deep copy, under another name when one is given: its table must know what is in it.
    Node append_copy(const Element &element, std::string_view name = {});
    Node append_copy(const Node &node);
    // Takes the node out of its place and puts it before `sibling` (or last when that is empty).
    void move_before(std::optional<Node> sibling);
    // The node and its subtree are gone; the handle must not be used again.
    void remove();

    // Throws the first of the faults that the reader has left (Faults::Leave) at or below this node, or below its children
    // of one name, those that were dropped with it. Does nothing when there is none.
    void tell_fault() const;
    void tell_fault_of(std::string_view child) const;

    [[nodiscard]] bool operator==(const Node &other) const { return m_index == other.m_index; }

private:
    friend class Editor;
    friend class TreeReader;
    Node(Editor *editor, uint32_t index) : m_editor(editor), m_index(index) {}
    [[nodiscard]] std::optional<Node> at(uint32_t index) const;

    Editor *m_editor;
    uint32_t m_index;
};

class Editor {
public:
    // A document that holds its root element alone.
    explicit Editor(const Schema &schema);
    Editor(const Schema &schema, const Document &document);
    // As above, with the subtree of one element (a device, say) whose rule becomes the root.
    explicit Editor(const Element &element);
    // With the subtree of one element, which is read as a whole document of that kind.
    Editor(const Schema &schema, const Element &element);

    [[nodiscard]] Node root() { return {this, 0}; }
    // Faults that were left and not told are not in the document: whoever leaves them tells them before.
    [[nodiscard]] Document finish(Positions positions = Positions::Drop) const;

private:
    friend class Node;
    friend class TreeReader;
    static constexpr uint32_t none = UINT32_MAX;

    struct Span {
        uint32_t offset = 0;
        uint32_t size = 0;
    };
    struct Attribute {
        const AttributeRule *rule;
        Span value;
        uint32_t next;
    };
    struct Entry {
        const ElementRule *rule;
        Span text;
        uint32_t parent;
        uint32_t first_child;
        uint32_t last_child;
        uint32_t next;
        uint32_t first_attribute;
        uint32_t order; // place among the parent's rules
        detail::Position position;
    };
    // A child that was dropped is named; what else is wrong is so at the entry itself.
    struct Fault {
        uint32_t entry;
        std::string_view child;
        Error error;
    };

    explicit Editor(const ElementRule &root);
    uint32_t add(uint32_t parent, const ElementRule *rule, uint32_t order);
    uint32_t add_named(uint32_t parent, std::string_view name);
    void unlink(uint32_t index);
    void link_before(uint32_t index, uint32_t parent, uint32_t sibling);
    void copy_into(uint32_t index, const Element &element);
    void copy_into(uint32_t index, uint32_t source);
    void set_attribute(uint32_t index, const AttributeRule &rule, std::string_view value);
    Span store(std::string_view value);
    // The rules of that name whose conditions hold here; null when there is none.
    [[nodiscard]] const AttributeRule *find_attribute_rule(uint32_t index, std::string_view name) const;
    [[nodiscard]] uint32_t find_child_rule(uint32_t parent, std::string_view name) const;
    [[nodiscard]] bool holds(const Condition *condition, uint32_t index) const;
    [[nodiscard]] std::optional<std::string_view> value_of(uint32_t index, std::string_view attribute) const;
    void pack(Packer &packer, uint32_t index) const;
    void pack_children(Packer &packer, uint32_t index) const;
    void pack_attributes(Packer &packer, uint32_t index) const;
    [[nodiscard]] std::string_view view(Span span) const { return {m_text.data() + span.offset, span.size}; }

    std::vector<Entry> m_entries;
    std::vector<Attribute> m_attributes;
    std::vector<Fault> m_faults; // in the order of the document
    std::string m_text;
};

} // namespace modvirt::xml
