// SPDX-License-Identifier: LGPL-2.1-or-later
// Writes the project of a new plugin from the templates that are installed with modvirt.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace modvirt::cli {

struct NewPlugin {
    std::string kind;     // one of plugin_kinds()
    std::string name;     // lower-case letters, digits and dashes, beginning with a letter
    std::string language; // "c++" or "c"
    std::string directory;
};

std::span<const std::string_view> plugin_kinds();

// Returns the files written, relative to the directory. Throws, and leaves nothing behind, when something is
// wrong with the request, the templates or the directory.
std::vector<std::string> write_plugin_project(const NewPlugin &request);

// The same with the templates under `templates`.
std::vector<std::string> write_plugin_project(const NewPlugin &request, const std::string &templates);

} // namespace modvirt::cli
