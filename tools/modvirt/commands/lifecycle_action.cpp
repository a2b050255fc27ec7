// SPDX-License-Identifier: LGPL-2.1-or-later
// set-lifecycle-action: what becomes of a domain that powers off, reboots or crashes.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/failure.hpp"

#include <algorithm>
#include <iterator>

namespace modvirt::cli {

namespace {

// In the order of virDomainLifecycle and virDomainLifecycleAction.
constexpr std::string_view types[] = {"poweroff", "reboot", "crash"};
constexpr std::string_view actions[] = {"destroy",  "restart",          "rename-restart",
                                        "preserve", "coredump-destroy", "coredump-restart"};

// Where the option's value stands in a list; `what` it is names it for people.
unsigned number_of(std::span<const std::string_view> names, const std::string &name, std::string_view what)
{
    const auto found = std::ranges::find(names, name);
    if (found == names.end())
        fail("Invalid lifecycle {} '{}'.", what, name);
    return static_cast<unsigned>(found - names.begin());
}

void run_set_lifecycle_action(Session &session, const Arguments &arguments)
{
    const unsigned flags = arguments.affect_flags().value_or(VIR_DOMAIN_AFFECT_CURRENT);
    const unsigned type = number_of(types, arguments.required_text("type"), "type");
    const unsigned action = number_of(actions, arguments.required_text("action"), "action");
    const Domain domain = find_domain(session, arguments);
    if (virDomainSetLifecycleAction(domain.get(), type, action, flags) < 0)
        fail("Unable to change lifecycle action.");
}

std::vector<std::string> complete_type(Session &, const Arguments &)
{
    return {std::begin(types), std::end(types)};
}

std::vector<std::string> complete_action(Session &, const Arguments &)
{
    return {std::begin(actions), std::end(actions)};
}

constexpr Option set_lifecycle_action_options[] = {
    domain_option(complete_domain),
    argument("type", "lifecycle type to modify", complete_type),
    argument("action", "lifecycle action to set", complete_action),
    config_option(),
    live_option(),
    current_option(),
};

} // namespace

constexpr Command set_lifecycle_action_command{.name = "set-lifecycle-action",
                                               .summary = "change lifecycle actions",
                                               .description =
                                                   "Change lifecycle actions for the guest domain.",
                                               .options = set_lifecycle_action_options,
                                               .run = run_set_lifecycle_action};

} // namespace modvirt::cli
