// SPDX-License-Identifier: MIT
#include "kit/xml/document.hpp"

#include <cstring>

namespace modvirt::xml {

namespace {

std::string_view view(const detail::Block &block, uint32_t offset, uint16_t size)
{
    const char *start = block.text + offset;
    return {start, size == detail::long_size ? std::strlen(start) : size};
}

// "<a:b c='d'>" -> "a:b"
std::string_view name_in(std::string_view markup)
{
    markup.remove_prefix(1);
    return markup.substr(0, markup.find_first_of(" \t\n/>"));
}

} // namespace

std::string_view Element::name() const noexcept
{
    if (rule() != nullptr)
        return rule()->name;
    return name_in(text());
}

std::optional<std::string_view> Element::attribute(std::string_view name) const noexcept
{
    for (uint32_t i = 0; i < node().attribute_count; ++i)
        if (attribute_rule(i).name == name)
            return attribute_value(i);
    return std::nullopt;
}

std::string_view Element::attribute_or(std::string_view name, std::string_view otherwise) const noexcept
{
    return attribute(name).value_or(otherwise);
}

const AttributeRule &Element::attribute_rule(uint32_t index) const noexcept
{
    return rule()->attributes[stored(index).rule];
}

std::string_view Element::attribute_value(uint32_t index) const noexcept
{
    return view(*m_block, stored(index).value, stored(index).size);
}

std::string_view Element::text() const noexcept
{
    return view(*m_block, node().text, node().text_size);
}

Element::Range Element::children() const noexcept
{
    return {m_block, m_index + 1, node().end, {}};
}

Element::Range Element::children(std::string_view name) const noexcept
{
    return {m_block, m_index + 1, node().end, name};
}

std::optional<Element> Element::child(std::string_view name) const noexcept
{
    const Range range = children(name);
    if (range.empty())
        return std::nullopt;
    return *range.begin();
}

std::optional<std::string_view> Element::child_text(std::string_view name) const noexcept
{
    const Range range = children(name);
    if (range.empty())
        return std::nullopt;
    return (*range.begin()).text();
}

uint32_t Element::line() const noexcept
{
    return m_block->positions == nullptr ? 0 : m_block->positions[m_index].line;
}

uint32_t Element::column() const noexcept
{
    return m_block->positions == nullptr ? 0 : m_block->positions[m_index].column;
}

void Element::Iterator::skip() noexcept
{
    if (m_name.empty())
        return;
    while (m_index != m_end && Element(m_block, m_index).name() != m_name)
        m_index = m_block->nodes[m_index].end;
}

std::size_t Document::memory_bytes() const noexcept
{
    return m_block == nullptr ? 0 : m_block->byte_count;
}

} // namespace modvirt::xml
