// SPDX-License-Identifier: LGPL-2.1-or-later
// Runs a command line of a golden file on test:///default, in a fresh directory with the documents it may
// name.
#pragma once

#include "support/golden.hpp"

#include <optional>

namespace modvirt::cli::testing {

// The files under golden/virsh, without their suffix.
std::vector<std::string> golden_topics();
std::string golden_path(const std::string &topic);

// Made comparable; @DIR@ stands for the directory. Nothing when the program did not end in time.
std::optional<RunResult> run_golden(const std::string &program, const std::string &line, int patience_s);

} // namespace modvirt::cli::testing
