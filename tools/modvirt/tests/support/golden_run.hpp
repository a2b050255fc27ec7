// SPDX-License-Identifier: LGPL-2.1-or-later
// Runs a command line of a golden file on test:///default, in a fresh directory with the documents it may
// name.
#pragma once

#include "support/golden.hpp"

#include <optional>

namespace modvirt::cli::testing {

// A file of command lines under golden/, and whether the make-believe calls stand before the library's.
struct GoldenTopic {
    std::string folder;
    std::string name;

    [[nodiscard]] bool makes_believe() const { return folder == "believed"; }
    [[nodiscard]] std::string path() const;
};

// The files of golden/FOLDER.
std::vector<GoldenTopic> golden_topics(const std::string &folder);

// Made comparable; @DIR@ stands for the directory. A library may be put before all others. Nothing when the
// program did not end in time.
std::optional<RunResult> run_golden(const std::string &program, const std::string &line, int patience_s,
                                    const std::string &preload = {});

} // namespace modvirt::cli::testing
