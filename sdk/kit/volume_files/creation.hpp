// SPDX-License-Identifier: MIT
// What making a volume and copying one have in common.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "kit/storage/volume.hpp"
#include "kit/volume_files/encryption.hpp"
#include "kit/volume_files/folder.hpp"
#include "modvirt/xml.h"

namespace modvirt::volume_files {

// virStorageVolCreateFlags
inline constexpr uint32_t create_preallocates_metadata = 1;
inline constexpr uint32_t create_shares_blocks = 2;
inline constexpr uint32_t create_validates = 4;

// What a volume, or a directory, may be used by when nobody says it.
inline constexpr mode_t default_mode = 0600;
inline constexpr mode_t default_directory_mode = 0711;

// A volume that is wanted.
struct Order {
    storage::VolumePtr volume;
    bool without_copy_on_write = false; // <nocow/>
    std::optional<Encryption> encryption;
};

// Checked, and its name is free. Throws Error.
Order read_order(const modvirt_xml_v1 &parser, const Folder &folder, std::string_view document,
                 const storage::VolumeOptions &options);

// Gives an open file or directory the owner, the group, the mode and the label that the <target> of a volume
// or pool tells; `otherwise` is the mode when it tells none, and nothing leaves that as it is.
void set_permissions(int fd, const xml::Document &document, std::optional<mode_t> otherwise,
                     const std::string &what);

void create_volume(const Folder &folder, const Order &order, uint32_t flags, const Means &means);

// A plain file's size and, as far as it is wanted, its room on the disk.
void size_plain_file(int fd, uint64_t capacity, uint64_t allocation, const std::string &what);
// For a file that is empty yet. Only some file systems copy on write, and can let it be: the others refuse.
void forbid_copy_on_write(int fd, const std::string &what);
// Likewise for a file of a tool's, whatever the file system thinks of it.
void avoid_copy_on_write(int fd);

} // namespace modvirt::volume_files
