// SPDX-License-Identifier: LGPL-2.1-or-later
// What is in a volume: sending it in and out, and wiping it.
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "pools.hpp"
#include "volume_streams.hpp"

namespace modvirt::test {

namespace {

constexpr uint32_t sparse_stream = 1;    // VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM and its sibling
constexpr uint32_t wipe_algorithms = 10; // virStorageVolWipeAlgorithm: 0 to 9

VolumePart part_of(const storage::Volume &volume, std::shared_ptr<SparseBytes> contents, uint64_t offset,
                   uint64_t length, uint32_t flags)
{
    if (offset > volume.capacity)
        throw Error(ErrorCode::InvalidArg, fmt::format("offset {} is behind the end of volume '{}', which has {} bytes",
                                                       offset, volume.name, volume.capacity));
    const uint64_t room = volume.capacity - offset;
    return {std::move(contents), offset, offset + (length == 0 ? room : std::min(length, room)),
            (flags & sparse_stream) != 0};
}

} // namespace

VolumePart StoragePools::volume_part(const StorageVolRef &volume, uint64_t offset, uint64_t length, uint32_t flags)
{
    return store().with_volumes(volume.pool, [&](const storage::Pool &pool, VolumeStore &volumes) {
        return part_of(*volumes.get(pool.uuid, volume.name), volumes.contents(pool.uuid, volume.name), offset, length,
                       flags);
    });
}

void StoragePools::storage_vol_upload(const StorageVolRef &volume, StreamSink &stream, uint64_t offset,
                                      uint64_t length, uint32_t flags)
{
    refuse_unknown_flags(flags, sparse_stream, "testStorageVolUpload");
    stream.attach(std::make_unique<VolumeWriter>(volume_part(volume, offset, length, flags)));
}

void StoragePools::storage_vol_download(const StorageVolRef &volume, StreamSink &stream, uint64_t offset,
                                        uint64_t length, uint32_t flags)
{
    refuse_unknown_flags(flags, sparse_stream, "testStorageVolDownload");
    stream.attach(std::make_unique<VolumeReader>(volume_part(volume, offset, length, flags)));
}

// Whatever pattern is asked for, zeros are what is left: the last one of each is not told by anyone.
void StoragePools::storage_vol_wipe_pattern(const StorageVolRef &volume, uint32_t algorithm, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testStorageVolWipePattern");
    if (algorithm >= wipe_algorithms)
        throw Error(ErrorCode::InvalidArg, fmt::format("wiping algorithm {} is not one of those from 0 to {}",
                                                       algorithm, wipe_algorithms - 1));
    store().with_volumes(volume.pool, [&](const storage::Pool &pool, VolumeStore &volumes) {
        volumes.contents(pool.uuid, volume.name)->clear(0, UINT64_MAX);
    });
}

} // namespace modvirt::test
