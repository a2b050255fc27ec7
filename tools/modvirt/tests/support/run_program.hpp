// SPDX-License-Identifier: LGPL-2.1-or-later
// Runs a program to its end and tells what it wrote.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace modvirt::cli::testing {

struct Run {
    std::vector<std::string> words; // the program first
    std::string input;
    std::vector<std::pair<std::string, std::string>> environment; // added to this process's own
    std::string directory;                                        // to run in; empty for this one
    int patience_s = 20;
};

struct RunResult {
    int status = -1; // of exit, or 128 and the signal
    std::string out;
    std::string err;
};

// Nothing when the program did not end while patience lasted; it is killed then.
std::optional<RunResult> run_program(const Run &run);

// The same for a line of bash; its status is -1 when it did not end.
RunResult run_shell(const std::string &command);

// A directory of its own for one test, removed with all that is in it.
class TemporaryDirectory {
public:
    TemporaryDirectory();
    ~TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory &) = delete;
    TemporaryDirectory &operator=(const TemporaryDirectory &) = delete;
    [[nodiscard]] const std::string &path() const { return m_path; }
    // Writes a file into it and returns its path; `executable` scripts begin with #!.
    std::string write(const std::string &name, const std::string &content) const;

private:
    std::string m_path;
};

std::string read_file(const std::string &path);

} // namespace modvirt::cli::testing
