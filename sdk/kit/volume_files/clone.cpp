// SPDX-License-Identifier: MIT
#include "kit/volume_files/clone.hpp"

#include <algorithm>

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "kit/storage/schema.hpp"
#include "kit/contents/extents.hpp"
#include "kit/contents/opening.hpp"
#include "kit/volume_files/failure.hpp"
#include "kit/volume_files/qemu_img.hpp"
#include "kit/xml/reader.hpp"

namespace modvirt::volume_files {

namespace {

void sync_copy(int fd, const std::string &what)
{
    if (::fsync(fd) != 0 && errno != EINVAL && errno != EROFS)
        throw failure("cannot sync data to file '" + what + "'");
}

uint64_t size_of_file(int fd, const std::string &what)
{
    const off_t end = ::lseek(fd, 0, SEEK_END);
    if (end < 0)
        throw failure("cannot tell the size of '" + what + "'");
    return static_cast<uint64_t>(end);
}

void share_blocks(int from, int to, const std::string &what)
{
    if (::ioctl(to, FICLONE, from) != 0)
        throw failure("failed to clone files from '" + what +
                      "', which takes a file system such as btrfs or XFS");
}

// What the copy's size follows from: its document, or the file that is copied alone.
enum class Size : uint8_t { OfDocument, OfFile };

void copy_bytes(const Folder &folder, const Order &order, const Original &original, uint32_t flags, Size size)
{
    const storage::Volume &volume = *order.volume;
    const std::string what = folder.path_of(volume.name);
    const process::Fd source = contents::open_volume(original.path, original.bytes, O_RDONLY);
    const uint64_t size_of_source = size_of_file(source.get(), original.path);
    Unfinished file(folder, Unfinished::Kind::File, volume.name);
    if (order.without_copy_on_write)
        forbid_copy_on_write(file.get(), what);
    const uint64_t capacity =
        size == Size::OfFile ? size_of_source : std::max({volume.capacity, volume.allocation, size_of_source});
    if ((flags & create_shares_blocks) != 0) {
        share_blocks(source.get(), file.get(), original.path);
        size_plain_file(file.get(), capacity, 0, what);
    } else {
        // One that was to have all its room has it, however small the original is.
        const bool is_full = size == Size::OfDocument && volume.allocation >= volume.capacity;
        size_plain_file(file.get(), capacity,
                        is_full                ? capacity
                        : size == Size::OfFile ? 0
                                               : volume.allocation,
                        what);
        contents::copy_data(source.get(), file.get(), size_of_source, original.path, what,
                            [&](uint64_t bytes) { file.advance(bytes); });
    }
    set_permissions(file.get(), volume.document, default_mode, what);
    sync_copy(file.get(), what);
    file.finish(volume.name);
}

// A new image without data, into which the original goes. One of the two is encrypted, or both are.
void copy_through_keys(const process::Runner &run, ImageWish wish, const OpenedImage &from, const Key *key,
                       const std::string &path, uint64_t capacity)
{
    wish.key = key;
    create_image(run, wish, path, capacity);
    fill_image(run, from, {path, wish.format, key});
}

// Who copies an encrypted volume has to be able to read it.
std::optional<Key> key_of(const Original &original, const Means &means)
{
    if (!original.encryption)
        return std::nullopt;
    return Key("source", means.secret(original.secret ? *original.secret : secret_for(original.path)));
}

void copy_by_tool(const Folder &folder, const Order &order, const Original &original, uint32_t flags,
                  const Means &means)
{
    contents::check_image(original);
    const storage::Volume &volume = *order.volume;
    const std::string what = folder.path_of(volume.name);
    ImageWish wish = ImageWish::of(volume);
    if (is_plain(wish.format))
        wish.format = "raw";
    wish.encryption = order.encryption;
    const std::optional<Key> to = order.encryption
                                      ? std::optional<Key>(std::in_place, "target", means.secret(order.encryption->secret()))
                                      : std::nullopt;
    const std::optional<Key> from = key_of(original, means);
    if ((flags & create_preallocates_metadata) != 0 && wish.format == "qcow2")
        wish.preallocation = Preallocation::Metadata;
    const std::string from_format = is_plain(original.format) ? "raw" : original.format;
    const uint64_t capacity = std::max(volume.capacity, original.capacity);
    Unfinished file(folder, Unfinished::Kind::File, volume.name);
    if (order.without_copy_on_write)
        avoid_copy_on_write(file.get());
    if (from || to) {
        copy_through_keys(means.run, wish, {original.path, from_format, from ? &*from : nullptr}, to ? &*to : nullptr,
                          file.path(), capacity);
    } else {
        convert_image(means.run, original.path, from_format, wish, file.path());
        if (capacity > original.capacity)
            resize_image(means.run, {file.path(), wish.format}, capacity, Direction::Grow);
    }
    set_permissions(file.get(), volume.document, default_mode, what);
    sync_copy(file.get(), what);
    file.finish(volume.name);
}

bool is_same_secret(const WantedSecret &one, const WantedSecret &other)
{
    return one.uuid == other.uuid && one.usage_id == other.usage_id;
}

// Whether the copy is to have the key that the original has: then its bytes do.
bool keeps_the_key(const Order &order, const Original &original)
{
    if (!order.encryption || !original.encryption || order.encryption->format != original.encryption->format ||
        order.volume->format != original.format || order.encryption->secrets.size() > 1)
        return false;
    return order.encryption->secrets.empty() ||
           (original.secret && is_same_secret(order.encryption->secrets.front(), *original.secret));
}

} // namespace

Original read_original(const modvirt_xml_v1 &parser, std::string_view path, std::string_view document)
{
    const xml::Document parsed = xml::parse(parser, document, storage::volume_schema());
    const xml::Element root = parsed.root();
    Original original{contents::source_of(parsed, path), {}, {}, {}};
    if (const auto backing = root.child("backingStore"))
        original.backing_path = backing->child_text("path").value_or("");
    original.encryption = encryption_of(parsed);
    if (original.encryption && original.encryption->secrets.size() == 1)
        original.secret = original.encryption->secrets.front();
    if (root.attribute_or("type", "file") == "dir")
        throw refusal(ErrorCode::OperationUnsupported,
                      "'" + original.path + "' is a directory, which is not copied");
    return original;
}

void clone_volume(const Folder &folder, const Order &order, const Original &original, uint32_t flags,
                  const Means &means)
{
    const storage::Volume &volume = *order.volume;
    if (volume.format == "dir")
        throw refusal(ErrorCode::ConfigUnsupported,
                      "the volume '" + original.path + "' cannot become a directory");
    if (!volume.backing_path.empty() && volume.backing_path != original.backing_path)
        throw refusal(ErrorCode::ConfigUnsupported, "a different backing store cannot be specified");
    if ((flags & create_preallocates_metadata) != 0 && is_plain(volume.format))
        throw refusal(ErrorCode::ConfigUnsupported,
                      "metadata preallocation is not supported for raw volumes");
    if (keeps_the_key(order, original))
        return copy_bytes(folder, order, original, flags, Size::OfFile);
    if (order.encryption)
        check_can_encrypt(*order.encryption, volume.format);
    const bool is_copy_of_bytes = is_plain(volume.format) && is_plain(original.format) && !order.encryption && !original.encryption;
    if ((flags & create_shares_blocks) != 0 && !is_copy_of_bytes)
        throw refusal(ErrorCode::ConfigUnsupported, "blocks are shared between raw volumes only, and not between encrypted ones");
    if (is_copy_of_bytes)
        copy_bytes(folder, order, original, flags, Size::OfDocument);
    else
        copy_by_tool(folder, order, original, flags, means);
}

} // namespace modvirt::volume_files
