// SPDX-License-Identifier: LGPL-2.1-or-later
// What snapshot-list and checkpoint-list have in common: which are listed, in which order, and the forms that
// need no more than names.
#pragma once

#include "base/moments.hpp"
#include "base/tree_text.hpp"

#include <unordered_map>

namespace modvirt::cli {

// An option that is a flag of the library's call.
struct ListFilter {
    std::string_view option;
    unsigned flag;
    bool fits_a_tree = false;
};

inline void refuse_odd_list(const Arguments &arguments)
{
    arguments.refuse_both("tree", "name");
    arguments.refuse_both("parent", "roots");
    arguments.refuse_both("parent", "tree");
    arguments.refuse_both("roots", "tree");
    arguments.refuse_both("roots", "from");
    arguments.refuse_both("roots", "current");
}

inline unsigned list_flags(const Arguments &arguments, std::span<const ListFilter> filters)
{
    unsigned flags = 0;
    for (const ListFilter &filter : filters) {
        if (!arguments.has(filter.option))
            continue;
        if (arguments.has("tree") && !filter.fits_a_tree)
            fail("--{} and --tree are mutually exclusive", filter.option);
        flags |= filter.flag;
    }
    return flags;
}

// What the options ask for, below `from` when it is not null; a tree begins with that one.
template <class Calls>
std::vector<MomentOf<Calls>> listed(const Domain &domain, MomentOf<Calls> from, unsigned flags,
                                    const Arguments &arguments)
{
    if (from && arguments.has("descendants"))
        flags |= Calls::descendants;
    auto moments = list_moments<Calls>(domain, from.get(), flags);
    if (!arguments.has("topological"))
        sort_by_name<Calls>(moments);
    if (from && arguments.has("tree"))
        moments.insert(moments.begin(), std::move(from));
    return moments;
}

template <class Calls>
void print_tree(Session &session, const std::vector<MomentOf<Calls>> &moments)
{
    std::unordered_map<std::string, size_t> places;
    for (size_t i = 0; i < moments.size(); ++i)
        places.emplace(name_of<Calls>(moments[i]), i);
    std::vector<TreeNode> nodes;
    for (const MomentOf<Calls> &moment : moments) {
        TreeNode node{name_of<Calls>(moment), std::nullopt};
        const auto parent = parent_name<Calls>(moment);
        if (const auto found = parent ? places.find(*parent) : places.end(); found != places.end())
            node.parent = found->second;
        nodes.push_back(std::move(node));
    }
    session.out.write(tree_text(nodes));
}

template <class Calls>
void print_names(Session &session, const std::vector<MomentOf<Calls>> &moments)
{
    for (const MomentOf<Calls> &moment : moments)
        session.out.print("{}\n", name_of<Calls>(moment));
}

} // namespace modvirt::cli
