// SPDX-License-Identifier: LGPL-2.1-or-later
// The file systems that a pool may be on: what libvirt, the kernel and libblkid call them, and how they are
// made.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kit/process/command.hpp"

namespace modvirt::storage_fs {

struct FileSystem {
    std::string_view format;   // as in <format type='...'/>
    std::string_view kernel;   // for mount
    std::string_view detected; // by libblkid
    std::string_view tool;     // makes one; empty: none can be made
    std::string_view package;  // that brings the tool
    // For the tool: to ask nothing, and to make it over what is there, which is for others to judge.
    std::vector<std::string_view> arguments;
};

// Nothing for "auto" and for what is none.
const FileSystem *find_file_system(std::string_view format);
// The format that libblkid calls so.
std::optional<std::string_view> format_of(std::string_view detected);

// Makes one on the device, over whatever is on it. Throws Error: ConfigUnsupported for formats that cannot be
// made.
void make_file_system(const process::Runner &run, std::string_view format, const std::string &device);

} // namespace modvirt::storage_fs
