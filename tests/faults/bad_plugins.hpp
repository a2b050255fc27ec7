// SPDX-License-Identifier: LGPL-2.1-or-later
// The ways to be a bad plugin, and what modvirt says of each. How the compiled ones are made stands in
// CMakeLists.txt.
#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

namespace modvirt::faults {

struct BadPlugin {
    std::string name; // of the plugin, of its scheme and of its file
    std::string state;
    std::string reason; // what these two have in them
    std::string hint;
    std::function<void(const std::filesystem::path &file)> make;

    [[nodiscard]] std::string uri() const { return name + ":///"; }
};

std::vector<BadPlugin> bad_plugins();

// Puts the compiled plugin of that name there, writable by its owner only.
void copy_fixture(const std::string &name, const std::filesystem::path &file);

// For names of tests, which must be the same in every run.
std::ostream &operator<<(std::ostream &stream, const BadPlugin &plugin);

} // namespace modvirt::faults
