// SPDX-License-Identifier: MIT
// What one entry of a directory is as a volume.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <sys/stat.h>

#include <modvirt/values.hpp>

#include "kit/volume_files/folder.hpp"

namespace modvirt::volume_files {

// virStorageVolType
enum class Type : uint32_t { File = 0, Block = 1, Dir = 2, Ploop = 5 };

// What a pool says of the volumes in it.
struct Rules {
    bool capacity_is_allocated = false; // instead of what the file takes up
    std::function<void(const std::string &)> warn = {};
};

void tell(const Rules &rules, const std::string &message);
// What is told of a volume that cannot be opened; errno says why.
std::string unreadable(const std::string &path);

// As much of a file or a device as is known without opening it. Its format is empty unless there is nothing in
// it that could be a header; then its capacity is the size of the file.
void take_state(const struct stat &status, FoundVolume &volume);

// Looks into an entry. Nothing, with `warn` told why, when it is left out.
std::optional<FoundVolume> inspect_entry(const Folder &folder, std::string_view name, const Entry &entry,
                                         const Rules &rules);

} // namespace modvirt::volume_files
