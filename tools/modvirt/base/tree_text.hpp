// SPDX-License-Identifier: LGPL-2.1-or-later
// A tree of names as virsh draws it: every child behind "+- ", under a line that leads down from its parent.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace modvirt::cli {

struct TreeNode {
    std::string name;
    std::optional<size_t> parent; // its place among the nodes; nothing for a root
};

// Siblings keep the order of the nodes.
std::string tree_text(const std::vector<TreeNode> &nodes);

} // namespace modvirt::cli
