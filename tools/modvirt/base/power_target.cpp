// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/power_target.hpp"

#include "base/failure.hpp"

#include <iterator>

namespace modvirt::cli {

namespace {

// In the order of virNodeSuspendTarget.
constexpr std::string_view names[] = {"mem", "disk", "hybrid"};

} // namespace

unsigned power_target(const Arguments &arguments)
{
    const std::string wanted = arguments.required_text("target");
    for (unsigned i = 0; i < std::size(names); ++i)
        if (names[i] == wanted)
            return i;
    fail("Invalid target");
}

std::vector<std::string> complete_power_target(Session &, const Arguments &)
{
    return {std::begin(names), std::end(names)};
}

} // namespace modvirt::cli
