// SPDX-License-Identifier: LGPL-2.1-or-later
// What a device holds, as libblkid finds it.
#pragma once

#include <optional>
#include <string>

namespace modvirt::storage_fs {

struct Signature {
    std::string type;  // of a file system, a member of a group ("LVM2_member", "crypto_LUKS"), or a partition
                       // table ("gpt")
    std::string label; // empty: none
    bool is_file_system = false;
};

// Nothing for a device on which nothing is known. Throws Error: StorageProbeFailed when it cannot be told, or
// when there is more than one answer.
std::optional<Signature> find_signature(const std::string &device);

// The version of a UFS, "1" or "2", whatever else is on the device; nothing when there is none. Throws Error when the device cannot be
// read.
std::optional<std::string> find_ufs_version(const std::string &device);

} // namespace modvirt::storage_fs
