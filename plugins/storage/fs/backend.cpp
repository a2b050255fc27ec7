// SPDX-License-Identifier: LGPL-2.1-or-later
#include "backend.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <fmt/format.h>

#include "file_system.hpp"
#include "kit/process/fd.hpp"
#include "kit/storage/schema.hpp"
#include "kit/volume_files/failure.hpp"
#include "kit/volume_files/mount_point.hpp"
#include "kit/volume_files/target.hpp"
#include "kit/xml/formatter.hpp"
#include "kit/xml/reader.hpp"
#include "mount.hpp"
#include "signature.hpp"

namespace modvirt::storage_fs {

using volume_files::failure;
using volume_files::refusal;

namespace {

// virStoragePoolBuildFlags
constexpr uint32_t build_no_overwrite = 4;
constexpr uint32_t build_overwrite = 8;

// What is on a disk image that a guest wrote must not become programs or devices of this host.
constexpr std::string_view safe_options = "nodev,nosuid,noexec";

std::string mount_options(const storage::Pool &pool)
{
    std::string options(safe_options);
    if (const auto more = pool.document.root().child("fs:mount_opts"))
        for (const xml::Element option : more->children("fs:option"))
            options += "," + std::string(option.attribute_or("name", ""));
    return options;
}

void expect_block_device(const std::string &path)
{
    if (!path.starts_with('/'))
        throw refusal(ErrorCode::OperationFailed, "'" + path + "' is no block device: name one by its absolute path");
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0)
        throw failure("cannot look at the device '" + path + "'");
    if (!S_ISBLK(status.st_mode))
        throw refusal(ErrorCode::OperationFailed, "'" + path + "' is no block device");
}

// The kernel grants this to nobody while the device is mounted, or belongs to a group of volumes or disks.
void expect_unused(const std::string &path)
{
    const process::Fd fd(::open(path.c_str(), O_RDWR | O_EXCL | O_CLOEXEC | O_NONBLOCK));
    if (!fd && errno == EBUSY)
        throw refusal(ErrorCode::ResourceBusy,
                      "the device '" + path + "' is in use: it is mounted, or part of something");
    if (!fd)
        throw failure("cannot open the device '" + path + "'");
}

} // namespace

std::unique_ptr<Backend> Backend::open(const OpenRequest &request)
{
    return std::make_unique<Backend>(request);
}

std::string Backend::format() const
{
    const auto source = pool().document.root().child("source");
    const auto format = source ? source->child("format") : std::nullopt;
    return std::string(format ? format->attribute_or("type", "auto") : "auto");
}

bool Backend::is_mounted() const
{
    const std::string path = volume_files::plain_path(target());
    const auto mount = volume_files::find_mount(path);
    if (!mount)
        return false;
    // Some file systems have devices of their own, but name the one that they are on. One that was pulled out
    // has no number any more.
    struct stat status {};
    if (::stat(device().c_str(), &status) == 0 && S_ISBLK(status.st_mode) && mount->device == status.st_rdev)
        return true;
    if (volume_files::plain_path(mount->source) == volume_files::plain_path(device()))
        return true;
    throw refusal(ErrorCode::OperationFailed,
                  fmt::format("'{}' is mounted on '{}', where pool '{}' would be: unmount it first",
                              mount->source, path, pool().name));
}

void Backend::format_device(bool overwrites)
{
    expect_block_device(device());
    expect_unused(device());
    if (!overwrites) {
        if (const auto found = find_signature(device()))
            throw refusal(
                ErrorCode::StoragePoolBuilt,
                fmt::format(
                    "the device '{}' holds '{}'{}: build pool '{}' with the overwrite flag to lose that",
                    device(), found->type,
                    found->label.empty() ? "" : fmt::format(" with the label '{}'", found->label),
                    pool().name));
    }
    make_file_system(runner(), format(), device());
}

void Backend::pool_build(uint32_t flags)
{
    refuse_unknown_flags(flags, build_no_overwrite | build_overwrite, "virStoragePoolBuild");
    if (flags == (build_no_overwrite | build_overwrite))
        throw refusal(ErrorCode::InvalidArg, "overwrite and no-overwrite do not go together");
    volume_files::build_target(pool());
    if (flags != 0)
        format_device((flags & build_overwrite) != 0);
}

// Which of the file systems called "ufs" it is the kernel does not find out.
std::string Backend::options_of_contents() const
{
    if ((format() != "ufs" && format() != "auto") || mount_options(pool()).find("ufstype=") != std::string::npos)
        return {};
    const auto version = find_ufs_version(device());
    if (!version)
        return {};
    return *version == "2" ? ",ufstype=ufs2" : ",ufstype=44bsd";
}

void Backend::pool_start()
{
    if (!is_mounted()) {
        expect_block_device(device());
        const FileSystem *const known = find_file_system(format());
        mount_device(device(), target(), known != nullptr ? std::string(known->kernel) : "",
                     mount_options(pool()) + options_of_contents());
    }
    sweep();
}

void Backend::pool_stop()
{
    if (is_mounted())
        unmount(volume_files::plain_path(target()));
}

void Backend::pool_delete(uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virStoragePoolDelete");
    volume_files::remove_target(pool());
}

bool Backend::pool_check()
{
    return is_mounted();
}

// Without the file system the directory is another one, in which no volume must appear.
void Backend::need_target()
{
    if (!is_mounted())
        throw refusal(ErrorCode::OperationFailed,
                      fmt::format("the device '{}' of pool '{}' is not mounted on '{}' any more", device(),
                                  pool().name, target()));
}

std::string Backend::pool_describe()
{
    std::string document = FileBackend::pool_describe();
    if (format() != "auto")
        return document;
    const auto mount = volume_files::find_mount(volume_files::plain_path(target()));
    const auto found = mount ? format_of(mount->type) : std::nullopt;
    if (!found)
        return document;
    xml::Editor editor = xml::read(volume_files::xml_parser(), document, storage::pool_schema());
    editor.root().child_or_new("source").child_or_new("format").set_attribute("type", *found);
    return xml::format(editor.finish());
}

} // namespace modvirt::storage_fs
