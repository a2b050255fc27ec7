// SPDX-License-Identifier: LGPL-2.1-or-later
// What can stand where the cursor is: commands, options, names of living objects.
#pragma once

#include "base/session.hpp"

#include <string>
#include <vector>

namespace modvirt::cli {

// `words` are those of one command; the last one is what has been typed of the next. Never throws and
// never prints: where nothing is known, nothing is offered.
std::vector<std::string> complete_words(Session &session, const Words &words);

// Marks options whose value is a path: the shell itself knows those best.
std::vector<std::string> complete_path(Session &session, const Arguments &arguments);

} // namespace modvirt::cli
