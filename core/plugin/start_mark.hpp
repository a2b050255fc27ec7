// SPDX-License-Identifier: LGPL-2.1-or-later
// The breaker of crash loops: a file that exists while a process loads and starts a plugin. A later process
// that finds it, and nobody holding it, knows that the one before ended in the middle.
#pragma once

#include "plugin/module_file.hpp"

#include <filesystem>
#include <optional>

namespace modvirt::plugin {

// An end in the middle may have had another cause, such as a signal from outside. Twice in a row is the
// plugin.
inline constexpr int most_unfinished_starts = 2;

class StartMark {
public:
    // Puts the mark of the plugin into `directory`, which is made. Where that is not possible, or another
    // process is starting the plugin just now, nothing is put: the mark is a precaution and fails quietly.
    StartMark(const std::filesystem::path &directory, const ModuleFile &file);
    StartMark(const StartMark &) = delete;
    StartMark &operator=(const StartMark &) = delete;
    // Takes it away: whatever came of the start, the process has outlived it.
    ~StartMark();

    // Why the plugin shall not be loaded, when processes have ended over this very file too often.
    static std::optional<Rejection> find_objection(const std::filesystem::path &directory,
                                                   const ModuleFile &file);

private:
    std::filesystem::path m_path;
    int m_fd = -1;
};

} // namespace modvirt::plugin
