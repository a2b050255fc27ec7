// SPDX-License-Identifier: MIT
#include "kit/network/update_steps.hpp"

namespace modvirt::network {

void refuse_step(ErrorCode code, const std::string &message)
{
    throw Error(code, message, ErrorDomain::Network);
}

std::optional<xml::Node> find_child(xml::Node parent, std::string_view name, const Test &test)
{
    for (auto child = parent.child(name); child; child = child->next_of_kind())
        if (test(*child))
            return child;
    return std::nullopt;
}

unsigned count_children(xml::Node parent, std::string_view name, const Test &test)
{
    unsigned count = 0;
    for (auto child = parent.child(name); child; child = child->next_of_kind())
        count += test(*child) ? 1 : 0;
    return count;
}

void add_given(const Step &step, xml::Node parent)
{
    const auto first = parent.child(step.given.name());
    xml::Node added = parent.append_copy(step.given);
    if (step.command == Command::AddFirst && first)
        added.move_before(first);
}

void replace_with_given(const Step &step, xml::Node parent, xml::Node old)
{
    parent.append_copy(step.given).move_before(old);
    old.remove();
}

} // namespace modvirt::network
