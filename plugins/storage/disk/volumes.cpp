// SPDX-License-Identifier: LGPL-2.1-or-later
// Making, changing and deleting the partitions of a disk.
#include <algorithm>

#include <fmt/format.h>

#include "backend.hpp"
#include "kit/block/contents.hpp"
#include "kit/block/device.hpp"
#include "kit/storage/schema.hpp"
#include "kit/xml/reader.hpp"
#include "kit/storage/volume.hpp"

namespace modvirt::storage_disk {

namespace {

// Of virStorageVolCreateFlags, virStorageVolDeleteFlags and virStorageVolResizeFlags.
constexpr uint32_t create_validate = 4;
constexpr uint32_t delete_zeroed = 1;
constexpr uint32_t resize_allocate = 1;
constexpr uint32_t resize_shrink = 4;
constexpr uint32_t zeros = 0; // of virStorageVolWipeAlgorithm

void refuse_encryption(const storage::Volume &wanted)
{
    if (const auto target = wanted.document.root().child("target"); target && target->child("encryption"))
        throw Error(ErrorCode::ConfigUnsupported,
                    fmt::format("volume '{}' cannot be encrypted: disks hold plain partitions", wanted.name));
}

} // namespace

std::string Backend::idle_node(const Disk &disk, const Region &partition) const
{
    const std::string path = node(disk, partition.number);
    block::refuse_busy(path);
    return path;
}

// Makes the partition by one command, and takes it away again when it does not become what was wanted. What it is filled with
// is on the disk before: whoever is killed meanwhile leaves the whole volume, or free space.
void Backend::make(const Disk &disk, const std::string &name, uint64_t capacity, std::string_view format,
                          const Fill &fill) const
{
    for (const Region &region : disk.table.regions)
        if (region.is_partition() && name_of(disk, region.number) == name)
            throw Error(ErrorCode::StorageVolExist, fmt::format("'{}'", name));
    const PartitionType type = partition_type(*disk.label, format);
    const Placement placement = place(disk.table, *disk.label, capacity, format == "extended", disk.grain);
    if (const std::string expected = name_of(disk, placement.number); name != expected)
        throw Error(ErrorCode::InvalidArg, fmt::format("invalid partition name '{}', expected '{}'", name, expected));
    if (fill)
        fill(placement);
    try {
        write_table(disk.path, make_partition(disk.path, *disk.label, placement, type));
        check_made(placement);
        block::await_device(m_run, node(disk, placement.number));
        block::await_link(m_run, m_target, disk.path, node(disk, placement.number));
    } catch (...) {
        take_back(disk, placement);
        throw;
    }
}

namespace {

// The partition that has come to be at that place.
const Region *made_at(const Table &now, const Placement &placement)
{
    for (const Region &region : now.regions)
        if (region.is_partition() && region.start == placement.start &&
            (region.kind == RegionKind::Extended) == (placement.kind == RegionKind::Extended))
            return &region;
    return nullptr;
}

} // namespace

// Its name follows from its number, so that has to be the one that was foreseen.
void Backend::check_made(const Placement &placement) const
{
    const Disk disk = read();
    const Region *const made = made_at(disk.table, placement);
    if (made != nullptr && made->number != placement.number)
        throw Error(ErrorCode::OperationFailed, fmt::format("parted gave a new partition of '{}' the number {}, where {} was expected",
                                                            disk.path, made->number, placement.number));
}

// After a failure, which is what is told. A partition that was there before is never meant.
void Backend::take_back(const Disk &disk, const Placement &placement) const
{
    try {
        const std::unique_lock lock(m_table);
        const Table now = print_table(disk.path);
        const Region *made = made_at(now, placement);
        if (made == nullptr)
            made = now.find(placement.number);
        if (made == nullptr || disk.table.find(made->number) != nullptr)
            return;
        run_parted(disk.path, {.argv = remove_partition(disk.path, made->number), .package = "parted"});
    } catch (const Error &error) {
        host().log(LogLevel::Warning, "storage", error.message());
    }
}

FoundVolume Backend::volume_create(std::string_view document, uint32_t flags)
{
    refuse_unknown_flags(flags, create_validate, "virStorageVolCreateXML");
    const auto wanted = storage::parse_volume(m_parser, document, {.pool = storage::PoolType::Disk});
    refuse_encryption(*wanted);
    const std::lock_guard changes(m_changes);
    make(read(), wanted->name, wanted->capacity, wanted->format);
    return volume_inspect(wanted->name);
}

FoundVolume Backend::volume_create_from(std::string_view document, std::string_view source_path,
                                        std::string_view source_document, uint32_t flags)
{
    refuse_unknown_flags(flags, create_validate, "virStorageVolCreateXMLFrom");
    const auto wanted = storage::parse_volume(m_parser, document, {.pool = storage::PoolType::Disk});
    const contents::Source source = contents::source_of(xml::parse(m_parser, source_document, storage::volume_schema()), source_path);
    refuse_encryption(*wanted);
    if (wanted->format == "extended")
        throw Error(ErrorCode::InvalidArg, "nothing can be copied to an extended partition");
    const std::lock_guard changes(m_changes);
    const Disk disk = read();
    const auto fill = [&](const Placement &placement) {
        block::copy_contents(m_run, source, {disk.path, placement.start, placement.end - placement.start});
    };
    make(disk, wanted->name, std::max(wanted->capacity, source.capacity), wanted->format, fill);
    return volume_inspect(wanted->name);
}

void Backend::volume_delete(std::string_view name, uint32_t flags)
{
    refuse_unknown_flags(flags, delete_zeroed, "virStorageVolDelete");
    const std::lock_guard changes(m_changes);
    const Disk disk = read();
    const Region &partition = find(disk, name);
    if (partition.kind == RegionKind::Extended && disk.table.used_of(partition) > 0)
        throw Error(ErrorCode::OperationInvalid,
                    fmt::format("volume '{}' is an extended partition with logical ones in it: delete these first", name));
    if (partition.kind != RegionKind::Extended) {
        const std::string path = idle_node(disk, partition);
        if ((flags & delete_zeroed) != 0)
            block::wipe(path, zeros);
    }
    write_table(disk.path, remove_partition(disk.path, partition.number));
}

void Backend::volume_resize(std::string_view name, uint64_t capacity, uint32_t flags)
{
    refuse_unknown_flags(flags, resize_allocate | resize_shrink, "virStorageVolResize");
    const std::lock_guard changes(m_changes);
    const Disk disk = read();
    const Region &partition = find(disk, name);
    if (capacity == partition.size())
        return;
    if (capacity < partition.size())
        throw Error(ErrorCode::OperationUnsupported,
                    fmt::format("volume '{}' has {} bytes; partitions only grow", name, partition.size()));
    const auto end = end_after_growth(disk.table, *disk.label, partition, capacity, disk.grain);
    if (!end)
        throw Error(ErrorCode::OperationFailed,
                    fmt::format("volume '{}' cannot grow to {} bytes: there is not so much free space right behind it", name,
                                capacity));
    block::refuse_busy(node(disk, partition.number));
    write_table(disk.path, grow_partition(disk.path, partition.number, *end));
}

void Backend::volume_wipe(std::string_view name, uint32_t algorithm, uint32_t flags)
{
    const std::lock_guard changes(m_changes);
    DeviceBackend::volume_wipe(name, algorithm, flags);
}

} // namespace modvirt::storage_disk
