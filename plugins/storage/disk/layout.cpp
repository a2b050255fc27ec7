// SPDX-License-Identifier: LGPL-2.1-or-later
#include "layout.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "modvirt/error.hpp"

namespace modvirt::storage_disk {

namespace {

constexpr uint64_t mebibyte = uint64_t{1} << 20;
constexpr uint32_t first_logical_number = 5;
constexpr uint64_t logical_head_sectors = 2; // the table of a logical partition stands in front of it

uint64_t round_up(uint64_t bytes, uint64_t grain)
{
    const uint64_t over = bytes % grain;
    return over == 0 ? bytes : bytes + (grain - over);
}

// The part of a free extent in which a partition may be.
struct Room {
    uint64_t start = 0;
    uint64_t end = 0;

    [[nodiscard]] uint64_t size() const { return start < end ? end - start : 0; }
};

Room room_in(const Table &table, const Label &label, const Region &free, uint64_t grain)
{
    const bool is_logical = free.kind == RegionKind::FreeInExtended;
    const uint64_t head = is_logical ? logical_head_sectors * table.sector_size : 0;
    // At the beginning of the disk stands the table, also where parted counts that as free.
    Room room{std::max(round_up(free.start + head, grain), grain), free.end};
    if (label.keeps_cylinders)
        room.end -= room.end % grain;
    return room;
}

uint64_t partition_size(const Table &table, const Label &label, uint64_t capacity, uint64_t grain)
{
    return round_up(capacity, label.keeps_cylinders ? grain : table.sector_size);
}

std::optional<Room> best_room(const Table &table, const Label &label, RegionKind where, uint64_t size, uint64_t grain)
{
    std::optional<Room> best;
    for (const Region &region : table.regions) {
        if (region.kind != where)
            continue;
        const Room room = room_in(table, label, region, grain);
        if (room.size() >= size && (!best || room.size() < best->size()))
            best = room;
    }
    return best;
}

uint64_t largest_room(const Table &table, const Label &label, uint64_t grain)
{
    uint64_t largest = 0;
    for (const Region &region : table.regions)
        if (region.is_free())
            largest = std::max(largest, room_in(table, label, region, grain).size());
    return largest;
}

bool has_extended(const Table &table)
{
    return std::ranges::find(table.regions, RegionKind::Extended, &Region::kind) != table.regions.end();
}

// By convention the third partition of a sun table is the whole disk.
constexpr uint32_t whole_sun_disk = 3;

// The lowest number that no primary or extended partition has; 0 when all are taken.
uint32_t free_number(const Table &table)
{
    for (uint32_t number = 1; number <= table.most_partitions; ++number) {
        if (table.label == "sun" && number == whole_sun_disk)
            continue;
        const bool is_taken = std::ranges::any_of(table.regions, [&](const Region &region) {
            return !region.is_free() && region.kind != RegionKind::Logical && region.number == number;
        });
        if (!is_taken)
            return number;
    }
    return 0;
}

uint32_t next_logical_number(const Table &table)
{
    return first_logical_number +
           static_cast<uint32_t>(std::ranges::count(table.regions, RegionKind::Logical, &Region::kind));
}

[[noreturn]] void fail_to_place(const Table &table, const Label &label, uint64_t capacity, uint32_t number, uint64_t grain)
{
    if (number == 0 && !has_extended(table))
        throw Error(ErrorCode::OperationFailed,
                    fmt::format("all {} partitions that a table of type {} can have are taken: delete one{}",
                                table.most_partitions, label.format, label.has_extended ? ", or put an extended one in its place" : ""));
    throw Error(ErrorCode::OperationFailed,
                fmt::format("no free extent holds a partition of {} bytes: the largest has room for {}", capacity,
                            largest_room(table, label, grain)));
}

} // namespace

uint64_t grain_of(const Label &label, uint64_t cylinder_size)
{
    return label.keeps_cylinders && cylinder_size > 0 ? cylinder_size : mebibyte;
}

Placement place(const Table &table, const Label &label, uint64_t capacity, bool extended, uint64_t grain)
{
    if (capacity > table.size)
        fail_to_place(table, label, capacity, 1, grain);
    const uint64_t size = std::max(partition_size(table, label, capacity, grain), table.sector_size);
    const uint32_t number = free_number(table);
    if (extended && has_extended(table))
        throw Error(ErrorCode::OperationFailed, "the disk has an extended partition already, and cannot have two");
    if (number != 0)
        if (const auto room = best_room(table, label, RegionKind::Free, size, grain))
            return {extended ? RegionKind::Extended : RegionKind::Primary, number, room->start, room->start + size};
    if (!extended)
        if (const auto room = best_room(table, label, RegionKind::FreeInExtended, size, grain))
            return {RegionKind::Logical, next_logical_number(table), room->start, room->start + size};
    fail_to_place(table, label, capacity, number, grain);
}

std::optional<uint64_t> end_after_growth(const Table &table, const Label &label, const Region &partition,
                                         uint64_t capacity, uint64_t grain)
{
    if (capacity > table.size)
        return std::nullopt;
    const uint64_t end = partition.start + partition_size(table, label, capacity, grain);
    const RegionKind where = partition.kind == RegionKind::Logical ? RegionKind::FreeInExtended : RegionKind::Free;
    for (const Region &region : table.regions)
        if (region.kind == where && region.start == partition.end && end <= region.end)
            return end;
    return std::nullopt;
}

} // namespace modvirt::storage_disk
