// SPDX-License-Identifier: LGPL-2.1-or-later
// All commands there are, in the groups and the order in which help lists them.
#pragma once

#include "base/command.hpp"

#include <optional>

namespace modvirt::cli {

std::span<const Group> command_groups();

// By name or alias; null when there is none.
const Command *find_command(std::string_view name);
// By keyword; virsh's name for the last group is understood too.
const Group *find_group(std::string_view keyword);
// By name, through aliases; --json for the commands that understand it.
const Option *find_option(const Command &command, std::string_view name);

// The value that an alias stands for together with its option; nothing for other names.
std::optional<std::string_view> alias_value(const Command &command, std::string_view name);

// The option that every command with the trait Json has.
extern const Option json_option;

} // namespace modvirt::cli
