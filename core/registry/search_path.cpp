// SPDX-License-Identifier: LGPL-2.1-or-later
#include "registry/search_path.hpp"

#include <cstdlib>
#include <fmt/format.h>
#include <fnmatch.h>
#include <modvirt/plugin.h>

namespace modvirt::registry {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> variable(const char *name)
{
    const char *value = secure_getenv(name);
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

// Empty pieces are dropped: an empty one would stand for the current directory.
std::vector<std::string> split(const std::string &text, const char *separators)
{
    std::vector<std::string> pieces;
    for (std::size_t at = text.find_first_not_of(separators); at != std::string::npos;) {
        const std::size_t end = text.find_first_of(separators, at);
        pieces.push_back(text.substr(at, end - at));
        at = text.find_first_not_of(separators, end);
    }
    return pieces;
}

void append_list(std::vector<SearchPlace> &places, const std::string &list, const char *source)
{
    for (const std::string &piece : split(list, ":")) {
        places.push_back({fs::absolute(piece).lexically_normal(), source});
    }
}

void append_usual(std::vector<SearchPlace> &places, const config::Configuration &configuration,
                  const fs::path &library_directory)
{
    for (const fs::path &directory : configuration.plugin_path) {
        places.push_back({directory, "plugin_path of the configuration"});
    }
    const std::string below = fmt::format("modvirt/plugins/{}", MODVIRT_ABI_MAJOR);
    places.push_back({fs::path("/usr/local/lib") / below, "local plugins"});
    places.push_back({library_directory / below, "plugins of this installation"});
}

const std::string *find_match(const std::vector<std::string> &globs, const std::string &name)
{
    for (const std::string &glob : globs) {
        if (fnmatch(glob.c_str(), name.c_str(), 0) == 0) {
            return &glob;
        }
    }
    return nullptr;
}

} // namespace

Environment Environment::of_process()
{
    return {variable("MODVIRT_PLUGIN_PATH"), variable("MODVIRT_ADD_PLUGIN_PATH"),
            variable("MODVIRT_PLUGINS_SELECT"), variable("MODVIRT_PLUGINS_DISABLE")};
}

std::vector<SearchPlace> search_places(const config::Configuration &configuration,
                                       const Environment &environment, const std::vector<fs::path> &added,
                                       const fs::path &library_directory)
{
    std::vector<SearchPlace> places;
    for (const fs::path &directory : added) {
        places.push_back({directory, "added directory"});
    }
    if (environment.add_plugin_path) {
        append_list(places, *environment.add_plugin_path, "MODVIRT_ADD_PLUGIN_PATH");
    }
    if (environment.plugin_path) {
        append_list(places, *environment.plugin_path, "MODVIRT_PLUGIN_PATH");
    } else {
        append_usual(places, configuration, library_directory);
    }
    return places;
}

Selection::Selection(const config::Configuration &configuration, const Environment &environment)
    : m_select(configuration.plugins_select), m_disable(configuration.plugins_disable)
{
    if (environment.plugins_select) {
        m_select = split(*environment.plugins_select, ",: ");
    }
    if (environment.plugins_disable) {
        const auto more = split(*environment.plugins_disable, ",: ");
        m_disable.insert(m_disable.end(), more.begin(), more.end());
    }
}

std::optional<std::string> Selection::find_objection(const std::string &name) const
{
    if (const std::string *glob = find_match(m_disable, name)) {
        return fmt::format("the setting plugins.disable or MODVIRT_PLUGINS_DISABLE names it with '{}'",
                           *glob);
    }
    if (!m_select.empty() && find_match(m_select, name) == nullptr) {
        return fmt::format("the setting plugins.select or MODVIRT_PLUGINS_SELECT names only {}",
                           fmt::join(m_select, ", "));
    }
    return std::nullopt;
}

} // namespace modvirt::registry
