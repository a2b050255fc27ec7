// SPDX-License-Identifier: MIT
// What is mounted where, as the kernel tells it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace modvirt::volume_files {

struct MountPoint {
    std::string target;
    std::string source; // a device, or host:/directory
    std::string type;   // "ext4", "nfs4"
    std::string root;   // the directory of the file system that is seen there
    dev_t device = 0;
};

// The lines of a file such as /proc/self/mountinfo; those that are none are left out.
std::vector<MountPoint> parse_mounts(std::string_view mountinfo);

// What is mounted at exactly that path; of several the one that is seen. The path is compared as the kernel
// spells it.
std::optional<MountPoint> find_mount(const std::string &path);

// The path without links, "." and ".." as far as it exists; none of the file systems on the way is asked for
// more than that.
std::string plain_path(const std::string &path);

} // namespace modvirt::volume_files
