// SPDX-License-Identifier: LGPL-2.1-or-later
// From the words of one command to its entry in the table and its options, by virsh's grammar.
#pragma once

#include "base/arguments.hpp"
#include "base/tokens.hpp"

namespace modvirt::cli {

struct ParsedCommand {
    const Command *command;
    Arguments arguments;
    bool wants_help; // --help was given: describe the command instead of running it
};

// Throws Error when the words do not fit the command's table.
ParsedCommand parse_command(const Words &words);

// The option that the next word without a name fills, given what `arguments` already holds; null when
// nothing is left to fill. Completion uses it too.
const Option *next_positional(const Command &command, const Arguments &arguments);

} // namespace modvirt::cli
