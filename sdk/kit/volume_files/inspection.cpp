// SPDX-License-Identifier: MIT
#include "kit/volume_files/inspection.hpp"

#include <fcntl.h>

#include <fmt/format.h>

#include "kit/contents/opening.hpp"
#include "kit/image/file.hpp"
#include "kit/volume_files/failure.hpp"

namespace modvirt::volume_files {

namespace {

constexpr uint64_t block = 512; // bytes; what stat() counts in

// A file of that size without any block is one hole, and a hole is no image's header. Smaller ones may be
// kept in the inode itself.
constexpr off_t largest_inline = 65536;

// Whether nothing but zeros can be in it, so that it is raw.
bool is_blank(const struct stat &status)
{
    return S_ISREG(status.st_mode) &&
           (status.st_size == 0 || (status.st_blocks == 0 && status.st_size > largest_inline));
}

void take_header(const image::Header &header, FoundVolume &volume)
{
    volume.capacity = header.capacity;
    // A guest sees the payload, and has the key.
    volume.format = header.format == image::Format::Luks ? "raw" : std::string(image::name_of(header.format));
    if (header.format == image::Format::Ploop)
        volume.type = static_cast<uint32_t>(Type::Ploop);
}

// Nothing, with errno, when it cannot be opened.
std::optional<image::Header> read_header(const Entry &entry, FoundVolume &volume)
{
    const auto opened = image::open_image(entry.fd.get(), entry.status);
    if (!opened)
        return std::nullopt;
    if (S_ISBLK(entry.status.st_mode))
        volume.allocation = opened->size;
    return image::read_file(opened->fd.get(), opened->size);
}

bool inspect_file(const Entry &entry, const Rules &rules, FoundVolume &volume)
{
    take_state(entry.status, volume);
    if (!volume.format.empty())
        return true;
    const auto header = read_header(entry, volume);
    if (!header) {
        tell(rules, unreadable(volume.path));
        return false;
    }
    take_header(*header, volume);
    if (!header->problem.empty())
        tell(rules, fmt::format("the volume '{}' is damaged: {}", volume.path, header->problem));
    return true;
}

// One of Virtuozzo's: a directory with the image and a description of it.
bool is_ploop(const Entry &entry)
{
    struct stat status {};
    return ::fstatat(entry.fd.get(), "DiskDescriptor.xml", &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISREG(status.st_mode) &&
           ::fstatat(entry.fd.get(), "root.hds", &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISREG(status.st_mode);
}

void inspect_directory(const Entry &entry, FoundVolume &volume)
{
    volume.type = static_cast<uint32_t>(Type::Dir);
    volume.format = "dir";
    volume.capacity = 0;
    volume.allocation = 0;
    if (!is_ploop(entry))
        return;
    volume.type = static_cast<uint32_t>(Type::Ploop);
    volume.format = "ploop";
    const auto image = image::open_image(entry.fd.get(), "root.hds");
    if (!image)
        return;
    volume.capacity = image::read_file(image->fd.get(), image->size).capacity;
    volume.allocation = static_cast<uint64_t>(image->status.st_blocks) * block;
}

} // namespace

void tell(const Rules &rules, const std::string &message)
{
    if (rules.warn)
        rules.warn(message);
}

std::string unreadable(const std::string &path)
{
    return failure("the volume '" + path + "' is left out: it cannot be opened").message();
}

void take_state(const struct stat &status, FoundVolume &volume)
{
    volume.type = static_cast<uint32_t>(S_ISBLK(status.st_mode) ? Type::Block : Type::File);
    volume.format = is_blank(status) ? "raw" : "";
    volume.capacity = static_cast<uint64_t>(status.st_size);
    volume.allocation = static_cast<uint64_t>(status.st_blocks) * block;
}

std::optional<FoundVolume> inspect_entry(const Folder &folder, std::string_view name, const Entry &entry,
                                         const Rules &rules)
{
    FoundVolume volume;
    volume.name = name;
    volume.path = folder.path_of(name);
    volume.key = volume.path;
    if (S_ISDIR(entry.status.st_mode)) {
        inspect_directory(entry, volume);
    } else if (!is_kind_of_volume(entry.status.st_mode)) {
        tell(rules, fmt::format("'{}' is left out: it is {}", volume.path, contents::kind_of(entry.status.st_mode)));
        return std::nullopt;
    } else if (!inspect_file(entry, rules, volume)) {
        return std::nullopt;
    }
    if (rules.capacity_is_allocated)
        volume.allocation = volume.capacity;
    return volume;
}

} // namespace modvirt::volume_files
