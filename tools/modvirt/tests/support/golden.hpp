// SPDX-License-Identifier: LGPL-2.1-or-later
// Files of command lines with what they print, and outputs made comparable.
//
// A case begins with `$ words`, split as a shell splits them; then come lines of standard output after `1|`,
// of standard error after `2|`, and the exit status after `=`. A last line without a line end begins with
// `1\` or `2\`.
#pragma once

#include "support/run_program.hpp"

#include <string>
#include <vector>

namespace modvirt::cli::testing {

struct GoldenCase {
    std::string line; // what follows `$ `
    RunResult expected;
};

std::vector<GoldenCase> read_golden(const std::string &path);
std::string golden_text(const std::string &line, const RunResult &result);

// The words of a case, split at blanks; '...' keeps blanks.
std::vector<std::string> words_of(const std::string &line);

// Replaces what differs from run to run (times, counters, new UUIDs) and the names of the two programs.
RunResult comparable(RunResult result);

} // namespace modvirt::cli::testing
