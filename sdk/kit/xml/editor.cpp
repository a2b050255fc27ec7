// SPDX-License-Identifier: MIT
#include "kit/xml/editor.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include <fmt/format.h>

#include "kit/xml/packer.hpp"

namespace modvirt::xml {

namespace {

// Foreign elements stand behind all that the parent's table has.
constexpr uint32_t last_order = UINT32_MAX;

} // namespace

Editor::Editor(const ElementRule &root)
{
    add(none, &root, 0);
}

Editor::Editor(const Schema &schema) : Editor(*schema.root) {}

Editor::Editor(const Element &element) : Editor(*element.rule())
{
    copy_into(0, element);
}

Editor::Editor(const Schema &schema, const Element &element) : Editor(*schema.root)
{
    copy_into(0, element);
}

Editor::Editor(const Schema &schema, const Document &document) : Editor(schema, document.root()) {}

Editor::Span Editor::store(std::string_view value)
{
    const Span span{static_cast<uint32_t>(m_text.size()), static_cast<uint32_t>(value.size())};
    // A view of our own text would dangle when the text grows.
    if (value.data() >= m_text.data() && value.data() < m_text.data() + m_text.size())
        m_text += std::string(value);
    else
        m_text += value;
    return span;
}

uint32_t Editor::add(uint32_t parent, const ElementRule *rule, uint32_t order)
{
    const auto index = static_cast<uint32_t>(m_entries.size());
    m_entries.push_back({rule, {}, none, none, none, none, none, order, {0, 0}});
    if (parent != none)
        link_before(index, parent, none);
    return index;
}

std::optional<std::string_view> Editor::value_of(uint32_t index, std::string_view attribute) const
{
    for (uint32_t i = m_entries[index].first_attribute; i != none; i = m_attributes[i].next)
        if (m_attributes[i].rule->name == attribute)
            return view(m_attributes[i].value);
    return std::nullopt;
}

bool Editor::holds(const Condition *condition, uint32_t index) const
{
    if (condition == nullptr)
        return true;
    for (uint8_t i = 0; i < condition->levels_up && index != none; ++i)
        index = m_entries[index].parent;
    if (index == none)
        return true;
    const auto value = value_of(index, condition->attribute);
    return value && std::ranges::find(condition->values, *value) != condition->values.end();
}

const AttributeRule *Editor::find_attribute_rule(uint32_t index, std::string_view name) const
{
    if (const ElementRule *const rule = m_entries[index].rule)
        for (const AttributeRule &attribute : rule->attributes)
            if (attribute.name == name && holds(attribute.only_when, index))
                return &attribute;
    return nullptr;
}

uint32_t Editor::find_child_rule(uint32_t parent, std::string_view name) const
{
    if (const ElementRule *const rule = m_entries[parent].rule)
        for (uint32_t i = 0; i < rule->children.size(); ++i) {
            const ElementRule &child = *rule->children[i];
            if (child.name.size() == name.size() && child.name == name && holds(child.only_when, parent))
                return i;
        }
    return none;
}

uint32_t Editor::add_named(uint32_t parent, std::string_view name)
{
    const uint32_t order = find_child_rule(parent, name);
    if (order == none)
        throw Error(ErrorCode::InternalError, fmt::format("element '{}' has no child '{}' in its table",
                                                          Node(this, parent).name(), name));
    return add(parent, m_entries[parent].rule->children[order], order);
}

void Editor::link_before(uint32_t index, uint32_t parent, uint32_t sibling)
{
    Entry &entry = m_entries[index];
    Entry &above = m_entries[parent];
    entry.parent = parent;
    entry.next = sibling;
    uint32_t before = none;
    if (sibling == none) {
        before = above.last_child;
        above.last_child = index;
    } else {
        for (uint32_t i = above.first_child; i != sibling; i = m_entries[i].next)
            before = i;
    }
    if (before == none)
        above.first_child = index;
    else
        m_entries[before].next = index;
}

void Editor::unlink(uint32_t index)
{
    Entry &above = m_entries[m_entries[index].parent];
    uint32_t before = none;
    for (uint32_t i = above.first_child; i != index; i = m_entries[i].next)
        before = i;
    (before == none ? above.first_child : m_entries[before].next) = m_entries[index].next;
    if (above.last_child == index)
        above.last_child = before;
}

void Editor::copy_into(uint32_t index, const Element &element)
{
    const Span text = store(element.text());
    m_entries[index].text = text;
    m_entries[index].position = {element.line(), element.column()};
    for (uint32_t i = element.attribute_count(); i-- > 0;) {
        const auto attribute = static_cast<uint32_t>(m_attributes.size());
        m_attributes.push_back({&element.attribute_rule(i), store(element.attribute_value(i)),
                                m_entries[index].first_attribute});
        m_entries[index].first_attribute = attribute;
    }
    for (const Element child : element.children()) {
        if (child.rule() != nullptr) {
            copy_into(add_named(index, child.name()), child);
            continue;
        }
        const uint32_t copy = add(index, nullptr, last_order);
        const Span span = store(child.text());
        m_entries[copy].text = span;
    }
}

// From another place of this same tree: texts are shared.
void Editor::copy_into(uint32_t index, uint32_t source)
{
    m_entries[index].text = m_entries[source].text;
    m_entries[index].position = m_entries[source].position;
    for (uint32_t i = m_entries[source].first_attribute; i != none; i = m_attributes[i].next) {
        const Attribute attribute = m_attributes[i];
        set_attribute(index, *attribute.rule, view(attribute.value));
    }
    for (uint32_t i = m_entries[source].first_child; i != none; i = m_entries[i].next) {
        const Entry child = m_entries[i];
        copy_into(add(index, child.rule, child.order), i);
    }
}

void Editor::set_attribute(uint32_t index, const AttributeRule &rule, std::string_view value)
{
    uint32_t *link = &m_entries[index].first_attribute;
    for (; *link != none; link = &m_attributes[*link].next)
        if (m_attributes[*link].rule == &rule)
            break;
    const Span span = store(value);
    if (*link != none) {
        m_attributes[*link].value = span;
        return;
    }
    *link = static_cast<uint32_t>(m_attributes.size());
    m_attributes.push_back({&rule, span, none});
}

// The children of one node in the order in which they are written: that of the tables, and within one rule
// that in which they were added.
void Editor::pack_children(Packer &packer, uint32_t index) const
{
    const ElementRule *const rule = m_entries[index].rule;
    bool sorted = true;
    const bool given = rule != nullptr && rule->keeps_order;
    for (uint32_t i = m_entries[index].first_child; i != none && sorted && !given; i = m_entries[i].next)
        sorted = m_entries[i].next == none || m_entries[i].order <= m_entries[m_entries[i].next].order;
    if (sorted) {
        for (uint32_t i = m_entries[index].first_child; i != none; i = m_entries[i].next)
            pack(packer, i);
        return;
    }
    std::vector<uint32_t> children;
    for (uint32_t i = m_entries[index].first_child; i != none; i = m_entries[i].next)
        children.push_back(i);
    std::ranges::stable_sort(children, {}, [this](uint32_t i) { return m_entries[i].order; });
    for (const uint32_t child : children)
        pack(packer, child);
}

void Editor::pack_attributes(Packer &packer, uint32_t index) const
{
    const Entry &entry = m_entries[index];
    const AttributeRule *last = nullptr;
    bool sorted = true;
    for (uint32_t i = entry.first_attribute; i != none; i = m_attributes[i].next) {
        sorted = sorted && m_attributes[i].rule > last;
        last = m_attributes[i].rule;
    }
    const auto put = [&](const Attribute &attribute) {
        packer.add_attribute(static_cast<uint16_t>(attribute.rule - entry.rule->attributes.data()),
                             view(attribute.value));
    };
    if (sorted) {
        for (uint32_t i = entry.first_attribute; i != none; i = m_attributes[i].next)
            put(m_attributes[i]);
        return;
    }
    std::vector<uint32_t> ordered;
    for (uint32_t i = entry.first_attribute; i != none; i = m_attributes[i].next)
        ordered.push_back(i);
    std::ranges::sort(ordered, {}, [this](uint32_t i) { return m_attributes[i].rule; });
    for (const uint32_t i : ordered)
        put(m_attributes[i]);
}

void Editor::pack(Packer &packer, uint32_t index) const
{
    const Entry &entry = m_entries[index];
    const uint32_t node = packer.add_node(entry.rule, view(entry.text), entry.position);
    pack_attributes(packer, index);
    pack_children(packer, index);
    packer.end_node(node);
    if (entry.rule != nullptr && entry.rule->skip_empty)
        packer.drop_if_empty(node);
}

Document Editor::finish(Positions positions) const
{
    Packer packer(positions == Positions::Keep, m_entries.size(), m_attributes.size(), m_text.size() + 1);
    pack(packer, 0);
    return Document(packer.finish());
}

std::string_view Node::name() const
{
    const Editor::Entry &entry = m_editor->m_entries[m_index];
    return entry.rule != nullptr ? entry.rule->name : std::string_view{};
}

const ElementRule *Node::rule() const
{
    return m_editor->m_entries[m_index].rule;
}

std::optional<std::string_view> Node::attribute(std::string_view name) const
{
    return m_editor->value_of(m_index, name);
}

std::string_view Node::attribute_or(std::string_view name, std::string_view otherwise) const
{
    return attribute(name).value_or(otherwise);
}

std::string_view Node::text() const
{
    return m_editor->view(m_editor->m_entries[m_index].text);
}

detail::Position Node::position() const
{
    return m_editor->m_entries[m_index].position;
}

std::optional<Node> Node::at(uint32_t index) const
{
    if (index == Editor::none)
        return std::nullopt;
    return Node(m_editor, index);
}

std::optional<Node> Node::parent() const
{
    return at(m_editor->m_entries[m_index].parent);
}

std::optional<Node> Node::first_child() const
{
    return at(m_editor->m_entries[m_index].first_child);
}

std::optional<Node> Node::next() const
{
    return at(m_editor->m_entries[m_index].next);
}

std::optional<Node> Node::child(std::string_view name) const
{
    for (uint32_t i = m_editor->m_entries[m_index].first_child; i != Editor::none;
         i = m_editor->m_entries[i].next)
        if (Node(m_editor, i).name() == name)
            return Node(m_editor, i);
    return std::nullopt;
}

std::optional<Node> Node::next_of_kind() const
{
    const ElementRule *const kind = rule();
    for (uint32_t i = m_editor->m_entries[m_index].next; i != Editor::none; i = m_editor->m_entries[i].next)
        if (m_editor->m_entries[i].rule == kind)
            return Node(m_editor, i);
    return std::nullopt;
}

void Node::set_attribute(std::string_view name, std::string_view value)
{
    const AttributeRule *const known = m_editor->find_attribute_rule(m_index, name);
    if (known == nullptr)
        throw Error(ErrorCode::InternalError,
                    fmt::format("element '{}' has no attribute '{}' in its table", this->name(), name));
    m_editor->set_attribute(m_index, *known, value);
}

void Node::remove_attribute(std::string_view name)
{
    uint32_t *link = &m_editor->m_entries[m_index].first_attribute;
    for (; *link != Editor::none; link = &m_editor->m_attributes[*link].next)
        if (m_editor->m_attributes[*link].rule->name == name) {
            *link = m_editor->m_attributes[*link].next;
            return;
        }
}

void Node::set_text(std::string_view text)
{
    const Editor::Span span = m_editor->store(text);
    m_editor->m_entries[m_index].text = span;
}

Node Node::append(std::string_view name)
{
    const uint32_t index = m_editor->add_named(m_index, name);
    for (const AttributeRule &attribute : m_editor->m_entries[index].rule->attributes)
        if (!attribute.fallback.empty() && attribute.only_when == nullptr)
            m_editor->set_attribute(index, attribute, attribute.fallback);
    return {m_editor, index};
}

Node Node::insert_before(Node sibling, std::string_view name)
{
    Node node = append(name);
    node.move_before(sibling);
    return node;
}

Node Node::child_or_new(std::string_view name)
{
    if (const auto found = child(name))
        return *found;
    return append(name);
}

void Node::append_verbatim(std::string_view markup)
{
    const uint32_t index = m_editor->add(m_index, nullptr, last_order);
    const Editor::Span span = m_editor->store(markup);
    m_editor->m_entries[index].text = span;
}

Node Node::append_copy(const Node &node)
{
    const uint32_t source = node.m_index;
    const uint32_t index = m_editor->add_named(m_index, node.name());
    m_editor->copy_into(index, source);
    return {m_editor, index};
}

Node Node::append_copy(const Element &element, std::string_view name)
{
    const uint32_t index = m_editor->add_named(m_index, name.empty() ? element.name() : name);
    m_editor->copy_into(index, element);
    return {m_editor, index};
}

void Node::move_before(std::optional<Node> sibling)
{
    if (sibling && *sibling == *this)
        return;
    const uint32_t above = m_editor->m_entries[m_index].parent;
    m_editor->unlink(m_index);
    m_editor->link_before(m_index, above, sibling ? sibling->m_index : Editor::none);
}

void Node::remove()
{
    m_editor->unlink(m_index);
}

void Node::tell_fault() const
{
    for (const Editor::Fault &fault : m_editor->m_faults)
        for (uint32_t at = fault.entry; at != Editor::none; at = m_editor->m_entries[at].parent)
            if (at == m_index)
                throw Error(fault.error);
}

void Node::tell_fault_of(std::string_view child) const
{
    for (const Editor::Fault &fault : m_editor->m_faults) {
        std::string_view below = fault.child;
        for (uint32_t at = fault.entry; at != Editor::none; at = m_editor->m_entries[at].parent) {
            if (at == m_index && below == child)
                throw Error(fault.error);
            below = m_editor->m_entries[at].rule->name;
        }
    }
}

} // namespace modvirt::xml
