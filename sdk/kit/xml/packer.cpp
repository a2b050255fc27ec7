// SPDX-License-Identifier: MIT
#include "kit/xml/packer.hpp"

#include <cstring>
#include <memory>
#include <new>

namespace modvirt::xml {

Packer::Packer(bool keep_positions, std::size_t nodes, std::size_t attributes, std::size_t text)
    : m_keep_positions(keep_positions)
{
    m_nodes.reserve(nodes);
    m_attributes.reserve(attributes);
    m_text.reserve(text);
    // Offset 0 is the empty text that most nodes have.
    m_text += '\0';
}

uint32_t Packer::store(std::string_view value, uint16_t &size)
{
    size = value.size() < detail::long_size ? static_cast<uint16_t>(value.size()) : detail::long_size;
    if (value.empty())
        return 0;
    const auto offset = static_cast<uint32_t>(m_text.size());
    m_text += value;
    // Sizes that fit need no terminator.
    if (size == detail::long_size)
        m_text += '\0';
    return offset;
}

uint32_t Packer::add_node(const ElementRule *rule, std::string_view text, detail::Position position)
{
    detail::StoredNode node{rule, 0, 0, static_cast<uint32_t>(m_attributes.size()), 0, 0};
    node.text = store(text, node.text_size);
    m_nodes.push_back(node);
    if (m_keep_positions)
        m_positions.push_back(position);
    return static_cast<uint32_t>(m_nodes.size() - 1);
}

void Packer::add_attribute(uint16_t rule, std::string_view value)
{
    detail::StoredAttribute attribute{rule, 0, 0};
    attribute.value = store(value, attribute.size);
    m_attributes.push_back(attribute);
    ++m_nodes.back().attribute_count;
}

void Packer::drop_if_empty(uint32_t node)
{
    const detail::StoredNode &last = m_nodes[node];
    if (node == 0 || last.end != node + 1 || last.attribute_count > 0 || last.text_size > 0)
        return;
    m_nodes.pop_back();
    if (m_keep_positions)
        m_positions.pop_back();
}

std::shared_ptr<const detail::Block> Packer::finish() const
{
    const auto bytes_of = [](const auto &items) { return items.size() * sizeof items[0]; };
    const std::size_t nodes_at = sizeof(detail::Block);
    const std::size_t attributes_at = nodes_at + bytes_of(m_nodes);
    const std::size_t positions_at = attributes_at + bytes_of(m_attributes);
    const std::size_t text_at = positions_at + bytes_of(m_positions);
    const std::size_t size = text_at + m_text.size();

    const std::shared_ptr<uint64_t[]> memory = std::make_shared_for_overwrite<uint64_t[]>((size + 7) / 8);
    auto *const bytes = reinterpret_cast<std::byte *>(memory.get());
    const auto put = [bytes](std::size_t at, const void *items, std::size_t count) {
        if (count > 0)
            std::memcpy(bytes + at, items, count);
    };
    put(nodes_at, m_nodes.data(), bytes_of(m_nodes));
    put(attributes_at, m_attributes.data(), bytes_of(m_attributes));
    put(positions_at, m_positions.data(), bytes_of(m_positions));
    put(text_at, m_text.data(), m_text.size());
    auto *const block = new (bytes) detail::Block{
        reinterpret_cast<const detail::StoredNode *>(bytes + nodes_at),
        reinterpret_cast<const detail::StoredAttribute *>(bytes + attributes_at),
        reinterpret_cast<const char *>(bytes + text_at),
        m_positions.empty() ? nullptr : reinterpret_cast<const detail::Position *>(bytes + positions_at),
        static_cast<uint32_t>(m_nodes.size()),
        static_cast<uint32_t>(size)};
    return {memory, block};
}

} // namespace modvirt::xml
