// SPDX-License-Identifier: LGPL-2.1-or-later
// A disk's partition table, as `parted --json ... unit B print free` tells it. Nothing here runs a tool.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace modvirt::storage_disk {

enum class RegionKind : uint8_t {
    Free,
    FreeInExtended, // for logical partitions alone
    Primary,
    Extended,
    Logical,
    Metadata, // of the table itself
};

// Bytes; `end` is the first one behind it.
struct Region {
    RegionKind kind = RegionKind::Free;
    uint32_t number = 0; // of a partition
    uint64_t start = 0;
    uint64_t end = 0;
    std::vector<std::string> flags = {};

    [[nodiscard]] uint64_t size() const { return end - start; }
    [[nodiscard]] bool is_free() const { return kind == RegionKind::Free || kind == RegionKind::FreeInExtended; }
    [[nodiscard]] bool is_partition() const
    {
        return kind == RegionKind::Primary || kind == RegionKind::Extended || kind == RegionKind::Logical;
    }
};

struct Table {
    std::string label; // as parted calls it; "unknown" when there is none that it knows
    uint64_t size = 0; // of the disk
    uint64_t sector_size = 512;
    uint32_t most_partitions = 0; // primary ones
    std::vector<Region> regions;  // in the order of their places

    // The partition of that number; null when there is none.
    [[nodiscard]] const Region *find(uint32_t number) const;
    // Bytes of primary and logical partitions, and those that are free.
    [[nodiscard]] uint64_t used() const;
    [[nodiscard]] uint64_t free() const;
    // Bytes of a partition that are taken: of an extended one those of the logical ones in it.
    [[nodiscard]] uint64_t used_of(const Region &partition) const;
};

// Throws OperationFailed for what is no such report.
Table parse_table(std::string_view report);

// Which type each partition has, by its number, as `partx --raw --noheadings --output NR,TYPE` tells it.
std::map<uint32_t, std::string> parse_types(std::string_view output);

// The bytes of a cylinder, as `parted --machine ... unit cyl print` tells the disk's geometry; 0 when it does not.
uint64_t parse_cylinder_size(std::string_view report, uint64_t sector_size);

} // namespace modvirt::storage_disk
