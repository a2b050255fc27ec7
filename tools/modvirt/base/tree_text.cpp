// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/tree_text.hpp"

#include <cstdint>
#include <utility>

namespace modvirt::cli {

namespace {

enum class Place : uint8_t { Root, Between, Last };

// A node that waits to be drawn. Trees may be as deep as a person likes, so nothing here recurses.
struct Waiting {
    size_t node;
    std::string indentation;
    Place place;
};

// Draws one node, and returns the indentation of its children.
std::string draw(std::string &out, const Waiting &at, const std::string &name, bool has_children)
{
    std::string inside = at.indentation;
    if (at.place != Place::Root)
        inside += at.place == Place::Last ? "  " : "| ";
    out += at.indentation + (at.place == Place::Root ? "" : "+- ") + name + "\n";
    if (has_children)
        out += inside + "  |\n";
    else if (at.place != Place::Between)
        out += inside + "\n";
    return inside + "  ";
}

} // namespace

std::string tree_text(const std::vector<TreeNode> &nodes)
{
    std::vector<std::vector<size_t>> children(nodes.size());
    std::vector<Waiting> waiting; // the next one is at the end
    for (size_t i = nodes.size(); i-- > 0;) {
        if (nodes[i].parent)
            children[*nodes[i].parent].push_back(i); // the last one comes first
        else
            waiting.push_back({i, "", Place::Root});
    }
    std::string out;
    while (!waiting.empty()) {
        const Waiting at = std::move(waiting.back());
        waiting.pop_back();
        const auto &below = children[at.node];
        const std::string indentation = draw(out, at, nodes[at.node].name, !below.empty());
        for (const size_t child : below)
            waiting.push_back({child, indentation, child == below.front() ? Place::Last : Place::Between});
    }
    return out;
}

} // namespace modvirt::cli
