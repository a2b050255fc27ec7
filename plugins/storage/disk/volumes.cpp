// SPDX-License-Identifier: LGPL-2.1-or-later
// Making, changing and deleting the partitions of a disk.
#include <algorithm>

#include <fmt/format.h>

#include "backend.hpp"
#include "kit/block/contents.hpp"
#include "kit/block/device.hpp"
#include "kit/storage/volume.hpp"

namespace modvirt::storage_disk {

namespace {

// Of virStorageVolCreateFlags, virStorageVolDeleteFlags and virStorageVolResizeFlags.
constexpr uint32_t create_validate = 4;
constexpr uint32_t delete_zeroed = 1;
constexpr uint32_t resize_allocate = 1;
constexpr uint32_t resize_shrink = 4;

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

// Makes the partition, and takes it away again when it does not become what was wanted.
Placement Backend::make(const Disk &disk, const std::string &name, uint64_t capacity, std::string_view format) const
{
    for (const Region &region : disk.table.regions)
        if (region.is_partition() && name_of(disk, region.number) == name)
            throw Error(ErrorCode::StorageVolExist, fmt::format("'{}'", name));
    const PartitionType type = partition_type(*disk.label, format);
    const Placement placement = place(disk.table, *disk.label, capacity, format == "extended", grain(disk));
    if (const std::string expected = name_of(disk, placement.number); name != expected)
        throw Error(ErrorCode::InvalidArg, fmt::format("invalid partition name '{}', expected '{}'", name, expected));
    write_table(make_partition(disk.path, *disk.label, placement, type.filesystem));
    check_made(disk, placement);
    try {
        if (!type.flag.empty())
            write_table(set_flag(disk.path, placement.number, type.flag));
        block::await_device(m_run, node(disk, placement.number));
        // The node may be there before all of its links are.
        block::settle(m_run);
    } catch (...) {
        remove(disk, placement.number);
        throw;
    }
    return placement;
}

// What follows goes by the partition's number, so that has to be the one that was foreseen.
void Backend::check_made(const Disk &disk, const Placement &placement) const
{
    const Table now = read_table(disk.path);
    for (const Region &region : now.regions) {
        if (!region.is_partition() || region.start != placement.start || region.number == placement.number ||
            (region.kind == RegionKind::Extended) != (placement.kind == RegionKind::Extended))
            continue;
        remove(disk, region.number);
        throw Error(ErrorCode::OperationFailed,
                    fmt::format("parted gave a new partition of '{}' the number {}, where {} was expected", disk.path,
                                region.number, placement.number));
    }
}

// After a failure, which is what is told.
void Backend::remove(const Disk &disk, uint32_t number) const
{
    const std::unique_lock lock(m_table);
    m_run({.argv = remove_partition(disk.path, number), .package = "parted"});
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
    const auto source = storage::parse_volume(m_parser, source_document, {.capacity_optional = true});
    refuse_encryption(*wanted);
    if (wanted->format == "extended")
        throw Error(ErrorCode::InvalidArg, "nothing can be copied to an extended partition");
    const std::lock_guard changes(m_changes);
    const Disk disk = read();
    const Placement placement = make(disk, wanted->name, std::max(wanted->capacity, source->capacity), wanted->format);
    try {
        block::copy_contents(m_run, std::string(source_path), std::string(source->format), node(disk, placement.number));
    } catch (...) {
        remove(disk, placement.number);
        throw;
    }
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
            block::wipe(m_run, path, static_cast<uint32_t>(block::WipeAlgorithm::Zero));
    }
    write_table(remove_partition(disk.path, partition.number));
    block::settle(m_run);
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
    const auto end = end_after_growth(disk.table, *disk.label, partition, capacity, grain(disk));
    if (!end)
        throw Error(ErrorCode::OperationFailed,
                    fmt::format("volume '{}' cannot grow to {} bytes: there is not so much free space right behind it", name,
                                capacity));
    block::refuse_busy(node(disk, partition.number));
    write_table(grow_partition(disk.path, partition.number, *end));
    block::settle(m_run);
}

void Backend::volume_wipe(std::string_view name, uint32_t algorithm, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virStorageVolWipe");
    const std::lock_guard changes(m_changes);
    const Disk disk = read();
    const Region &partition = find(disk, name);
    if (partition.kind == RegionKind::Extended)
        throw Error(ErrorCode::OperationInvalid, fmt::format("volume '{}' is an extended partition, and holds no data", name));
    block::wipe(m_run, idle_node(disk, partition), algorithm);
}

} // namespace modvirt::storage_disk
