// SPDX-License-Identifier: MIT
// Lays the nodes of a Document out in one piece of memory. Only the Editor uses it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kit/xml/document.hpp"

namespace modvirt::xml {

class Packer {
public:
    explicit Packer(bool keep_positions, std::size_t nodes, std::size_t attributes, std::size_t text);

    // Nodes come in the order in which they are written; what belongs to one follows it at once.
    uint32_t add_node(const ElementRule *rule, std::string_view text, detail::Position position);
    void add_attribute(uint16_t rule, std::string_view value);
    // The subtree of `node` ends here.
    void end_node(uint32_t node) { m_nodes[node].end = static_cast<uint32_t>(m_nodes.size()); }
    // Takes `node`, the last one that was ended, back when nothing is in it.
    void drop_if_empty(uint32_t node);

    [[nodiscard]] std::shared_ptr<const detail::Block> finish() const;

private:
    uint32_t store(std::string_view value, uint16_t &size);

    std::vector<detail::StoredNode> m_nodes;
    std::vector<detail::StoredAttribute> m_attributes;
    std::vector<detail::Position> m_positions;
    std::string m_text;
    bool m_keep_positions;
};

} // namespace modvirt::xml
