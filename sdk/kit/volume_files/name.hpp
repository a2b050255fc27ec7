// SPDX-License-Identifier: MIT
// Which names of files are names of volumes, and which belong to volumes that are not finished.
#pragma once

#include <ctime>
#include <string>
#include <string_view>

namespace modvirt::volume_files {

// Whether a file of that name can be a volume: XML and people can read it, and it is no unfinished one.
bool is_volume_name(std::string_view name);

// Throws Error unless a volume can be called so.
void check_volume_name(std::string_view name);

// A name for what is being made, which no other process and no other thread uses.
std::string unfinished_name();
bool is_unfinished(std::string_view name);
// Whether whoever made it lives no more. That of another host, or of before a restart, counts as left behind
// a day after it was last written.
bool is_left_behind(std::string_view name, std::time_t written, std::time_t now);

} // namespace modvirt::volume_files
