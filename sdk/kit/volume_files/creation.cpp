// SPDX-License-Identifier: MIT
#include "kit/volume_files/creation.hpp"

#include <algorithm>
#include <charconv>

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "kit/image/chain.hpp"
#include "kit/image/file.hpp"
#include "kit/storage/completion.hpp"
#include "kit/storage/schema.hpp"
#include "kit/contents/extents.hpp"
#include "kit/volume_files/failure.hpp"
#include "kit/volume_files/name.hpp"
#include "kit/volume_files/qemu_img.hpp"
#include "kit/xml/reader.hpp"

namespace modvirt::volume_files {

namespace {

std::optional<uint32_t> number_of(std::optional<std::string_view> text, int base)
{
    uint32_t number = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), number, base).ec != std::errc())
        return std::nullopt;
    return number;
}

// Hosts without SELinux have no labels to give.
void set_label(int fd, std::string_view label, const std::string &what)
{
    if (::access("/sys/fs/selinux/enforce", F_OK) != 0)
        return;
    const std::string text(label);
    if (::fsetxattr(fd, "security.selinux", text.c_str(), text.size() + 1, 0) != 0)
        throw failure("cannot set the label '" + text + "' of '" + what + "'");
}

// qemu-img would find out later, in its own words, or wait for a FIFO, or follow a chain without end.
void check_backing(const Folder &folder, const ImageWish &wish)
{
    if (wish.backing_path.empty())
        return;
    const image::BackingName backing = image::resolve_backing(folder.path_of(""), wish.backing_path);
    if (!backing.is_file)
        throw refusal(ErrorCode::SystemError, "inaccessible backing store volume " + backing.path + ": it is no file of this host");
    const auto opened = image::open_image(AT_FDCWD, backing.path.c_str());
    if (!opened && errno == EINVAL)
        throw refusal(ErrorCode::SystemError, "inaccessible backing store volume " + backing.path + ": it is neither a file nor a block device");
    if (!opened)
        throw failure("inaccessible backing store volume " + backing.path);
    if (is_plain(wish.backing_format))
        return;
    const auto chain = image::read_chain(backing.path, image::read_file(opened->fd.get(), opened->size));
    if (!chain.empty() && chain.back().state != image::LinkState::Present && chain.back().state != image::LinkState::Remote)
        throw refusal(ErrorCode::OperationFailed, chain.back().problem);
}

void sync_file(int fd, const std::string &what)
{
    if (::fsync(fd) != 0 && errno != EINVAL && errno != EROFS)
        throw failure("cannot sync data to file '" + what + "'");
}

void create_plain(const Folder &folder, const Order &order)
{
    const storage::Volume &volume = *order.volume;
    if (!volume.backing_path.empty())
        throw refusal(ErrorCode::NoSupport, "backing storage not supported for raw volumes");
    const std::string what = folder.path_of(volume.name);
    Unfinished file(folder, Unfinished::Kind::File, volume.name);
    if (order.without_copy_on_write)
        forbid_copy_on_write(file.get(), what);
    size_plain_file(file.get(), std::max(volume.capacity, volume.allocation), volume.allocation, what);
    set_permissions(file.get(), volume.document, default_mode, what);
    // One hole holds nothing that a loss of power could take. Its size is in the journal before its name is,
    // so it is whole or not there, without waiting for the disk.
    if (volume.allocation == 0)
        return file.finish(volume.name, Unfinished::Lasting::Soon);
    sync_file(file.get(), what);
    file.finish(volume.name);
}

void create_directory(const Folder &folder, const Order &order)
{
    Unfinished directory(folder, Unfinished::Kind::Directory, order.volume->name);
    set_permissions(directory.get(), order.volume->document, default_directory_mode,
                    folder.path_of(order.volume->name));
    directory.finish(order.volume->name);
}

void create_by_tool(const Folder &folder, const Order &order, uint32_t flags, const Means &means)
{
    const storage::Volume &volume = *order.volume;
    ImageWish wish = ImageWish::of(volume);
    std::optional<Key> key;
    if (order.encryption) {
        wish.encryption = order.encryption;
        key.emplace("target", means.secret(order.encryption->secret()));
        wish.key = &*key;
    }
    check_backing(folder, wish);
    if ((flags & create_preallocates_metadata) != 0 && wish.format == "qcow2")
        wish.preallocation =
            volume.allocation >= volume.capacity ? Preallocation::Falloc : Preallocation::Metadata;
    Unfinished file(folder, Unfinished::Kind::File, volume.name);
    if (order.without_copy_on_write)
        avoid_copy_on_write(file.get());
    create_image(means.run, wish, file.path(), volume.capacity);
    set_permissions(file.get(), volume.document, default_mode, folder.path_of(volume.name));
    sync_file(file.get(), folder.path_of(volume.name));
    file.finish(volume.name);
}

void check_encryption(const Order &order)
{
    if (!order.encryption)
        return;
    check_can_encrypt(*order.encryption, order.volume->format);
    if (is_plain(order.volume->format) && !order.volume->backing_path.empty())
        throw refusal(ErrorCode::ConfigUnsupported, "cannot set backing store for raw volume");
}

} // namespace

Order read_order(const modvirt_xml_v1 &parser, const Folder &folder, std::string_view document,
                 const storage::VolumeOptions &options)
{
    xml::Editor editor = xml::read(parser, document, storage::volume_schema());
    const auto target = editor.root().child("target");
    Order order;
    order.without_copy_on_write = target && target->child("nocow");
    order.volume = storage::complete_volume(editor, options);
    order.encryption = encryption_of(order.volume->document);
    check_volume_name(order.volume->name);
    if (folder.has(order.volume->name))
        throw refusal(ErrorCode::StorageVolExist, "'" + order.volume->name + "'");
    check_can_make(order.volume->format);
    return order;
}

void set_permissions(int fd, const xml::Document &document, std::optional<mode_t> otherwise,
                     const std::string &what)
{
    const auto target = document.root().child("target");
    const auto permissions = target ? target->child("permissions") : std::nullopt;
    const auto text = [&](std::string_view name) {
        return permissions ? permissions->child_text(name) : std::nullopt;
    };
    const auto owner = number_of(text("owner"), 10);
    const auto group = number_of(text("group"), 10);
    constexpr uint32_t unchanged = UINT32_MAX;
    // The owner comes first: changing it takes bits of the mode away.
    if ((owner || group) && ::fchown(fd, owner.value_or(unchanged), group.value_or(unchanged)) != 0)
        throw failure("cannot change the owner of '" + what + "'");
    const auto mode = number_of(text("mode"), 8);
    if ((mode || otherwise) && ::fchmod(fd, mode ? *mode : *otherwise) != 0)
        throw failure("cannot change the mode of '" + what + "'");
    if (const auto label = text("label"))
        set_label(fd, *label, what);
}

void size_plain_file(int fd, uint64_t capacity, uint64_t allocation, const std::string &what)
{
    constexpr auto largest = static_cast<uint64_t>(INT64_MAX);
    if (capacity > largest || ::ftruncate(fd, static_cast<off_t>(capacity)) != 0)
        throw failure("cannot extend file '" + what + "'", capacity > largest ? EFBIG : errno);
    contents::allocate(fd, {0, std::min(allocation, capacity)}, what);
}

namespace {

bool set_no_copy_on_write(int fd)
{
    int attributes = 0;
    if (::ioctl(fd, FS_IOC_GETFLAGS, &attributes) != 0)
        return false;
    attributes |= FS_NOCOW_FL;
    return ::ioctl(fd, FS_IOC_SETFLAGS, &attributes) == 0;
}

} // namespace

void avoid_copy_on_write(int fd)
{
    static_cast<void>(set_no_copy_on_write(fd));
}

// libvirt is as strict with plain files, and as lenient with those of qemu-img.
void forbid_copy_on_write(int fd, const std::string &what)
{
    if (!set_no_copy_on_write(fd))
        throw failure("unable to control COW flag on '" + what + "', which takes a file system such as btrfs");
}

void create_volume(const Folder &folder, const Order &order, uint32_t flags, const Means &means)
{
    check_encryption(order);
    const std::string_view format = order.volume->format;
    if ((flags & create_preallocates_metadata) != 0 && is_plain(format))
        throw refusal(ErrorCode::ConfigUnsupported,
                      "metadata preallocation is not supported for raw volumes");
    if (format == "dir")
        create_directory(folder, order);
    else if (is_plain(format) && !order.encryption)
        create_plain(folder, order);
    else
        create_by_tool(folder, order, flags, means);
}

} // namespace modvirt::volume_files
