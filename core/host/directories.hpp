// SPDX-License-Identifier: LGPL-2.1-or-later
// Where a plugin keeps its files, for root and for other users.
#pragma once

#include "config/configuration.hpp"

#include <filesystem>
#include <string_view>

namespace modvirt::host {

enum class DirectoryKind { State, Run, Cache, Log, Config };

// The directory of one plugin. Throws Error(InvalidArg) when the name is not one a plugin can have.
std::filesystem::path plugin_directory(const config::Directories &directories, DirectoryKind kind,
                                       std::string_view plugin);

// The directory of modvirt itself, of which those of the plugins are children.
std::filesystem::path base_directory(const config::Directories &directories, DirectoryKind kind);

// Makes a directory and those above it, new ones with mode 0700. Throws std::system_error.
void create_private_directories(const std::filesystem::path &directory);

// Lower-case letters, digits, '-' and '_', starting with a letter or digit, at most 64 characters.
bool is_plugin_name(std::string_view name);

} // namespace modvirt::host
