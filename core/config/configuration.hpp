// SPDX-License-Identifier: LGPL-2.1-or-later
// What the administrator has decided, as values with their defaults. The file's syntax is reader.hpp's.
#pragma once

#include "log/log.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace modvirt::config {

// Settings of [plugin.NAME], as text: a driver knows what its own settings mean.
using PluginSettings = std::map<std::string, std::string, std::less<>>;

// Where plugins keep their files; empty for the place that is usual for this user.
struct Directories {
    std::filesystem::path state;
    std::filesystem::path run;
    std::filesystem::path cache;
    std::filesystem::path log;
};

struct Configuration {
    std::string uri_default;
    std::vector<std::filesystem::path> plugin_path;
    std::vector<std::string> plugins_select; // globs on names; empty for all
    std::vector<std::string> plugins_disable;
    log::Settings log;
    Directories directories;
    std::map<std::string, PluginSettings, std::less<>> plugins;

    [[nodiscard]] const std::string *find_plugin_setting(std::string_view plugin, std::string_view key) const;
};

// The file that load() reads: $MODVIRT_CONFIG, or /etc/modvirt/modvirt.conf. A process that runs with raised
// rights ignores the variable.
std::filesystem::path configuration_file();

// Reads the file and applies $MODVIRT_LOG and $MODVIRT_LOG_FILE on top. A file that does not exist stands
// for the defaults, unless it was named by $MODVIRT_CONFIG. Throws Error(ConfSyntax) that names file, line,
// column and what was expected.
Configuration load();

// Reads one file. Throws Error(OpenFailed) when it cannot be read.
Configuration read_file(const std::filesystem::path &file);

// Reads text; `file` is for messages.
Configuration read_text(std::string_view text, const std::filesystem::path &file);

} // namespace modvirt::config
