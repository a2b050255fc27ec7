// SPDX-License-Identifier: LGPL-2.1-or-later
// What tells one version of a file from another without reading it.
#pragma once

#include <compare>
#include <cstdint>
#include <sys/stat.h>

namespace modvirt::plugin {

struct FileIdentity {
    uint64_t device = 0;
    uint64_t inode = 0;
    int64_t size = 0;
    int64_t change_time_ns = 0; // packages keep modification times, but nobody can set this one
    int64_t modification_time_ns = 0;

    static FileIdentity of(const struct stat &status)
    {
        return {status.st_dev, status.st_ino, status.st_size,
                int64_t{status.st_ctim.tv_sec} * 1'000'000'000 + status.st_ctim.tv_nsec,
                int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec};
    }

    friend auto operator<=>(const FileIdentity &, const FileIdentity &) = default;
};

} // namespace modvirt::plugin
