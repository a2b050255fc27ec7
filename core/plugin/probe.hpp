// SPDX-License-Identifier: LGPL-2.1-or-later
// Tries a file in a child process before it is loaded into this one: what crashes or hangs there cannot do so
// here.
#pragma once

#include "plugin/crash_journal.hpp"
#include "plugin/module_file.hpp"

#include <chrono>
#include <filesystem>

namespace modvirt::plugin {

class Prober {
public:
    struct Settings {
        std::filesystem::path program;           // the child, plugin-probe
        std::filesystem::path library_directory; // where libmodvirt lies
        std::filesystem::path journal_directory;
        std::chrono::milliseconds time_limit{10'000};
    };

    explicit Prober(Settings settings);

    // The result for the file; from the journal when it is known there.
    ProbeResult probe(const ModuleFile &file);

    // Whether the child program can be run at all.
    [[nodiscard]] bool is_available() const;
    [[nodiscard]] const Settings &settings() const { return m_settings; }

private:
    [[nodiscard]] ProbeResult run(const ModuleFile &file) const;

    Settings m_settings;
    CrashJournal m_journal;
};

// The child's side: loads and negotiates, and writes to `result_fd` how far it comes. Answers main's exit
// status.
int run_probe_child(const std::filesystem::path &file, const std::filesystem::path &library_directory,
                    int result_fd);

} // namespace modvirt::plugin
