// SPDX-License-Identifier: LGPL-2.1-or-later
// Commands for QEMU's monitor as people write them, and its replies as they like to read them. The texts of
// numbers are kept as they were written, so they are not read into values.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace modvirt::cli {

// The words joined when they are a JSON object. Else the first is the name of a command and the rest its
// arguments: the members of an object, or a whole one. Throws Error when the arguments are no JSON.
std::string qmp_command(const std::vector<std::string> &words);

// Why `text` is no JSON, or nothing.
std::optional<std::string> json_complaint(const std::string &text);

// Without blanks, and with a line for each value. The text must be JSON.
std::string compact_json(const std::string &text);
std::string pretty_json(const std::string &text);

// The text of a member of an object; nothing when there is none.
std::optional<std::string> json_member(const std::string &object, const std::string &name);

} // namespace modvirt::cli
