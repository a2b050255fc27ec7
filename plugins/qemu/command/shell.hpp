// SPDX-License-Identifier: LGPL-2.1-or-later
// A command as a person reads it, and as a shell takes it.
#pragma once

#include <string>
#include <vector>

namespace modvirt::qemu::command {

// One option a line, each line but the last with a backslash at its end; words are quoted where a shell asks for it.
std::string as_shell_text(const std::vector<std::string> &words);

} // namespace modvirt::qemu::command
