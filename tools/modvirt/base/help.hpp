// SPDX-License-Identifier: LGPL-2.1-or-later
// The help texts, made from the command table.
#pragma once

#include "base/command.hpp"

#include <string>

namespace modvirt::cli {

std::string describe_command(const Command &command);
// `end` closes the line of a group's title: `:` in `help`, nothing in `--help`.
std::string list_group(const Group &group, std::string_view end);
std::string list_all_groups();
std::string usage();

// `[--all]`, `<domain>`, `[--mode <string>]`: one option as the synopsis shows it.
std::string option_synopsis(const Option &option);
// `--all`, `[--domain] <string>`: one option as the list of options shows it.
std::string option_label(const Option &option);
// The options of a command that are listed, --json among them.
std::vector<const Option *> listed_options(const Command &command);

} // namespace modvirt::cli
