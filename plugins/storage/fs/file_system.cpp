// SPDX-License-Identifier: LGPL-2.1-or-later
#include "file_system.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <modvirt/error.hpp>

namespace modvirt::storage_fs {

namespace {

// A large disk takes its time.
constexpr auto make_deadline = std::chrono::minutes(30);

const std::vector<FileSystem> &file_systems()
{
    static const std::vector<FileSystem> all{
        {"ext2", "ext2", "ext2", "mkfs.ext2", "e2fsprogs", {"-q", "-F"}},
        {"ext3", "ext3", "ext3", "mkfs.ext3", "e2fsprogs", {"-q", "-F"}},
        {"ext4", "ext4", "ext4", "mkfs.ext4", "e2fsprogs", {"-q", "-F"}},
        {"ufs", "ufs", "ufs", "", "", {}},
        {"iso9660", "iso9660", "iso9660", "", "", {}},
        {"udf", "udf", "udf", "mkfs.udf", "udftools", {}},
        {"gfs", "gfs", "gfs", "", "", {}},
        {"gfs2", "gfs2", "gfs2", "mkfs.gfs2", "gfs2-utils", {"-q", "-O", "-p", "lock_nolock"}},
        {"vfat", "vfat", "vfat", "mkfs.vfat", "dosfstools", {"-I"}},
        {"hfs+", "hfsplus", "hfsplus", "mkfs.hfsplus", "hfsprogs (not in Debian 12)", {}},
        {"xfs", "xfs", "xfs", "mkfs.xfs", "xfsprogs", {"-q", "-f"}},
        {"ocfs2", "ocfs2", "ocfs2", "mkfs.ocfs2", "ocfs2-tools", {"-q", "-F", "-M", "local"}},
        {"vmfs", "vmfs", "VMFS", "", "", {}},
    };
    return all;
}

} // namespace

const FileSystem *find_file_system(std::string_view format)
{
    const auto found = std::ranges::find(file_systems(), format, &FileSystem::format);
    return found == file_systems().end() ? nullptr : &*found;
}

std::optional<std::string_view> format_of(std::string_view detected)
{
    const auto found = std::ranges::find(file_systems(), detected, &FileSystem::detected);
    if (found == file_systems().end())
        return std::nullopt;
    return found->format;
}

void make_file_system(const process::Runner &run, std::string_view format, const std::string &device)
{
    const FileSystem *const wanted = find_file_system(format);
    if (wanted == nullptr || wanted->tool.empty())
        throw Error(
            ErrorCode::ConfigUnsupported,
            fmt::format(
                "a file system of format '{}' cannot be made on '{}': say one of ext2, ext3, ext4, udf, "
                "gfs2, vfat, hfs+, xfs or ocfs2 in <format>",
                format, device),
            ErrorDomain::Storage);
    process::Invocation invocation;
    invocation.argv.emplace_back(wanted->tool);
    invocation.argv.insert(invocation.argv.end(), wanted->arguments.begin(), wanted->arguments.end());
    invocation.argv.push_back(device);
    invocation.package = wanted->package;
    invocation.deadline = make_deadline;
    process::expect_success(invocation, run(invocation));
}

} // namespace modvirt::storage_fs
