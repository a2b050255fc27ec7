// SPDX-License-Identifier: MIT
#include "kit/volume_files/resize.hpp"

#include <algorithm>

#include <fcntl.h>
#include <unistd.h>

#include "kit/image/file.hpp"
#include "kit/contents/extents.hpp"
#include "kit/contents/source.hpp"
#include "kit/volume_files/failure.hpp"
#include "kit/volume_files/inspection.hpp"
#include "kit/volume_files/qemu_img.hpp"

namespace modvirt::volume_files {

namespace {

// virStorageVolResizeFlags
constexpr uint32_t allocates = 1;
constexpr uint32_t is_difference = 2;
constexpr uint32_t may_shrink = 4;

uint64_t wanted_capacity(const FoundVolume &volume, uint64_t capacity, uint32_t flags)
{
    if ((flags & is_difference) == 0)
        return capacity;
    if ((flags & may_shrink) != 0)
        return volume.capacity - std::min(capacity, volume.capacity);
    if (capacity > UINT64_MAX - volume.capacity)
        throw refusal(ErrorCode::Overflow, "volume '" + volume.name + "' cannot become that large");
    return volume.capacity + capacity;
}

void check_shrinking(const FoundVolume &volume, uint64_t wanted, uint32_t flags)
{
    if (wanted >= volume.capacity)
        return;
    if (wanted < volume.allocation)
        throw refusal(ErrorCode::InvalidArg, "can't shrink capacity below existing allocation");
    if ((flags & may_shrink) == 0)
        throw refusal(ErrorCode::InvalidArg,
                      "Can't shrink capacity below current capacity unless shrink flag explicitly specified");
}

// A disk that is full leaves the size as it was.
void resize_plain(const Folder &folder, const Entry &entry, const FoundVolume &volume, uint64_t wanted,
                  uint32_t flags)
{
    const process::Fd fd = folder.open(entry, volume.name, O_RDWR);
    constexpr auto largest = static_cast<uint64_t>(INT64_MAX);
    if (wanted > largest || ::ftruncate(fd.get(), static_cast<off_t>(wanted)) != 0)
        throw failure("Failed to truncate file '" + volume.path + "'", wanted > largest ? EFBIG : errno);
    if ((flags & allocates) != 0) {
        try {
            contents::allocate(fd.get(), {0, wanted}, volume.path);
        } catch (...) {
            if (wanted > volume.capacity)
                static_cast<void>(::ftruncate(fd.get(), static_cast<off_t>(volume.capacity)) == 0);
            throw;
        }
    }
    if (::fsync(fd.get()) != 0)
        throw failure("cannot sync data to file '" + volume.path + "'");
}

} // namespace

void resize_volume(const Folder &folder, const Entry &entry, const FoundVolume &volume, uint64_t capacity,
                   uint32_t flags, const WantedSecret &secret, const Means &means)
{
    if (!S_ISREG(entry.status.st_mode))
        throw refusal(ErrorCode::OperationUnsupported,
                      "'" + volume.path + "' is no file, whose size could change");
    const auto image = image::open_image(entry.fd.get(), entry.status);
    if (!image)
        throw failure("cannot open volume '" + volume.path + "'");
    const image::Encryption encryption = image::read_file(image->fd.get(), image->size).encryption;
    if (encryption != image::Encryption::None && encryption != image::Encryption::Luks)
        throw refusal(ErrorCode::OperationUnsupported,
                      "volume '" + volume.name + "' is encrypted in a way in which its size cannot change: only luks can");
    const bool is_encrypted = encryption == image::Encryption::Luks;
    const bool is_raw = volume.format == "raw" || volume.format == "iso";
    if ((flags & allocates) != 0 && !is_raw)
        throw refusal(ErrorCode::OperationUnsupported, "preallocate is only supported for raw type volume");
    if ((flags & allocates) != 0 && is_encrypted)
        throw refusal(ErrorCode::OperationUnsupported, "preallocate is only supported for an unencrypted raw volume");
    const uint64_t wanted = wanted_capacity(volume, capacity, flags);
    check_shrinking(volume, wanted, flags);
    stop_if_cancelled(volume.path);
    if (is_raw && !is_encrypted)
        return resize_plain(folder, entry, volume, wanted, flags);
    if (volume.type != static_cast<uint32_t>(Type::File))
        throw refusal(ErrorCode::OperationUnsupported,
                      "volumes of format '" + volume.format + "' keep their size");
    contents::check_image({.path = volume.path, .format = volume.format});
    const std::optional<Key> key =
        is_encrypted ? std::optional<Key>(std::in_place, "volume", means.secret(secret)) : std::nullopt;
    resize_image(means.run, {volume.path, volume.format, key ? &*key : nullptr}, wanted,
                 wanted < volume.capacity ? Direction::Shrink : Direction::Grow);
}

} // namespace modvirt::volume_files
