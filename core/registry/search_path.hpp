// SPDX-License-Identifier: LGPL-2.1-or-later
// Where plugins are looked for, in which order, and who said so.
#pragma once

#include "config/configuration.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace modvirt::registry {

// The variables that say where to look and what to use.
struct Environment {
    std::optional<std::string> plugin_path;     // MODVIRT_PLUGIN_PATH
    std::optional<std::string> add_plugin_path; // MODVIRT_ADD_PLUGIN_PATH
    std::optional<std::string> plugins_select;  // MODVIRT_PLUGINS_SELECT
    std::optional<std::string> plugins_disable; // MODVIRT_PLUGINS_DISABLE

    // A process that runs with raised rights sees none of them.
    static Environment of_process();
};

struct SearchPlace {
    std::filesystem::path directory;
    std::string source;
};

// Added directories come first, then those of MODVIRT_ADD_PLUGIN_PATH, then the usual ones: the configured,
// the administrator's own under /usr/local and the distribution's. MODVIRT_PLUGIN_PATH replaces the usual
// ones.
std::vector<SearchPlace> search_places(const config::Configuration &configuration,
                                       const Environment &environment,
                                       const std::vector<std::filesystem::path> &added,
                                       const std::filesystem::path &library_directory);

// Which plugins the administrator wants, by globs on their names.
class Selection {
public:
    Selection() = default;
    Selection(const config::Configuration &configuration, const Environment &environment);

    // Why the plugin is not to be used; absent when it is.
    [[nodiscard]] std::optional<std::string> find_objection(const std::string &name) const;

private:
    std::vector<std::string> m_select;
    std::vector<std::string> m_disable;
};

} // namespace modvirt::registry
