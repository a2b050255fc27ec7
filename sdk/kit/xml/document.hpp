// SPDX-License-Identifier: MIT
// A document as it is kept: immutable, compact, shared by copying, and read through cheap views.
// How a document comes about is the business of reader.hpp and editor.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string_view>

#include "kit/xml/schema.hpp"

namespace modvirt::xml {

class Document;

namespace detail {

struct StoredAttribute {
    uint16_t rule; // index into the element's attributes; `unnamed` when the name stands before the value
    uint16_t size;
    uint32_t value;
};

struct StoredNode {
    const ElementRule *rule; // null for a foreign element, whose whole text is kept
    uint32_t text;
    uint32_t end; // index of the first node after this one's subtree
    uint32_t first_attribute;
    uint16_t attribute_count;
    uint16_t text_size;
};

struct Position {
    uint32_t line;
    uint32_t column;
};

// Sizes that do not fit stand for "up to the terminating NUL".
inline constexpr uint16_t long_size = UINT16_MAX;

struct Block {
    const StoredNode *nodes;
    const StoredAttribute *attributes;
    const char *text;
    const Position *positions; // null once the source is gone
    uint32_t node_count;
    uint32_t byte_count;
};

} // namespace detail

// A view of one element: two words, valid as long as a Document that holds it lives.
class Element {
public:
    class Iterator;
    class Range;

    [[nodiscard]] std::string_view name() const noexcept;
    // Null for a foreign element.
    [[nodiscard]] const ElementRule *rule() const noexcept { return node().rule; }

    [[nodiscard]] std::optional<std::string_view> attribute(std::string_view name) const noexcept;
    // The attribute's value, or `otherwise` when it is absent.
    [[nodiscard]] std::string_view attribute_or(std::string_view name,
                                                std::string_view otherwise) const noexcept;
    [[nodiscard]] uint32_t attribute_count() const noexcept { return node().attribute_count; }
    // The attributes in the order they are written in; `index` is below attribute_count().
    [[nodiscard]] const AttributeRule &attribute_rule(uint32_t index) const noexcept;
    [[nodiscard]] std::string_view attribute_value(uint32_t index) const noexcept;

    // The text of an element that holds a value; the markup of one that is kept verbatim; else empty.
    [[nodiscard]] std::string_view text() const noexcept;

    [[nodiscard]] Range children() const noexcept;
    [[nodiscard]] Range children(std::string_view name) const noexcept;
    [[nodiscard]] std::optional<Element> child(std::string_view name) const noexcept;
    // The text of that child, or nothing when there is no such child.
    [[nodiscard]] std::optional<std::string_view> child_text(std::string_view name) const noexcept;

    // Where the element stood in the text that was read; 0 when it did not come from a text.
    [[nodiscard]] uint32_t line() const noexcept;
    [[nodiscard]] uint32_t column() const noexcept;

private:
    friend class Document;
    friend class Editor;
    Element(const detail::Block *block, uint32_t index) noexcept : m_block(block), m_index(index) {}
    [[nodiscard]] const detail::StoredNode &node() const noexcept { return m_block->nodes[m_index]; }
    [[nodiscard]] const detail::StoredAttribute &stored(uint32_t index) const noexcept
    {
        return m_block->attributes[node().first_attribute + index];
    }

    const detail::Block *m_block;
    uint32_t m_index;
};

class Element::Iterator {
public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = Element;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = Element;

    Iterator() noexcept = default;
    [[nodiscard]] Element operator*() const noexcept { return {m_block, m_index}; }
    Iterator &operator++() noexcept
    {
        m_index = m_block->nodes[m_index].end;
        skip();
        return *this;
    }
    Iterator operator++(int) noexcept
    {
        Iterator before = *this;
        ++*this;
        return before;
    }
    [[nodiscard]] bool operator==(const Iterator &other) const noexcept { return m_index == other.m_index; }

private:
    friend class Range;
    Iterator(const detail::Block *block, uint32_t index, uint32_t end, std::string_view name) noexcept
        : m_block(block), m_index(index), m_end(end), m_name(name)
    {
        skip();
    }
    void skip() noexcept;

    const detail::Block *m_block = nullptr;
    uint32_t m_index = 0;
    uint32_t m_end = 0;
    std::string_view m_name;
};

class Element::Range {
public:
    [[nodiscard]] Iterator begin() const noexcept { return {m_block, m_begin, m_end, m_name}; }
    [[nodiscard]] Iterator end() const noexcept { return {m_block, m_end, m_end, {}}; }
    [[nodiscard]] bool empty() const noexcept { return begin() == end(); }

private:
    friend class Element;
    Range(const detail::Block *block, uint32_t begin, uint32_t end, std::string_view name) noexcept
        : m_block(block), m_begin(begin), m_end(end), m_name(name)
    {
    }

    const detail::Block *m_block;
    uint32_t m_begin;
    uint32_t m_end;
    std::string_view m_name;
};

// An immutable document. Copies share the same memory; threads may read it at once.
class Document {
public:
    // An empty document: root() may not be called on it.
    Document() = default;

    [[nodiscard]] bool empty() const noexcept { return m_block == nullptr; }
    [[nodiscard]] Element root() const noexcept { return {m_block.get(), 0}; }
    // All that this document occupies on the heap.
    [[nodiscard]] std::size_t memory_bytes() const noexcept;

private:
    friend class Editor;
    explicit Document(std::shared_ptr<const detail::Block> block) noexcept : m_block(std::move(block)) {}

    std::shared_ptr<const detail::Block> m_block;
};

} // namespace modvirt::xml
