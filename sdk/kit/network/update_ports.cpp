// SPDX-License-Identifier: MIT
// Updates of the interfaces that a network forwards through, and of its port groups.
#include <fmt/format.h>

#include "kit/network/update_steps.hpp"

namespace modvirt::network {

namespace {

using xml::Node;

std::optional<Node> find_same(const Step &step, Node parent, std::string_view attribute)
{
    const auto given = step.given.attribute(attribute);
    return find_child(parent, step.given.name(),
                      [&](Node each) { return each.attribute(attribute) == given; });
}

} // namespace

void update_forward_interface(const Step &step)
{
    const std::string_view dev = step.given.attribute_or("dev", "");
    auto forward = step.network.child("forward");
    if (!forward)
        refuse_step(ErrorCode::OperationInvalid,
                    fmt::format("network '{}' has no <forward>, and no interfaces to forward through",
                                step.name));
    // It follows the first interface.
    forward->remove_attribute("dev");
    auto same = find_same(step, *forward, "dev");
    if (step.is_addition()) {
        if (same)
            refuse_step(ErrorCode::OperationInvalid,
                        fmt::format("there is an existing interface entry in network '{}' that matches "
                                    "\"<interface dev='{}'>\"",
                                    step.name, dev));
        return add_given(step, *forward);
    }
    if (!same)
        refuse_step(ErrorCode::OperationInvalid,
                    fmt::format("couldn't find an interface entry in network '{}' matching <interface dev='{}'>",
                                step.name, dev));
    same->remove();
}

void update_portgroup(const Step &step)
{
    const std::string_view name = step.given.attribute_or("name", "");
    auto same = find_same(step, step.network, "name");
    if (same && step.is_addition())
        refuse_step(ErrorCode::OperationInvalid,
                    fmt::format("there is an existing portgroup entry in network '{}' that matches "
                                "\"<portgroup name='{}'>\"",
                                step.name, name));
    if (!same && !step.is_addition())
        refuse_step(ErrorCode::OperationInvalid,
                    fmt::format("couldn't find a portgroup entry in network '{}' matching <portgroup name='{}'>",
                                step.name, name));
    if (step.command == Command::Delete)
        return same->remove();
    const auto is_another_default = [&](Node each) {
        return each.attribute("default") == "yes" && each.attribute("name") != name;
    };
    if (step.given.attribute("default") == "yes" && find_child(step.network, "portgroup", is_another_default))
        refuse_step(ErrorCode::OperationInvalid,
                    fmt::format("a different portgroup entry in network '{}' is already set as the default. "
                                "Only one default is allowed.",
                                step.name));
    if (same)
        replace_with_given(step, step.network, *same);
    else
        add_given(step, step.network);
}

} // namespace modvirt::network
